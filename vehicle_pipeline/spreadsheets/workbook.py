"""Reads workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods), which a confined process parses."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import polars as pl

from vehicle_pipeline.contracts import Assumption, Dialect, DialectOverrides
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.cells import check_lengths, records_of
from vehicle_pipeline.spreadsheets.confined.merged_cells import Merged
from vehicle_pipeline.spreadsheets.confined.wire import SheetInfo, Wanted
from vehicle_pipeline.spreadsheets.confinement import Conversation, confined
from vehicle_pipeline.spreadsheets.headers.finding import HEADER_SEARCH_ROWS, Header, find_header
from vehicle_pipeline.spreadsheets.headers.header_texts import labels
from vehicle_pipeline.spreadsheets.limits import DEFAULT_LIMITS, WorkbookLimits
from vehicle_pipeline.spreadsheets.merged_notes import merged_notes
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
        noted = _with_hidden_columns(dialect, message["hidden_columns"])
        notes: Counter[str] = Counter()
        details: dict[str, dict[str, Any]] = {}
        records = _records(child, dialect, notes, details)
        yield Spreadsheet(noted, records, message["is_whole"], notes, details)


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
    sheets, hidden = _candidates(child, overrides.sheet)
    for sheet in sheets:
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
        raise _of_hidden(child, hidden, overrides, fields, complaint)
    return choice


def _of_hidden(
    child: Conversation,
    hidden: Sequence[str],
    overrides: DialectOverrides,
    fields: Sequence[str],
    complaint: BadSpreadsheetError,
) -> BadSpreadsheetError:
    """Return the complaint about the visible sheets, and that hidden ones have what they lack.

    Where the visible ones are empty that is any data, otherwise the header.
    """
    is_empty = complaint.code == "empty_file"
    tops = {sheet: _top(child, sheet, overrides, None) for sheet in hidden}
    found = [
        sheet
        for sheet, top in tops.items()
        if any(map(any, top)) and (is_empty or _has_header(top, overrides, fields))
    ]
    if not found:
        return complaint
    code = "only_hidden_sheets"
    params = {**complaint.params, "hidden": ", ".join(found)}
    if is_empty:
        return BadSpreadsheetError(code, **params)
    return BadSpreadsheetError(complaint.code, **params | {"reason": code})


def _has_header(top: list[list[str]], overrides: DialectOverrides, fields: Sequence[str]) -> bool:
    try:
        find_header(top, overrides, fields)
    except BadSpreadsheetError:
        return False
    return True


def _candidates(child: Conversation, wanted: str | None) -> tuple[list[str], list[str]]:
    """Return the sheets to search, the one that the sender named or all visible, and the hidden."""
    message, _ = child.hear()
    sheets = [SheetInfo(**sheet) for sheet in message["sheets"]]
    tables = [sheet.name for sheet in sheets if sheet.is_table]
    if wanted is None:
        visible = [sheet.name for sheet in sheets if sheet.is_table and sheet.is_visible]
        return visible, [name for name in tables if name not in visible]
    for name in tables:
        if name.strip().casefold() == wanted.strip().casefold():
            return [name], []
    raise BadSpreadsheetError("unknown_sheet", sheet=wanted, found=", ".join(tables) or "—")


def _top(
    child: Conversation, sheet: str, overrides: DialectOverrides, keep: str | None
) -> list[list[str]]:
    rows = max(HEADER_SEARCH_ROWS, overrides.header_row or 0) + _ROWS_BELOW
    child.say({"top": sheet, "rows": rows, "keep": keep})
    message, _ = child.hear()
    top: list[list[str]] = message["top"]
    # The header may end before other rows do.
    width = max(map(len, top), default=0)
    return [row + [""] * (width - len(row)) for row in top]


def _wanted(dialect: Dialect, head_rows: int | None) -> Wanted:
    positions = dialect.positions
    return Wanted(
        first_row=dialect.header_row + 1,
        width=len(dialect.columns),
        year=positions.get("ano"),
        model=positions.get("modelo"),
        head_rows=head_rows,
    )


def _with_hidden_columns(dialect: Dialect, hidden: Collection[int]) -> Dialect:
    """Note which of our columns are hidden: they are read all the same."""
    positions = sorted(set(dialect.positions.values()) & set(hidden))
    if not positions:
        return dialect
    named = labels(dialect.columns)
    columns = ", ".join(named[at] for at in positions)
    note = Assumption(code="hidden_columns", params={"count": len(positions), "columns": columns})
    return dialect.model_copy(update={"assumptions": [*dialect.assumptions, note]})


def _records(
    child: Conversation,
    dialect: Dialect,
    notes: Counter[str],
    details: dict[str, dict[str, Any]],
) -> Iterator[pl.DataFrame]:
    """Yield the records below the header; `notes` and `details` get hidden rows and merged cells.

    Raises BadSpreadsheetError: long_cell, incomplete_reading, unreadable_file, and the codes of
    the limits.
    """
    read = 0
    while "rows" not in (heard := child.hear())[0]:
        message, payload = heard
        cells = pl.read_ipc_stream(payload)
        read += cells.height
        check_lengths(cells, message["first_row"])
        records = records_of(cells, message["first_row"], dialect)
        if "hidden" in cells.columns:
            hidden = cells["hidden"].arg_true() + message["first_row"]
            notes["hidden_rows"] += int(records["row_number"].is_in(hidden.implode()).sum())
        yield records
    if read != heard[0]["rows"]:
        raise BadSpreadsheetError("incomplete_reading", read=read, expected=heard[0]["rows"])
    for note in merged_notes([Merged(*block) for block in heard[0]["merged"]], dialect):
        notes[note.code] += note.cells
        details[note.code] = {"reason": f"{note.code}_at", "ranges": note.ranges}
