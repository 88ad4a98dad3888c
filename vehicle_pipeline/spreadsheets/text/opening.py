"""Opens delimited text: finds its encoding and delimiter, then reads its records."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

import polars as pl

from vehicle_pipeline.contracts import DialectOverrides
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.spreadsheet import Spreadsheet
from vehicle_pipeline.spreadsheets.text.quotes import check_quotes
from vehicle_pipeline.spreadsheets.text.shape import MAX_CELL, Shape
from vehicle_pipeline.spreadsheets.text.split import Split, find_split
from vehicle_pipeline.spreadsheets.text.text_file import TextFile
from vehicle_pipeline.spreadsheets.text.text_records import numbered_records
from vehicle_pipeline.spreadsheets.text.wrapped import unwrapped


@contextmanager
def opened(
    stream: BinaryIO, overrides: DialectOverrides, fields: Sequence[str]
) -> Iterator[Spreadsheet]:
    """See `reader.open_spreadsheet`; every code of a text is in `domain.sentences.files`."""
    text = TextFile.open(stream, overrides.encoding)
    split = find_split(text, overrides, fields)
    check_quotes(text, split.delimiter)
    yield Spreadsheet(split.dialect(text, overrides), _records(text, split))


def _records(text: TextFile, split: Split) -> Iterator[pl.DataFrame]:
    """The records below the header."""
    for frame in _frames(text, split):
        _check_cells(frame, split.shape)
        yield frame.filter(pl.col("row_number") > split.header.row)


def _frames(text: TextFile, split: Split) -> Iterator[pl.DataFrame]:
    if not split.is_wrapped:
        return numbered_records(text.utf8(), split.shape)
    outer = Shape(split.delimiter, columns=1, width=1)
    return unwrapped(numbered_records(text.utf8(), outer), split.shape)


def _check_cells(frame: pl.DataFrame, shape: Shape) -> None:
    """Raise BadSpreadsheetError (long_cell) for a cell longer than Excel's limit."""
    longest = frame.select(pl.col(shape.kept).str.len_bytes().max()).row(0)
    if max(length or 0 for length in longest) <= MAX_CELL:
        return
    is_long = pl.any_horizontal(pl.col(shape.kept).str.len_chars() > MAX_CELL)
    for row in frame.filter(is_long)["row_number"].head(1):
        raise BadSpreadsheetError("long_cell", row=row, limit=MAX_CELL)
