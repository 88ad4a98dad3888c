"""Finds the cells of a sheet of an .ods, and which of them are merged."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from vehicle_pipeline.spreadsheets.confined.merged_cells import Merged
from vehicle_pipeline.spreadsheets.confined.rows_xml import LAST_ROW

# Where a sheet, a row and a cell begins, and what they say.
_TAG = re.compile(rb"<table:(?:covered-)?table(|-row|-cell)(?=[\s>/])([^<>]*)>")
REPEATED = re.compile(rb"\stable:number-(?:rows|columns)-repeated=\"([0-9]{1,7})\"")
_SPANNED_ROWS = re.compile(rb"\stable:number-rows-spanned=\"([0-9]{1,7})\"")
_SPANNED = re.compile(rb"table:number-(?:rows|columns)-spanned=\"(?!1\")")
_SPANNED_COLUMNS = re.compile(rb"\stable:number-columns-spanned=\"([0-9]{1,7})\"")


class OdsCell(NamedTuple):
    """A cell, or the same one several times below and beside each other; rows count from 1, columns
    from 0. Its content begins at `end`.
    """

    rows: range
    columns: range
    attributes: bytes
    end: int


def cells_of(content: bytes, sheet: int) -> Iterator[OdsCell]:
    """Yield the cells of the `sheet`-th sheet (from 0)."""
    table, column, rows = -1, 0, range(1, 1)
    for tag in _TAG.finditer(content):
        kind, attributes = tag.groups()
        if kind == b"":
            table, rows = table + 1, range(1, 1)
        elif table != sheet:
            continue
        elif kind == b"-row":
            rows, column = range(rows.stop, rows.stop + count(REPEATED, attributes)), 0
        elif rows.start <= LAST_ROW:
            columns = range(column, column + count(REPEATED, attributes))
            yield OdsCell(rows, columns, attributes, tag.end())
            column = columns.stop


def merged_in_ods(content: bytes, sheet: int) -> Iterator[Merged]:
    """Yield the blocks of merged cells of the `sheet`-th sheet (from 0)."""
    # Often only a title is merged: what comes after the last block need not be gone through.
    last = max((block.start() for block in _SPANNED.finditer(content)), default=-1)
    for cell in cells_of(content, sheet) if last >= 0 else ():
        if cell.end > last and not _SPANNED.search(cell.attributes):
            return
        rows = count(_SPANNED_ROWS, cell.attributes)
        columns = count(_SPANNED_COLUMNS, cell.attributes)
        if rows > 1 or columns > 1:
            row, column = cell.rows.start, cell.columns.start
            yield Merged(row, column, row + rows - 1, column + columns - 1)


def count(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    """Return the number that attributes give, or 1."""
    found = pattern.search(attributes)
    return int(found[1]) if found else 1
