"""The vehicles as files have them: all that match a filter, of one moment, in bounded memory.

Each export is one COPY, and so one snapshot; it is open for as long as its blocks are taken.
"""

from collections.abc import Generator, Iterator
from io import BytesIO

import polars as pl
from psycopg import sql

from vehicle_pipeline.adapters.postgres.copying import copied_blocks
from vehicle_pipeline.adapters.postgres.database import Database, load_statements
from vehicle_pipeline.adapters.vehicle_queries import (
    VehicleFilter,
    VehicleSort,
    conditions,
    filter_values,
    order,
)
from vehicle_pipeline.contracts import CsvDialect
from vehicle_pipeline.spreadsheets.formulas import DANGEROUS_IN_SQL
from vehicle_pipeline.spreadsheets.headers.exports import PROTECTED, PROTECTED_COLUMN

_SQL = load_statements("vehicle_exports")
# Bytes of text at a time.
_BLOCK = 1 << 18
# The same for frames: some 100,000 rows.
_FRAME = 4 << 20
_BOM = b"\xef\xbb\xbf"

# The prices as they are stored.
SCHEMA = pl.Schema(
    {
        "modelo": pl.String(),
        "placa": pl.String(),
        "ano": pl.Int32(),
        "valor_fipe": pl.Decimal(12, 2),
    }
)
_AS_TEXT = pl.Schema({**SCHEMA, "valor_fipe": pl.String()})


class VehicleExports:
    """Reads; never changes anything."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def csv(
        self, wanted: VehicleFilter, sort: VehicleSort, dialect: CsvDialect
    ) -> Generator[bytes, None, None]:
        """Yield a file in blocks. No spreadsheet program runs a cell of it as a formula.

        A model that one would run has an apostrophe before it, and PROTECTED in PROTECTED_COLUMN:
        the reader takes the apostrophe off again.
        """
        is_plain = dialect is CsvDialect.PLAIN
        values = filter_values(wanted)
        statement = sql.SQL(_SQL.csv).format(
            conditions=conditions(values),
            order=order(sort),
            price=sql.SQL(_SQL.price_with_dot if is_plain else _SQL.price_with_comma),
            delimiter=sql.Literal("," if is_plain else ";"),
            mark=sql.Literal(PROTECTED),
            marked=sql.Identifier(PROTECTED_COLUMN),
        )
        if not is_plain:
            yield _BOM
        with self._database.transaction() as connection:
            given = {**values, "dangerous": DANGEROUS_IN_SQL}
            yield from copied_blocks(connection, statement, given, _BLOCK)

    def frames(self, wanted: VehicleFilter, sort: VehicleSort) -> Iterator[pl.DataFrame]:
        """Yield the vehicles as frames with the columns of SCHEMA."""
        values = filter_values(wanted)
        statement = sql.SQL(_SQL.rows).format(conditions=conditions(values), order=order(sort))
        with self._database.transaction() as connection:
            for block in copied_blocks(connection, statement, values, _FRAME):
                if block:
                    yield _frame(block)


def _frame(block: bytes) -> pl.DataFrame:
    texts = pl.read_csv(BytesIO(block), has_header=False, schema=_AS_TEXT)
    return texts.cast({"valor_fipe": SCHEMA["valor_fipe"]})
