"""One way to read any upload: detect once, then take its records in chunks of equal size."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import polars as pl

from vehicle_pipeline.contracts import Dialect
from vehicle_pipeline.domain.numbers import DecimalEvidence, decimal_evidence
from vehicle_pipeline.domain.records import cell, native
from vehicle_pipeline.spreadsheets import text, workbook
from vehicle_pipeline.spreadsheets.signature import is_excel


@dataclass(frozen=True)
class Spreadsheet:
    """An upload whose dialect is known, except for the decimal sign, which all values decide."""

    stream: BinaryIO
    dialect: Dialect

    def chunks(self, rows: int) -> Iterator[pl.DataFrame]:
        """Yield all records in file order as frames of `rows` rows, the last one of fewer.

        Columns: see `text.read_records` and `workbook.read_records`.
        """
        read = text.read_records if self.dialect.kind == "csv" else workbook.read_records
        return _regrouped(read(self.stream, self.dialect), rows)

    def evidence(self, chunk: pl.DataFrame) -> DecimalEvidence:
        """Return what the texts of a chunk show about the decimal sign of valor_fipe."""
        position = self.dialect.positions["valor_fipe"]
        texts = chunk[cell(position)]
        if native(position) in chunk.columns:
            texts = texts.filter(chunk[native(position)].is_null())
        return decimal_evidence(texts)


def open_spreadsheet(stream: BinaryIO, filename: str) -> Spreadsheet:
    """Detect how to read a file; `stream` must be seekable and stay open while it is read.

    Raises BadSpreadsheetError: empty_file, unreadable_file, missing_columns, ...
    """
    detect = workbook.detect_dialect if is_excel(filename) else text.detect_dialect
    return Spreadsheet(stream, detect(stream))


def _regrouped(frames: Iterator[pl.DataFrame], rows: int) -> Iterator[pl.DataFrame]:
    held: list[pl.DataFrame] = []
    count = 0
    for frame in frames:
        held.append(frame)
        count += frame.height
        while count >= rows:
            whole = pl.concat(held)
            yield whole.head(rows)
            held, count = [whole.slice(rows)], count - rows
    if count:
        yield pl.concat(held)
