"""Reads workbooks (.xlsx, .xls, ...). Native numbers and dates never pass through text."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, BinaryIO

import polars as pl
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from vehicle_pipeline.contracts import Dialect
from vehicle_pipeline.domain.records import cell, native, without_blank_rows
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.headers import HEADER_SEARCH_ROWS, Header, find_header

# Rows turned into columns at a time.
_BATCH = 50_000


@contextmanager
def _reading() -> Iterator[None]:
    """Turn calamine's errors into ours, its panics among them.

    A panic of its Rust code arrives as an exception that is no Exception and has no public class.
    """
    try:
        yield
    except PasswordError as error:
        raise BadSpreadsheetError("encrypted_workbook") from error
    except CalamineError as error:
        raise BadSpreadsheetError("unreadable_file") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise BadSpreadsheetError("unreadable_file") from error


def _open(stream: BinaryIO) -> CalamineWorkbook:
    stream.seek(0)
    with _reading():
        return CalamineWorkbook.from_filelike(stream)


def _sheet(book: CalamineWorkbook, name: str) -> CalamineSheet:
    with _reading():
        return book.get_sheet_by_name(name)


def detect_dialect(stream: BinaryIO) -> Dialect:
    """Return the first visible sheet with our header, and how to read it.

    Raises BadSpreadsheetError: unreadable_file, encrypted_workbook, empty_file, missing_columns,
    ambiguous_columns.
    """
    book = _open(stream)
    complaint = BadSpreadsheetError("empty_file")
    for metadata in book.sheets_metadata:
        if metadata.visible != SheetVisibleEnum.Visible or metadata.typ != SheetTypeEnum.WorkSheet:
            continue
        top = [[text(value) for value in row] for row in _first_rows(book, metadata.name)]
        if not any(any(row) for row in top):
            continue
        try:
            return _dialect(metadata.name, find_header(top))
        except BadSpreadsheetError as error:
            if error.code != "missing_columns":
                raise
            complaint = error if complaint.code == "empty_file" else complaint
    raise complaint


def _first_rows(book: CalamineWorkbook, sheet: str) -> Iterator[list[Any]]:
    return islice(_sheet(book, sheet).iter_rows(), HEADER_SEARCH_ROWS)


def _dialect(sheet: str, header: Header) -> Dialect:
    return Dialect(
        kind="excel",
        sheet=sheet,
        header_row=header.row,
        columns=header.columns,
        mapping=header.mapping,
        positions=header.positions,
        ignored=header.ignored,
    )


def read_records(stream: BinaryIO, dialect: Dialect) -> Iterator[pl.DataFrame]:
    """Yield the records below the header, in sheet order, blank ones left out.

    Columns: `row_number` Int32, `c0`... String, `n0`... Float64 (native numbers; a date in the
    column of `ano` gives its year), `found` and `raw` (always null here).
    Raises BadSpreadsheetError: unreadable_file.
    """
    rows = _sheet(_open(stream), str(dialect.sheet)).iter_rows()
    number = dialect.header_row + 1
    records = islice(rows, dialect.header_row, None)
    while batch := list(islice(records, _BATCH)):
        yield _frame(batch, number, dialect)
        number += len(batch)


def _frame(rows: Sequence[Sequence[Any]], first_number: int, dialect: Dialect) -> pl.DataFrame:
    width = len(dialect.columns)
    columns = list(zip(*rows, strict=True))[:width]
    texts = {
        cell(at): pl.Series([text(value) for value in column], dtype=pl.String)
        for at, column in enumerate(columns)
    }
    year = dialect.positions["ano"]
    numbers = {
        native(at): pl.Series(
            [number(value, date_as_year=at == year) for value in columns[at]], dtype=pl.Float64
        )
        for at in (year, dialect.positions["valor_fipe"])
    }
    frame = pl.DataFrame(
        {
            "row_number": pl.int_range(
                first_number, first_number + len(rows), dtype=pl.Int32, eager=True
            ),
            **texts,
            **numbers,
        }
    )
    return without_blank_rows(frame, list(texts)).with_columns(
        found=pl.lit(None, pl.Int32), raw=pl.lit(None, pl.String)
    )


def text(value: Any) -> str:
    """Return a cell as people read it: whole numbers without `.0`, dates as in ISO 8601."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.isoformat(" ")
    return str(value)


def number(value: Any, *, date_as_year: bool) -> float | None:
    """Return a cell's native number, or None where it holds none."""
    if isinstance(value, dt.date):
        return float(value.year) if date_as_year else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    return None
