"""Moves rejected rows between the table of version 0009, a row per fault, and parts of columns."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import polars as pl
from psycopg.rows import dict_row
from pydantic_core import from_json
from sqlalchemy.engine import Connection

from vehicle_pipeline.adapters.imports.rejected_parts import (
    PART_ROWS,
    cells_of,
    faults_of,
    raw_json,
)
from vehicle_pipeline.adapters.imports.rejected_rows import store_rejected
from vehicle_pipeline.adapters.postgres.copying import copy_in
from vehicle_pipeline.domain.rejections import COMPARED_FAULTS, with_params

_ROWS = """
select job_id, chunk_index, row_number, code, field, value, params::text as params, suggestion,
       raw_row::text as raw_row
from rejected_rows
order by job_id, row_number
"""
_PARTS = "select job_id, chunk_index, faults, cells from rejected_parts"
_COPY = """
copy rejected_rows (job_id, chunk_index, row_number, code, field, value, params, suggestion,
                    raw_row)
from stdin (format csv)
"""
# Rows, or parts, that the server sends at a time.
_BATCH = 5_000

Row = dict[str, Any]


def into_parts(bind: Connection) -> None:
    """Fill `rejected_parts`; memory holds about one part."""
    for (job_id, chunk_index), rows in groupby(_all(bind, _ROWS, _BATCH), _chunk):
        chunk = {"job_id": job_id, "chunk_index": chunk_index}
        for some in _bounded(rows):
            store_rejected(_driver(bind), chunk, _faults(some), _cells(some))


def out_of_parts(bind: Connection) -> None:
    """Fill `rejected_rows`; memory holds about one part."""
    for part in _all(bind, _PARTS, 1):
        cells = cells_of(part["cells"])
        raw = cells.select("row_number", raw_row=raw_json(cells))
        faults = with_params(faults_of(part["faults"], part["cells"]))
        rows = faults.join(raw, on="row_number", how="left", maintain_order="left").select(
            pl.lit(str(part["job_id"])).alias("job_id"),
            pl.lit(part["chunk_index"]).alias("chunk_index"),
            pl.all(),
        )
        copy_in(_driver(bind), _COPY, rows)


def _driver(bind: Connection) -> Any:
    return bind.connection.driver_connection


def _all(bind: Connection, statement: str, batch: int) -> Iterator[Row]:
    # A name makes it a cursor of the server's: rows come as they are fetched.
    with _driver(bind).cursor("moving", row_factory=dict_row) as cursor:
        cursor.itersize = batch
        yield from cursor.execute(statement)


def _chunk(row: Row) -> tuple[Any, ...]:
    return row["job_id"], row["chunk_index"]


def _bounded(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Yield the faults of whole rows, so many that they make about one part."""
    held: list[Row] = []
    for row in rows:
        if len(held) >= PART_ROWS and row["row_number"] != held[-1]["row_number"]:
            yield held
            held = []
        held.append(row)
    yield held


def _faults(rows: Sequence[Row]) -> pl.DataFrame:
    faults = pl.DataFrame(rows, schema_overrides=COMPARED_FAULTS, infer_schema_length=1)
    return pl.concat([COMPARED_FAULTS.to_frame(), faults], how="diagonal").select(
        COMPARED_FAULTS.names()
    )


def _cells(rows: Sequence[Row]) -> pl.DataFrame:
    """Return each row's cells once."""
    raw = {row["row_number"]: from_json(row["raw_row"]) for row in rows}
    names = dict.fromkeys(name for cells in raw.values() for name in cells)
    numbers = pl.DataFrame({"row_number": list(raw)}, schema={"row_number": pl.Int32})
    texts = pl.DataFrame(list(raw.values()), schema=dict.fromkeys(names, pl.String))
    return pl.concat([numbers, texts], how="horizontal") if names else numbers
