"""Parses delimited text into numbered records."""

import io
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.csv as pacsv

from vehicle_pipeline.domain.records import without_blank_rows
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.text.malformed import MalformedRecords
from vehicle_pipeline.spreadsheets.text.shape import Shape
from vehicle_pipeline.spreadsheets.text.text_file import MAX_RECORD

Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]

# Bytes that Arrow parses at a time; a record must fit into them.
_BLOCK = MAX_RECORD


def numbered_records(stream: BinaryIO | io.RawIOBase, shape: Shape) -> Iterator[pl.DataFrame]:
    """Yield the records of a stream of UTF-8, in file order, blank ones left out.

    Columns: `row_number` Int32 (records counted as people see them, first = 1: a quoted line break
    starts no new row), `c0`... String, and `found` Int32 and `raw` String for a record with too
    many or too few fields (null otherwise). Raises BadSpreadsheetError: long_record,
    unreadable_file.
    """
    malformed = MalformedRecords(shape)
    first = 0
    try:
        for batch in _reader(stream, shape, malformed):
            numbers = _numbers(first, batch.num_rows, malformed)
            # Those right behind cannot wait: all the rest of the file may be malformed.
            last = malformed.end_of_run(int(numbers[-1]) + 1 if len(numbers) else first)
            if last >= first:
                yield _records(batch, numbers, malformed.take_until(last), shape)
            first = last + 1
    except pa.ArrowInvalid as error:
        if "straddl" in str(error):
            row = max(first, 1)
            raise BadSpreadsheetError("long_record", row=row, limit=_BLOCK >> 20) from error
        raise BadSpreadsheetError("unreadable_file") from error


class _BehindRowZero(io.RawIOBase):
    """A text behind a record of blank fields, which has row number 0.

    Arrow hands out no batch before it has found a whole record: of a file of malformed ones, all
    would gather in memory.
    """

    def __init__(self, stream: BinaryIO | io.RawIOBase, shape: Shape) -> None:
        self._stream = stream
        self._row_zero = shape.delimiter.encode() * (shape.width - 1) + b"\n"

    def readable(self) -> bool:
        """Return True."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Return at most `size` bytes; the first time, the record and what follows it."""
        before, self._row_zero = self._row_zero, b""
        return before + (self._stream.read(size - len(before)) or b"")


def _reader(
    stream: BinaryIO | io.RawIOBase, shape: Shape, malformed: MalformedRecords
) -> pacsv.CSVStreamingReader:
    names = shape.parsed
    return pacsv.open_csv(
        _BehindRowZero(stream, shape),
        # Threads would lose the row numbers of malformed records.
        read_options=pacsv.ReadOptions(use_threads=False, column_names=names, block_size=_BLOCK),
        parse_options=pacsv.ParseOptions(
            delimiter=shape.delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=malformed.note,
        ),
        convert_options=pacsv.ConvertOptions(
            column_types={name: pa.string() for name in names}, strings_can_be_null=False
        ),
    )


def _numbers(first: int, count: int, malformed: MalformedRecords) -> Numbers:
    """Row numbers of the next `count` whole records, from `first` on.

    Arrow leaves malformed records out, so the others take the numbers in between.
    """
    numbers = np.arange(first, first + count + len(malformed))
    if len(malformed):
        numbers = np.setdiff1d(numbers, malformed.numbers)
    return numbers[:count]


def _records(
    batch: pa.RecordBatch, numbers: Numbers, malformed: pl.DataFrame, shape: Shape
) -> pl.DataFrame:
    parsed = pl.DataFrame(pl.from_arrow(batch)).with_columns(
        pl.Series("row_number", numbers, dtype=pl.Int32),
        found=pl.lit(None, pl.Int32),
        raw=pl.lit(None, pl.String),
    )
    whole = shape.without_surplus(without_blank_rows(parsed, shape.parsed))
    if malformed.is_empty():
        return whole
    return pl.concat([whole, malformed]).sort("row_number")
