"""Converts an upload into Arrow files, one per chunk. The import parses it only this once."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

import polars as pl

from vehicle_pipeline.contracts import Chunk, Dialect, DialectOverrides
from vehicle_pipeline.domain.evidence import Evidence
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.limits import DEFAULT_LIMITS, WorkbookLimits
from vehicle_pipeline.spreadsheets.reader import open_spreadsheet
from vehicle_pipeline.spreadsheets.spreadsheet import settled

T = TypeVar("T")


@dataclass(frozen=True)
class Converted:
    """An upload that was completely read."""

    dialect: Dialect
    chunks: list[Chunk]

    @property
    def total_rows(self) -> int:
        """Number of records, without blank ones."""
        return sum(chunk.row_count for chunk in self.chunks)


def convert(
    stream: BinaryIO,
    filename: str,
    target: Callable[[int], Path],
    rows: int,
    overrides: DialectOverrides | None = None,
    limits: WorkbookLimits = DEFAULT_LIMITS,
) -> Converted:
    """Write the records of an upload to Arrow files of `rows` records; `target(i)` is the i-th.

    Holds two chunks in memory. Raises BadSpreadsheetError: no_rows, and the codes of the reader.
    """
    with open_spreadsheet(stream, filename, overrides, limits=limits) as spreadsheet:

        def store(index: int, records: pl.DataFrame) -> tuple[Chunk, Evidence]:
            records.write_ipc(target(index), compression="uncompressed")
            first_row = int(records["row_number"][0])
            chunk = Chunk(index=index, first_row=first_row, row_count=records.height)
            return chunk, spreadsheet.evidence(records)

        stored = list(_one_behind(store, spreadsheet.chunks(rows)))
    if not stored:
        raise BadSpreadsheetError("no_rows")
    evidence = sum((shown for _, shown in stored), Evidence())
    return Converted(settled(spreadsheet.noted, evidence), [chunk for chunk, _ in stored])


def _one_behind(
    work: Callable[[int, pl.DataFrame], T], frames: Iterator[pl.DataFrame]
) -> Iterator[T]:
    """Yield the result of `work` for each frame, while the next frame is being read."""
    with ThreadPoolExecutor(1) as pool:
        pending: Future[T] | None = None
        for index, frame in enumerate(frames):
            if pending:
                yield pending.result()
            pending = pool.submit(work, index, frame)
        if pending:
            yield pending.result()
