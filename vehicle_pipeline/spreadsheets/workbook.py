"""Reads workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods), which a confined process parses."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

import polars as pl

from vehicle_pipeline.contracts import Assumption, Dialect, DialectOverrides
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.cells import check_lengths, records_of
from vehicle_pipeline.spreadsheets.confined.wire import SheetInfo, Wanted
from vehicle_pipeline.spreadsheets.confinement import Conversation, confined
from vehicle_pipeline.spreadsheets.headers.finding import HEADER_SEARCH_ROWS, Header, find_header
from vehicle_pipeline.spreadsheets.limits import DEFAULT_LIMITS, WorkbookLimits
from vehicle_pipeline.spreadsheets.spreadsheet import Spreadsheet

# Rows below the header that are searched for the origin of corrected rows.
_ROWS_BELOW = 30


@contextmanager
def opened(
    stream: BinaryIO,
    overrides: DialectOverrides,
    fields: Sequence[str],
    head_rows: int | None,
    limits: WorkbookLimits = DEFAULT_LIMITS,
) -> Iterator[Spreadsheet]:
    """See `reader.open_spreadsheet`; every code of a workbook is in `domain.sentences.files`."""
    with confined(stream, limits) as child:
        choice = _choose(child, overrides, fields)
        dialect = choice.dialect(overrides)
        child.say({"read": choice.sheet, **_wanted(dialect, head_rows)._asdict()})
        message, _ = child.hear()
        yield Spreadsheet(dialect, _records(child, dialect), message["is_whole"])


@dataclass
class _Choice:
    """The sheet to read, its header, and the other sheets with a header."""

    sheet: str
    header: Header
    others: list[str] = field(default_factory=list)

    def dialect(self, overrides: DialectOverrides) -> Dialect:
        params = {"sheet": self.sheet, "others": ", ".join(self.others)}
        assumed = [Assumption(code="other_sheets", params=params)] if self.others else []
        return self.header.dialect("excel", overrides, sheet=self.sheet, assumptions=assumed)


def _choose(child: Conversation, overrides: DialectOverrides, fields: Sequence[str]) -> _Choice:
    """Return the first sheet with our header, with the names of the other such sheets."""
    choice: _Choice | None = None
    complaint = BadSpreadsheetError("empty_file")
    for sheet in _candidates(child, overrides.sheet):
        top = _top(child, sheet, overrides, choice.sheet if choice else None)
        if not any(map(any, top)):
            continue
        try:
            header = find_header(top, overrides, fields)
        except BadSpreadsheetError as error:
            if error.code != "missing_columns" and not choice:
                raise
            complaint = error if complaint.code == "empty_file" else complaint
            continue
        if choice:
            choice.others.append(sheet)
        else:
            choice = _Choice(sheet, header)
            if not fields:
                break
    if not choice:
        raise complaint
    return choice


def _candidates(child: Conversation, wanted: str | None) -> list[str]:
    """Return the names of the sheets to search: the one that the sender named, or all visible."""
    message, _ = child.hear()
    sheets = [SheetInfo(**sheet) for sheet in message["sheets"]]
    tables = [sheet.name for sheet in sheets if sheet.is_table]
    if wanted is None:
        return [sheet.name for sheet in sheets if sheet.is_table and sheet.is_visible]
    for name in tables:
        if name.strip().casefold() == wanted.strip().casefold():
            return [name]
    raise BadSpreadsheetError("unknown_sheet", sheet=wanted, found=", ".join(tables) or "—")


def _top(
    child: Conversation, sheet: str, overrides: DialectOverrides, keep: str | None
) -> list[list[str]]:
    rows = max(HEADER_SEARCH_ROWS, overrides.header_row or 0) + _ROWS_BELOW
    child.say({"top": sheet, "rows": rows, "keep": keep})
    message, _ = child.hear()
    top: list[list[str]] = message["top"]
    return top


def _wanted(dialect: Dialect, head_rows: int | None) -> Wanted:
    positions = dialect.positions
    return Wanted(
        first_row=dialect.header_row + 1,
        width=len(dialect.columns),
        year=positions.get("ano"),
        head_rows=head_rows,
    )


def _records(child: Conversation, dialect: Dialect) -> Iterator[pl.DataFrame]:
    """Yield the records below the header.

    Raises BadSpreadsheetError: long_cell, incomplete_reading, unreadable_file, and the codes of
    the limits.
    """
    read = 0
    while "rows" not in (heard := child.hear())[0]:
        message, payload = heard
        cells = pl.read_ipc_stream(payload)
        read += cells.height
        check_lengths(cells, message["first_row"])
        yield records_of(cells, message["first_row"], dialect)
    if read != heard[0]["rows"]:
        raise BadSpreadsheetError("incomplete_reading", read=read, expected=heard[0]["rows"])
