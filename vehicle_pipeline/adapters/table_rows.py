"""The rows of our tables and views as a whole: how many, and as a frame."""

from collections.abc import Mapping, Sequence

import polars as pl
from psycopg import sql
from psycopg.rows import tuple_row

from vehicle_pipeline.adapters.imports import rejected_frame
from vehicle_pipeline.adapters.postgres.database import Connection, Database

# Rows fetched at once; what is read is held as a frame, and never as a whole as Python's objects.
BATCH = 50_000

Schema = Mapping[str, pl.DataType]


class TableRows:
    """Reads tables and views by their names, which are ours and never come from outside."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, table: str) -> int:
        """Return the number of rows."""
        if table == rejected_frame.TABLE:
            return rejected_frame.count(self._database)
        statement = sql.SQL("select count(*) as rows from {}").format(sql.Identifier(table))
        with self._database.transaction() as connection:
            (row,) = connection.execute(statement).fetchall()
        return int(row["rows"])

    def read(self, table: str, schema: Schema, limit: int | None = None) -> pl.DataFrame:
        """Return the columns of `schema`, of all rows or of at most `limit` rows.

        Columns of type String are read as PostgreSQL writes them.
        """
        if table == rejected_frame.TABLE:
            return rejected_frame.read(self._database, schema, limit)
        with self._database.transaction() as connection:
            return _frame(connection, _query(table, schema, limit), schema)


def _query(table: str, schema: Schema, limit: int | None) -> sql.Composed:
    columns = sql.SQL(", ").join(
        sql.SQL("{}::text").format(sql.Identifier(name))
        if dtype == pl.String
        else sql.Identifier(name)
        for name, dtype in schema.items()
    )
    return sql.SQL("select {} from {} limit {}").format(
        columns, sql.Identifier(table), sql.Literal(limit)
    )


def _frame(connection: Connection, query: sql.Composed, schema: Schema) -> pl.DataFrame:
    batches = [pl.DataFrame(schema=schema)]
    # A name makes it a cursor of the server's: rows come as they are fetched.
    with connection.cursor("table_rows", row_factory=tuple_row) as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(BATCH):
            batches.append(_batch(rows, schema))
    return pl.concat(batches)


def _batch(rows: Sequence[tuple[object, ...]], schema: Schema) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row")
