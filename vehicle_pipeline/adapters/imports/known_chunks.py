"""Chunks that come again: recognized by their content, so that their vehicles need no look-up."""

from hashlib import sha256
from io import BytesIO
from typing import Any

import polars as pl

from vehicle_pipeline.adapters.postgres.database import Connection, load_statements, one
from vehicle_pipeline.adapters.postgres.planning import find_by_index
from vehicle_pipeline.domain.duplicates import REGISTERED

_SQL = load_statements("known_chunks")
# Vehicles that are asked where they lie, to know where those of the chunk do.
_SAMPLE = 500


def digest(rows: pl.DataFrame) -> bytes:
    """Digest accepted rows, sorted by plate, with their numbers."""
    columns = rows.select("row_number", "placa", "modelo", "ano", "valor_fipe").rechunk()
    written = BytesIO()
    # Whole columns: views into shared text lie differently each time.
    columns.write_ipc(written, compat_level=pl.CompatLevel.oldest())
    return sha256(written.getbuffer()).digest()


def remember(
    connection: Connection, line: dict[str, Any], content: bytes, rows: pl.DataFrame
) -> None:
    """Note in the ledger the content of a chunk, all of whose rows it has just written."""
    sample = rows["plate"].gather_every(max(1, rows.height // _SAMPLE)).to_list()
    values = {**line, "content": content, "plates": [*sample, rows["plate"][-1]]}
    find_by_index(connection)
    connection.execute(_SQL.remember, values)


def untouched(connection: Connection, content: bytes, rows: pl.DataFrame) -> pl.DataFrame:
    """Return those rows whose vehicles are just as another import wrote them: see REGISTERED.

    Empty unless a chunk with the same content is remembered.
    """
    none = REGISTERED.to_frame()
    earlier = connection.execute(_SQL.earlier, {"content": content}).fetchone()
    if earlier is None:
        return none
    find_by_index(connection)
    found = one(connection, _SQL.untouched, {**earlier, "rows": rows.height})
    kept = rows.select("row_number").sort("row_number")
    if (some_rows := found["some_rows"]) is not None:
        there = pl.Series(some_rows, dtype=pl.Int32)
        kept = kept.filter(pl.col("row_number").is_in(there.implode()))
    alike = kept.with_columns(import_id=pl.lit(str(earlier["job_id"])))
    return pl.concat([none, alike], how="diagonal")
