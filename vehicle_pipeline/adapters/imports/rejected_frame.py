"""The rejected rows of all imports as a frame, a line per fault."""

from collections.abc import Iterator, Mapping

import polars as pl

from vehicle_pipeline.adapters.imports.rejected_parts import cells_of, faults_of, raw_json
from vehicle_pipeline.adapters.postgres.database import Database, load_statements, one
from vehicle_pipeline.domain.rejections import with_params

# What people call it; no table has this name.
TABLE = "rejected_rows"

_SQL = load_statements("rejected_rows")


def count(database: Database) -> int:
    """Return the number of faults."""
    with database.transaction() as connection:
        return int(one(connection, _SQL.count_all, {})["rows"])


def read(
    database: Database, schema: Mapping[str, pl.DataType], limit: int | None = None
) -> pl.DataFrame:
    """Return the columns of `schema`, of all faults or of at most `limit`.

    There are job_id, chunk_index, raw_row (the cells as a JSON object) and those of
    `rejections.FAULTS`.
    """
    frames = [pl.DataFrame(schema=schema)]
    rows = 0
    for frame in _frames(database):
        frames.append(frame.select(pl.col(name).cast(kind) for name, kind in schema.items()))
        rows += frame.height
        if limit is not None and rows >= limit:
            break
    return pl.concat(frames).head(rows if limit is None else limit)


def _frames(database: Database) -> Iterator[pl.DataFrame]:
    # A name makes it a cursor of the server's: parts come as they are fetched.
    with database.transaction() as connection, connection.cursor("rejected") as cursor:
        cursor.itersize = 1
        for part in cursor.execute(_SQL.all):
            cells = cells_of(part["cells"])
            raw = cells.select("row_number", raw_row=raw_json(cells))
            faults = with_params(faults_of(part["faults"], part["cells"]))
            yield faults.join(raw, on="row_number", how="left", maintain_order="left").with_columns(
                job_id=pl.lit(part["job_id"]), chunk_index=pl.lit(part["chunk_index"])
            )
