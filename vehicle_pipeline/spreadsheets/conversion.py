"""Turns an upload into columnar files, chunk by chunk: the one time that it is parsed."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce
from operator import or_
from pathlib import Path
from typing import BinaryIO, TypeVar

import polars as pl

from vehicle_pipeline.contracts import Chunk, Dialect, DialectOverrides
from vehicle_pipeline.domain.numbers import DecimalEvidence
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.limits import DEFAULT_LIMITS, WorkbookLimits
from vehicle_pipeline.spreadsheets.reader import open_spreadsheet
from vehicle_pipeline.spreadsheets.spreadsheet import settled

T = TypeVar("T")


@dataclass(frozen=True)
class Converted:
    """An upload that was read to its end."""

    dialect: Dialect
    chunks: list[Chunk]

    @property
    def total_rows(self) -> int:
        """Records of the file, blank ones left out."""
        return sum(chunk.row_count for chunk in self.chunks)


def convert(
    stream: BinaryIO,
    filename: str,
    target: Callable[[int], Path],
    rows: int,
    overrides: DialectOverrides | None = None,
    limits: WorkbookLimits = DEFAULT_LIMITS,
) -> Converted:
    """Write the records of an upload as Arrow files of `rows` records, `target(i)` being the i-th.

    Memory holds two chunks. Raises BadSpreadsheetError, `no_rows` among the codes.
    """
    with open_spreadsheet(stream, filename, overrides, limits=limits) as spreadsheet:

        def store(index: int, records: pl.DataFrame) -> tuple[Chunk, DecimalEvidence]:
            records.write_ipc(target(index), compression="uncompressed")
            first_row = int(records["row_number"][0])
            chunk = Chunk(index=index, first_row=first_row, row_count=records.height)
            return chunk, spreadsheet.evidence(records)

        stored = list(_one_behind(store, spreadsheet.chunks(rows)))
    if not stored:
        raise BadSpreadsheetError("no_rows")
    evidence = reduce(or_, (shown for _, shown in stored))
    return Converted(settled(spreadsheet.dialect, evidence), [chunk for chunk, _ in stored])


def _one_behind(
    work: Callable[[int, pl.DataFrame], T], frames: Iterator[pl.DataFrame]
) -> Iterator[T]:
    """Yield what `work` makes of each frame, while the next one is being read."""
    with ThreadPoolExecutor(1) as pool:
        pending: Future[T] | None = None
        for index, frame in enumerate(frames):
            if pending:
                yield pending.result()
            pending = pool.submit(work, index, frame)
        if pending:
            yield pending.result()
