"""Reads the first rows of a text with a given delimiter, and finds the likeliest delimiter."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from vehicle_pipeline.contracts import MAX_COLUMNS, Delimiter
from vehicle_pipeline.spreadsheets.headers.finding import HEADER_SEARCH_ROWS
from vehicle_pipeline.spreadsheets.headers.units_around import ROWS_ABOVE
from vehicle_pipeline.spreadsheets.text.text_file import TextFile

Rows = list[list[str]]

# Stands in a head for a row with a field that is too long for Python's reader.
UNREADABLE = ["…"]

# First rows that are examined: those that may be the header, and some data rows.
_HEAD = HEADER_SEARCH_ROWS + 30
# Cells that may hold commas, and are whole nevertheless: numbers, and prose but for its commas.
_NUMBER = re.compile(r"[-+\sR$]*[0-9]+(?:[.,][0-9]+)*\s*%?")
_PROSE_COMMA = ", "
# One for all rows far above the header.
_BLANK: list[str] = []


def head(text: TextFile, delimiter: str, header_row: int | None) -> Rows:
    """Return the first rows (first row = 1), or where the sender named one, those around it.

    Rows far above it are blank then; they may be a million. A row that is UNREADABLE is the last.
    Raises BadSpreadsheetError: long_record.
    """
    lines = text.lines()
    reader = _readable(csv.reader(lines, delimiter=delimiter, skipinitialspace=True))
    skipped = (header_row or 1) - 1
    far = max(0, skipped - ROWS_ABOVE)
    blank = [row if row is UNREADABLE else _BLANK for row in islice(reader, far)]
    # One cell more than allowed is enough to refuse a row.
    rows = (
        row if row is UNREADABLE else row[: MAX_COLUMNS + 1]
        for row in islice(reader, skipped - far + _HEAD)
    )
    return [*blank, *rows]


def _readable(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """Yield `rows` up to one that is UNREADABLE."""
    try:
        yield from rows
    except csv.Error:
        yield UNREADABLE


def is_filled(row: Iterable[str]) -> bool:
    """Return whether a row has a cell with more than white space."""
    return any(cell.strip() for cell in row)


def likeliest(heads: Mapping[str, Sequence[Sequence[str]]]) -> str:
    """Return the delimiter under which the first rows are the most regular."""
    return max(heads, key=lambda delimiter: _regularity(heads[delimiter], delimiter))


def _regularity(rows: Sequence[Sequence[str]], delimiter: str) -> float:
    """How many rows agree on a number of fields, how many fields, and how many cells are whole.

    After G. van den Burg et al., "Wrangling messy CSV files by detecting row and type patterns"
    (2019), with the plainest of cell types.
    """
    widths = Counter(len(row) for row in rows if is_filled(row))
    cells = [cell for row in rows for cell in row if cell.strip()]
    if not cells:
        return 0.0
    pattern = sum(count * max(width - 1, 1e-3) / width for width, count in widths.items())
    others = set(Delimiter) - {delimiter}
    whole = sum(_is_whole(cell, others) for cell in cells)
    return pattern / len(widths) * max(whole / len(cells), 1e-3)


def _is_whole(cell: str, others: Iterable[str]) -> bool:
    text = cell.replace(_PROSE_COMMA, " ")
    return not any(mark in text for mark in others) or bool(_NUMBER.fullmatch(cell))
