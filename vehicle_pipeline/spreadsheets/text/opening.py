"""Opens delimited text: finds its encoding and delimiter, then reads its records."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

import polars as pl

from vehicle_pipeline.contracts import DialectOverrides
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.spreadsheet import Spreadsheet
from vehicle_pipeline.spreadsheets.text.block_stream import BlockStream
from vehicle_pipeline.spreadsheets.text.padding import without_padding
from vehicle_pipeline.spreadsheets.text.quotes import QuotedText, check_quotes
from vehicle_pipeline.spreadsheets.text.shape import MAX_CELL, Shape
from vehicle_pipeline.spreadsheets.text.split import Split, find_split
from vehicle_pipeline.spreadsheets.text.split_escapes import with_split_escapes
from vehicle_pipeline.spreadsheets.text.split_prices import without_split_prices
from vehicle_pipeline.spreadsheets.text.text_file import TextFile
from vehicle_pipeline.spreadsheets.text.text_records import numbered_records
from vehicle_pipeline.spreadsheets.text.uneven_ends import with_even_ends
from vehicle_pipeline.spreadsheets.text.wrapped import unwrapped, with_unwrapped


@contextmanager
def opened(
    stream: BinaryIO, overrides: DialectOverrides, fields: Sequence[str]
) -> Iterator[Spreadsheet]:
    """See `reader.open_spreadsheet`; every code of a text is in `domain.sentences.files`."""
    opened_text = TextFile.open(stream, overrides.encoding)
    text = without_padding(opened_text, overrides.header_row) if fields else opened_text
    split = find_split(text, overrides, fields)
    quoted = check_quotes(text, split.delimiter)
    dialect = split.dialect(text, overrides, quoted.assumptions)
    notes: Counter[str] = Counter()
    yield Spreadsheet(dialect, _records(quoted, split, notes), notes=notes)


def _records(quoted: QuotedText, split: Split, notes: Counter[str]) -> Iterator[pl.DataFrame]:
    """The records below the header."""
    below = (_checked(frame, split) for frame in _frames(quoted, split, notes))
    explained = with_split_escapes(below, split.shape)
    even = with_even_ends(explained, split.header, split.shape, notes)
    return without_split_prices(even, split.header, split.shape, notes)


def _frames(quoted: QuotedText, split: Split, notes: Counter[str]) -> Iterator[pl.DataFrame]:
    shape = split.shape
    if split.is_wrapped:
        outer = Shape(split.delimiter, columns=1, width=1)
        return unwrapped(numbered_records(BlockStream(quoted.blocks()), outer), shape, notes)
    records = numbered_records(BlockStream(quoted.blocks()), shape)
    return records if shape.width == 1 else with_unwrapped(records, shape, notes)


def _checked(frame: pl.DataFrame, split: Split) -> pl.DataFrame:
    _check_cells(frame, split.shape)
    return frame.filter(pl.col("row_number") > split.header.row)


def _check_cells(frame: pl.DataFrame, shape: Shape) -> None:
    """Raise BadSpreadsheetError (long_cell) for a cell longer than Excel's limit."""
    longest = frame.select(pl.col(shape.kept).str.len_bytes().max()).row(0)
    if max(length or 0 for length in longest) <= MAX_CELL:
        return
    is_long = pl.any_horizontal(pl.col(shape.kept).str.len_chars() > MAX_CELL)
    for row in frame.filter(is_long)["row_number"].head(1):
        raise BadSpreadsheetError("long_cell", row=row, limit=MAX_CELL)
