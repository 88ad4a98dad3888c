"""Wraps calamine: translates its errors, and restores the positions of its cells."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.confined.model_numbers import Showings
from vehicle_pipeline.spreadsheets.confined.wire import SheetInfo

Row = list[Any]


class Block(NamedTuple):
    """Rows one below the other; the first cell of each stands in column `first_column` (from 0).

    `hidden` has the numbers of those that are filtered out or hidden by hand; `showings` looks at
    what the numbers of a column show.
    """

    first_row: int
    last_row: int
    first_column: int
    width: int
    rows: Iterable[Row]
    hidden: frozenset[int] = frozenset()
    showings: Callable[[int], Showings] = lambda _: {}


@contextmanager
def calamine_errors() -> Iterator[None]:
    """Translate calamine's errors and panics.

    A panic of its Rust code is a BaseException of a private class.
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
        if "capacity overflow" in str(error):
            raise MemoryError from error
        raise BadSpreadsheetError("unreadable_file") from error


def open_workbook(source: str | BinaryIO) -> CalamineWorkbook:
    """Return the workbook in a stream or at a path, of whatever format."""
    with calamine_errors():
        return CalamineWorkbook.from_object(source)


def load_sheet(book: CalamineWorkbook, name: str) -> CalamineSheet:
    """Parse a sheet; other threads run meanwhile."""
    with calamine_errors():
        return book.get_sheet_by_name(name)


def sheet_infos(book: CalamineWorkbook) -> list[SheetInfo]:
    """The sheets of a workbook, in the order of their tabs."""
    return [
        SheetInfo(
            sheet.name,
            sheet.visible == SheetVisibleEnum.Visible,
            sheet.typ == SheetTypeEnum.WorkSheet,
        )
        for sheet in book.sheets_metadata
    ]


def block_of(sheet: CalamineSheet) -> Block | None:
    """The used range of a sheet; None when nothing is in it."""
    if sheet.start is None or sheet.end is None:
        return None
    (top, left), (bottom, right) = sheet.start, sheet.end
    rows = sheet.iter_rows()
    # calamine begins with a row for each one above the range.
    deque(islice(rows, top), maxlen=0)
    return Block(top + 1, bottom + 1, left, right - left + 1, rows)
