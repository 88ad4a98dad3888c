"""Finds a text's delimiter, its header, and the number of fields of its records."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from vehicle_pipeline.contracts import MAX_COLUMNS, Assumption, Delimiter, Dialect, DialectOverrides
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.headers.finding import Header, find_header
from vehicle_pipeline.spreadsheets.text.delimiter import (
    UNREADABLE,
    Rows,
    head,
    is_filled,
    likeliest,
)
from vehicle_pipeline.spreadsheets.text.other_delimiter import delimiter_hint, shown
from vehicle_pipeline.spreadsheets.text.quotes import check_quotes
from vehicle_pipeline.spreadsheets.text.shape import MAX_CELL, Shape
from vehicle_pipeline.spreadsheets.text.text_file import TextFile

# Codes of refusals that a wrong delimiter can cause.
_MISSES = frozenset({"missing_columns", "unknown_column", "no_header_row"})
# White space and quotes: a text of nothing else but delimiters is empty.
_BLANK = b' \t\r\n\v\f"'


@dataclass(frozen=True)
class Split:
    """How a text is split into records of `width` fields.

    If the width differs from the header's, the longer of the two ends in blank fields.
    """

    delimiter: str
    header: Header
    width: int
    is_wrapped: bool = False
    # The delimiter that a `sep=` line names, which is none of the text.
    not_declared: str | None = None

    @property
    def shape(self) -> Shape:
        """The shape of the records."""
        return Shape(self.delimiter, min(self.width, len(self.header.columns)), self.width)

    def dialect(
        self,
        text: TextFile,
        overrides: DialectOverrides,
        assumptions: Sequence[Assumption] = (),
    ) -> Dialect:
        """Return the dialect of `text`."""
        expected = len(self.header.columns)
        uneven = Assumption(code="blank_ends", params={"header": expected, "rows": self.width})
        declared = Assumption(
            code="not_as_declared",
            params={"declared": shown(self.not_declared or ""), "delimiter": shown(self.delimiter)},
        )
        padded = Assumption(code="padded_lines", params={"padding": text.padding})
        dialect = self.header.dialect(
            "csv",
            overrides,
            encoding=text.encoding.name,
            delimiter=self.delimiter,
            is_wrapped=self.is_wrapped,
            assumptions=[
                *text.encoding.assumptions,
                *([declared] * bool(self.not_declared)),
                *([padded] * bool(text.padding)),
                *assumptions,
                *([uneven] * (self.width != expected)),
            ],
        )
        return dialect.model_copy(update={"columns": dialect.columns[: self.shape.columns]})


def find_split(text: TextFile, overrides: DialectOverrides, fields: Sequence[str]) -> Split:
    """Return how to split a text into records.

    Raises BadSpreadsheetError: empty_file, unclosed_quote, long_cell, long_record,
    two_delimiters, and as `find_header`.
    """
    declared = text.declared
    if fields and declared and not overrides.delimiter:
        try:
            return _found_split(text, overrides, fields)
        except BadSpreadsheetError as error:
            if error.code not in _MISSES:
                raise
            found = _otherwise(replace(text, declared=None), overrides, fields)
            if found is None:
                raise
            return replace(found, not_declared=declared)
    return _found_split(text, overrides, fields)


def _otherwise(text: TextFile, overrides: DialectOverrides, fields: Sequence[str]) -> Split | None:
    """Return the split that a header shows, whatever a `sep=` line declares; None without one."""
    heads = {str(mark): head(text, mark, overrides.header_row) for mark in Delimiter}
    return _by_header(heads, overrides, fields)


def _found_split(text: TextFile, overrides: DialectOverrides, fields: Sequence[str]) -> Split:
    wanted = overrides.delimiter or text.declared
    marks = [wanted] if wanted else [str(mark) for mark in Delimiter]
    if _is_blank(text, marks):
        raise BadSpreadsheetError("empty_file")
    heads = {mark: head(text, mark, overrides.header_row) for mark in marks}
    likely = likeliest(heads)
    if fields:
        if found := _by_header(heads, overrides, fields):
            if not found.is_wrapped:
                _check_same_delimiter(text, found, overrides.header_row)
            return found
        check_quotes(text, likely)  # one may have swallowed the header
    _check_readable(heads[likely], fields)
    try:
        rows = _shown(heads, likely) if fields else heads[likely]
        return _split(likely, rows, overrides, fields)
    except BadSpreadsheetError as error:
        if error.code == "missing_columns":
            error.params.update(delimiter_hint(text, marks, fields))
        raise


def _check_same_delimiter(text: TextFile, found: Split, header_row: int | None) -> None:
    """Raise BadSpreadsheetError (two_delimiters) if all rows are cut by another than the header."""
    width = len(found.header.columns)
    rows = _below(text, found.delimiter, found, header_row)
    if not rows or any(len(row) >= width for row in rows):
        return
    for mark in set(Delimiter) - {found.delimiter}:
        if all(len(row) == width for row in _below(text, mark, found, header_row)):
            marks = {"header": shown(found.delimiter), "rows": shown(mark)}
            raise BadSpreadsheetError("two_delimiters", row=found.header.row + 1, **marks)


def _below(text: TextFile, mark: str, found: Split, header_row: int | None) -> Rows:
    rows = head(text, mark, header_row)[found.header.row :]
    return [row for row in rows if is_filled(row)]


def _shown(heads: Mapping[str, Rows], likely: str) -> Rows:
    """Return the first rows, unwrapped if that gives more records: people are shown the cells."""
    unwrapped = {mark: [_unwrapped(row, mark) for row in rows] for mark, rows in heads.items()}
    best = unwrapped[likeliest(unwrapped)]
    return best if _of_several_cells(best) > _of_several_cells(heads[likely]) else heads[likely]


def _of_several_cells(rows: Rows) -> int:
    return sum(len(row) > 1 for row in rows)


def _is_blank(text: TextFile, marks: Sequence[str]) -> bool:
    """Return whether a text consists of delimiters, quotes and white space."""
    nothing = _BLANK + "".join(marks).encode()
    return not any(block.strip(nothing) for block in text.blocks())


def _check_readable(rows: Rows, fields: Sequence[str]) -> None:
    """Raise BadSpreadsheetError (long_cell) if a cell hides the header."""
    is_cut = bool(rows) and rows[-1] is UNREADABLE
    if is_cut and (fields or not any(map(is_filled, rows[:-1]))):
        raise BadSpreadsheetError("long_cell", row=len(rows), limit=MAX_CELL)


def _by_header(
    heads: Mapping[str, Rows], overrides: DialectOverrides, fields: Sequence[str]
) -> Split | None:
    """Return the split whose header comes first, with records as they are or unwrapped."""
    found: list[Split] = []
    for is_wrapped in (False, True):
        for mark, rows in heads.items():
            shown = [_unwrapped(row, mark) for row in rows] if is_wrapped else rows
            try:
                found.append(_split(mark, shown, overrides, fields, is_wrapped=is_wrapped))
            except BadSpreadsheetError as error:
                if error.code not in _MISSES:
                    raise
    return min(found, key=lambda split: split.header.row, default=None)


def _split(
    mark: str,
    rows: Rows,
    overrides: DialectOverrides,
    fields: Sequence[str],
    *,
    is_wrapped: bool = False,
) -> Split:
    header = find_header(rows, overrides, fields)
    return Split(mark, header, _width(header, rows[header.row :]), is_wrapped)


def _width(header: Header, below: Rows) -> int:
    """Return the number of fields of records: the header's, unless all agree on another.

    Fields that only the header or only the records have must be blank.
    """
    expected = len(header.columns)
    filled = [row for row in below if is_filled(row)]
    widths = {len(row) for row in filled}
    if len(filled) < 2 or len(widths) > 1 or max(widths) > MAX_COLUMNS:
        return expected
    (width,) = widths
    surplus = [header.columns[width:], *(row[expected:] for row in filled)]
    return expected if any(is_filled(row) for row in surplus) else width


def _unwrapped(row: list[str], delimiter: str) -> list[str]:
    """Return the record inside the only field of a row, or the row itself if it has several."""
    if len(row) != 1:
        return row
    records = list(csv.reader(io.StringIO(row[0], newline=""), delimiter=delimiter))
    return records[0] if len(records) == 1 else row
