"""Rejected rows as they are stored, and as they are read again."""

from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from typing import Any
from uuid import UUID

import polars as pl
from psycopg.types.json import Jsonb
from pydantic_core import from_json

from vehicle_pipeline.adapters.imports.rejected_parts import cells_of, faults_of, parts
from vehicle_pipeline.adapters.postgres.database import (
    Connection,
    Database,
    load_statements,
    one,
)
from vehicle_pipeline.contracts import RejectedRow
from vehicle_pipeline.domain.rejections import with_params
from vehicle_pipeline.spreadsheets.rejected.error_table import RejectedRecord

_SQL = load_statements("rejected_rows")
_PARTS = load_statements("rejected_parts")
# Rows that are Python's objects at a time.
_ROWS = 2_000
_NUMBER = pl.col("row_number")


def store_rejected(
    connection: Connection, chunk: dict[str, Any], faults: pl.DataFrame, cells: pl.DataFrame
) -> None:
    """Store the rejected rows of a chunk (job_id, chunk_index) in its transaction.

    `faults`: see `rejections.COMPARED_FAULTS`. `cells`: see `rejections.raw_rows`.
    """
    for part in parts(faults, cells):
        values = {**vars(part), "codes": Jsonb(part.codes)}
        connection.execute(_PARTS.insert_rejected, {**chunk, **values})


def page(
    connection: Connection, job_id: UUID, *, code: str | None, skip: int, limit: int
) -> tuple[list[RejectedRow], int]:
    """Return some faults of an import in file order, and how many there are in all."""
    wanted = {"job_id": job_id, "code": code, "skip": skip, "limit": limit}
    total = one(connection, _SQL.count, wanted)["total"]
    found: list[RejectedRow] = []
    for part in connection.execute(_SQL.page, wanted) if skip < total else ():
        faults = faults_of(part["faults"], part["cells"], code)
        begin = max(0, skip - int(part["before"]))
        found += _rows(faults[begin : begin + limit - len(found)])
    return found, int(total)


def records(database: Database, job_id: UUID) -> Iterator[RejectedRecord]:
    """Yield an import's rejected rows whole, in file order; memory holds two parts of them."""
    part = _next(database, job_id, 0)
    with ThreadPoolExecutor(1) as pool:
        while part:
            # PostgreSQL reads the next part while the caller works on this one.
            following = pool.submit(_next, database, job_id, part["first_row"])
            yield from _records(part, cells_of(part["cells"]))
            part = following.result()


def behind(
    connection: Connection, job_id: UUID, row_number: int, limit: int, without: Collection[int]
) -> list[RejectedRecord]:
    """Return the first rejected rows behind a row, whole, in file order, but those of `without`."""
    found: list[RejectedRecord] = []
    is_wanted = _NUMBER.gt(row_number) & ~_NUMBER.is_in(list(without))
    for part in connection.execute(_SQL.behind, {"job_id": job_id, "row_number": row_number}):
        wanted = cells_of(part["cells"]).filter(is_wanted)
        found += _records(part, wanted.head(limit - len(found)))
        if len(found) == limit:
            break
    return found


def before(
    connection: Connection, job_id: UUID, row_number: int, limit: int, without: Collection[int]
) -> list[RejectedRecord]:
    """Return the last rejected rows before a row, whole, in file order, but those of `without`."""
    found: list[RejectedRecord] = []
    is_wanted = _NUMBER.lt(row_number) & ~_NUMBER.is_in(list(without))
    for part in connection.execute(_SQL.before, {"job_id": job_id, "row_number": row_number}):
        wanted = cells_of(part["cells"]).filter(is_wanted)
        found = [*_records(part, wanted.tail(limit - len(found))), *found]
        if len(found) == limit:
            break
    return found


def numbered(
    connection: Connection, job_id: UUID, numbers: Collection[int]
) -> list[RejectedRecord]:
    """Return the rejected rows that have these numbers, whole, in file order."""
    wanted = {"job_id": job_id, "row_numbers": list(numbers)}
    return [
        row
        for part in connection.execute(_SQL.numbered, wanted)
        for row in _records(part, cells_of(part["cells"]).filter(_NUMBER.is_in(list(numbers))))
    ]


def _next(database: Database, job_id: UUID, after: int) -> dict[str, Any] | None:
    with database.transaction() as connection:
        return connection.execute(_SQL.next, {"job_id": job_id, "after": after}).fetchone()


def _records(part: dict[str, Any], wanted: pl.DataFrame) -> Iterator[RejectedRecord]:
    """Yield rows of a part; `wanted` are their cells."""
    faults = faults_of(part["faults"], part["cells"])
    for cells in wanted.iter_slices(_ROWS):
        of_rows = _rows(faults.filter(_NUMBER.is_in(cells["row_number"].implode())))
        grouped = groupby(of_rows, lambda fault: fault.row_number)
        raw = cells.drop("row_number").to_dicts()
        for (number, of_row), row in zip(grouped, raw, strict=True):
            yield RejectedRecord(number, list(of_row), row)


def _rows(faults: pl.DataFrame) -> list[RejectedRow]:
    return [
        RejectedRow(**{**fault, "params": from_json(fault["params"])})
        for fault in with_params(faults).iter_rows(named=True)
    ]
