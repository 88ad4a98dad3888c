"""Chunks that come again: recognized by their content, so that their vehicles need no look-up."""

from hashlib import sha256
from io import BytesIO
from typing import Any

import polars as pl

from vehicle_pipeline.adapters.postgres.database import Connection, load_statements, one
from vehicle_pipeline.adapters.postgres.planning import find_by_index
from vehicle_pipeline.domain.duplicates import REGISTERED

_SQL = load_statements("known_chunks")


def remember(connection: Connection, line: dict[str, Any], rows: pl.DataFrame) -> None:
    """Note the content of a chunk in the ledger, all of whose rows it has just written."""
    if not rows.is_empty():
        values = {**line, "content": _content(rows), "plate": rows.item(0, "plate")}
        connection.execute(_SQL.remember, values)


def untouched(connection: Connection, rows: pl.DataFrame) -> pl.DataFrame:
    """Return those rows whose vehicles are just as another import wrote them: see REGISTERED.

    Empty unless a chunk with the same rows is remembered, and its vehicles are all still of it.
    """
    none = REGISTERED.to_frame()
    if rows.is_empty():
        return none
    earlier = connection.execute(_SQL.earlier, {"content": _content(rows)}).fetchone()
    if earlier is None:
        return none
    find_by_index(connection)
    first, last = rows["row_number"].min(), rows["row_number"].max()
    found = one(connection, _SQL.vehicles, {**earlier, "first": first, "last": last})
    if found["vehicles"] != rows.height:
        return none
    touched = pl.Series(found["touched"], dtype=pl.Int32)
    kept = rows.select("row_number").filter(~pl.col("row_number").is_in(touched.implode()))
    alike = kept.with_columns(import_id=pl.lit(str(earlier["job_id"])))
    return pl.concat([none, alike], how="diagonal")


def _content(rows: pl.DataFrame) -> bytes:
    """Digest the rows, with their numbers, in the order of these."""
    ordered = rows.select("row_number", "placa", "modelo", "ano", "valor_fipe").sort("row_number")
    written = BytesIO()
    # One layout for one content: whole columns, and no views into shared text.
    ordered.rechunk().write_ipc(written, compat_level=pl.CompatLevel.oldest())
    return sha256(written.getbuffer()).digest()
