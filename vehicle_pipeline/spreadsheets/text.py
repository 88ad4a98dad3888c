"""Reads delimited text: which encoding, which delimiter, and then its records."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.csv as pacsv

from vehicle_pipeline.contracts import Dialect
from vehicle_pipeline.domain.records import cell, without_blank_rows
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.headers import HEADER_SEARCH_ROWS, Header, find_header

DELIMITERS = (",", ";", "\t", "|")
# Bytes per step while the encoding is checked.
_STEP = 1 << 20
# Bytes of text that the header and the delimiter are looked for in.
_SAMPLE = 1 << 16
# Bytes that Arrow parses at a time. One record has to fit.
_BLOCK = 4 << 20

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def detect_encoding(stream: BinaryIO) -> str:
    """Return the encoding: by byte order mark, else UTF-8 if all of it is, else Windows-1252."""
    stream.seek(0)
    head = stream.read(4)
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return encoding
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)
        while block := stream.read(_STEP):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def detect_dialect(stream: BinaryIO) -> Dialect:
    """Return how to read the file.

    Raises BadSpreadsheetError: missing_columns, ambiguous_columns, empty_file.
    """
    encoding = detect_encoding(stream)
    stream.seek(0)
    sample = stream.read(_SAMPLE).decode(encoding, errors="replace").lstrip("\ufeff")
    if not sample.strip():
        raise BadSpreadsheetError("empty_file")
    delimiter, header = _detect_header(sample)
    return Dialect(
        kind="csv",
        encoding=encoding,
        delimiter=delimiter,
        header_row=header.row,
        columns=header.columns,
        mapping=header.mapping,
        positions=header.positions,
        ignored=header.ignored,
    )


def _detect_header(sample: str) -> tuple[str, Header]:
    """The delimiter under which a header is found; else the best of the complaints."""
    complaints: list[tuple[int, BadSpreadsheetError]] = []
    for delimiter in DELIMITERS:
        rows = _first_rows(sample, delimiter)
        try:
            return delimiter, find_header(rows)
        except BadSpreadsheetError as error:
            if error.code != "missing_columns":
                raise
            complaints.append((max(map(len, rows), default=0), error))
    raise max(complaints, key=lambda complaint: complaint[0])[1]


def _first_rows(sample: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) == HEADER_SEARCH_ROWS:
                break
    except csv.Error:
        pass  # what was read before the odd character is enough to look for a header
    return rows


def read_records(stream: BinaryIO, dialect: Dialect) -> Iterator[pl.DataFrame]:
    """Yield the records behind the header, in file order, blank ones left out.

    Columns: `row_number` Int32 (records counted as people see them: a quoted line break starts
    no new row), `c0`... String, and `found` Int32 and `raw` String for a record with too many or
    too few fields (null otherwise). Raises BadSpreadsheetError: unreadable_file.
    """
    stream.seek(0)
    malformed = _Malformed()
    names = [cell(at) for at in range(len(dialect.columns))]
    try:
        reader = pacsv.open_csv(
            stream,
            # Threads would lose the row numbers of malformed records.
            read_options=pacsv.ReadOptions(
                use_threads=False,
                column_names=names,
                block_size=_BLOCK,
                encoding=dialect.encoding,
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=dialect.delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=malformed.note,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types={name: pa.string() for name in names}, strings_can_be_null=False
            ),
        )
        yield from _numbered(reader, malformed, names, dialect.header_row)
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        raise BadSpreadsheetError("unreadable_file") from error


class _Malformed:
    """Records with the wrong number of fields, as Arrow comes across them."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, int, str]] = []

    def note(self, row: pacsv.InvalidRow) -> str:
        self._rows.append((row.number, row.actual_columns, row.text))
        return "skip"

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def numbers(self) -> list[int]:
        return [number for number, _, _ in self._rows]

    def take_until(self, last: int) -> pl.DataFrame:
        """Remove and return those up to row `last`, without blank ones (`;;;`)."""
        taken = [row for row in self._rows if row[0] <= last]
        self._rows = self._rows[len(taken) :]
        return pl.DataFrame(
            taken,
            schema={"row_number": pl.Int32, "found": pl.Int32, "raw": pl.String},
            orient="row",
        ).filter(pl.col("raw").str.contains(r"[^\s,;|\"]"))


def _numbered(
    reader: pacsv.CSVStreamingReader, malformed: _Malformed, names: list[str], header_row: int
) -> Iterator[pl.DataFrame]:
    next_number = 1
    for batch in reader:
        # Arrow leaves malformed records out, so the others take the numbers in between.
        numbers = np.arange(next_number, next_number + batch.num_rows + len(malformed))
        numbers = np.setdiff1d(numbers, malformed.numbers)[: batch.num_rows]
        if len(numbers):
            next_number = int(numbers[-1]) + 1
        frame = _records(batch, numbers, malformed.take_until(next_number - 1), names)
        yield frame.filter(pl.col("row_number") > header_row)
    if len(malformed):
        rest = malformed.take_until(max(malformed.numbers))
        yield (
            rest.filter(pl.col("row_number") > header_row)
            .with_columns(pl.lit(None, pl.String).alias(name) for name in names)
            .select("row_number", *names, "found", "raw")
        )


def _records(
    batch: pa.RecordBatch,
    numbers: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    malformed: pl.DataFrame,
    names: list[str],
) -> pl.DataFrame:
    whole = (
        pl.DataFrame(pl.from_arrow(batch))
        .with_columns(
            pl.Series("row_number", numbers, dtype=pl.Int32),
            found=pl.lit(None, pl.Int32),
            raw=pl.lit(None, pl.String),
        )
        .pipe(without_blank_rows, names)
        .select("row_number", *names, "found", "raw")
    )
    if malformed.is_empty():
        return whole
    return pl.concat([whole, malformed], how="diagonal").sort("row_number")
