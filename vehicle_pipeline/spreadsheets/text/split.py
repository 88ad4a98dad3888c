"""How a text becomes records: its delimiter, its header, and how many fields a record has."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vehicle_pipeline.contracts import Assumption, Delimiter, Dialect, DialectOverrides
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.headers.finding import MAX_COLUMNS, Header, find_header
from vehicle_pipeline.spreadsheets.text.delimiter import Rows, head, is_blank, is_filled, likeliest
from vehicle_pipeline.spreadsheets.text.quotes import check_quotes
from vehicle_pipeline.spreadsheets.text.shape import Shape
from vehicle_pipeline.spreadsheets.text.text_file import TextFile

# What a file is refused with that is split by another delimiter than its own.
_MISSES = frozenset({"missing_columns", "unknown_column", "no_header_row"})


@dataclass(frozen=True)
class Split:
    """How a text becomes records; each has `width` fields.

    A width that is not the header's means that one of the two ends in delimiters with nothing
    behind them.
    """

    delimiter: str
    header: Header
    width: int
    is_wrapped: bool = False

    @property
    def shape(self) -> Shape:
        """What records look like."""
        return Shape(self.delimiter, min(self.width, len(self.header.columns)), self.width)

    def dialect(self, text: TextFile, overrides: DialectOverrides) -> Dialect:
        """Return the receipt."""
        expected = len(self.header.columns)
        uneven = Assumption(code="blank_ends", params={"header": expected, "rows": self.width})
        dialect = self.header.dialect(
            "csv",
            overrides,
            encoding=text.encoding.name,
            delimiter=self.delimiter,
            is_wrapped=self.is_wrapped,
            assumptions=[*text.encoding.assumptions, *([uneven] * (self.width != expected))],
        )
        return dialect.model_copy(update={"columns": dialect.columns[: self.shape.columns]})


def find_split(text: TextFile, overrides: DialectOverrides, fields: Sequence[str]) -> Split:
    """Return how a text becomes records.

    Raises BadSpreadsheetError: empty_file, unclosed_quote, long_record, and as `find_header`.
    """
    said = overrides.delimiter or text.declared
    marks = [said] if said else [str(mark) for mark in Delimiter]
    heads = {mark: head(text, mark, overrides.header_row) for mark in marks}
    if any(is_blank(rows) for rows in heads.values()):
        raise BadSpreadsheetError("empty_file")
    likely = likeliest(heads)
    if not fields:
        return _split(likely, heads[likely], overrides, fields)
    found = _by_header(heads, overrides, fields)
    if found:
        return found
    check_quotes(text, likely)  # one may have swallowed the header
    return _split(likely, heads[likely], overrides, fields)


def _by_header(
    heads: Mapping[str, Rows], overrides: DialectOverrides, fields: Sequence[str]
) -> Split | None:
    """How a text has our header soonest: as it stands, or with each record unwrapped."""
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
    """How many fields records have: as many as the header, unless all agree on something else.

    The fields that only one of the two has must be blank.
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
    """The record inside the only field of a row; the row itself if there is none."""
    if len(row) != 1:
        return row
    records = list(csv.reader(io.StringIO(row[0], newline=""), delimiter=delimiter))
    return records[0] if len(records) == 1 else row
