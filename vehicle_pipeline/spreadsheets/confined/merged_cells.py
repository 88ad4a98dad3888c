"""Reads which cells of a sheet are merged: only the first cell of a block holds its value."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# Blocks that are told of; who merges more has merged all of a column.
MOST_BLOCKS = 10_000
_TAG = re.compile(rb"<(?:[\w.-]+:)?mergeCell(\s[^<>]*)>")
_REFERENCE = re.compile(rb"\sref=[\"']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})[\"']")
# Where a sheet of an .ods, a row and a cell begins, and what they say.
_ODS_TAG = re.compile(rb"<table:(?:covered-)?table(|-row|-cell)(?=[\s>/])([^<>]*)>")
_REPEATED = re.compile(rb"\stable:number-(?:rows|columns)-repeated=\"([0-9]{1,7})\"")
_SPANNED_ROWS = re.compile(rb"\stable:number-rows-spanned=\"([0-9]{1,7})\"")
_TALL = re.compile(rb"table:number-rows-spanned=\"(?!1\")")
_SPANNED_COLUMNS = re.compile(rb"\stable:number-columns-spanned=\"([0-9]{1,7})\"")


class Merged(NamedTuple):
    """A block of merged cells, the last ones included; rows count from 1, columns from 0."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


def merged_in(xml: bytes) -> Iterator[Merged]:
    """Yield the blocks that stand behind the rows of an .xlsx sheet."""
    for attributes in _TAG.findall(xml):
        if found := _REFERENCE.search(attributes):
            left, top, right, bottom = found.groups()
            yield Merged(int(top), _position(left), int(bottom), _position(right))


def merged_in_ods(content: bytes, sheet: int) -> Iterator[Merged]:
    """Yield the blocks of the `sheet`-th sheet (from 0) of an .ods."""
    if not _TALL.search(content):
        return
    table, row, column = -1, 0, 0
    height = 1
    for kind, attributes in _ODS_TAG.findall(content):
        repeated = _count(_REPEATED, attributes)
        if kind == b"":
            table, row, height = table + 1, 0, 1
        elif table != sheet:
            continue
        elif kind == b"-row":
            row, column, height = row + height, 0, repeated
        else:
            rows, columns = _count(_SPANNED_ROWS, attributes), _count(_SPANNED_COLUMNS, attributes)
            if rows > 1:
                yield Merged(row, column, row + rows - 1, column + columns - 1)
            column += repeated


def _count(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1]) if found else 1


def _position(letters: bytes) -> int:
    position = 0
    for letter in letters:
        position = position * 26 + letter - ord("A") + 1
    return position - 1
