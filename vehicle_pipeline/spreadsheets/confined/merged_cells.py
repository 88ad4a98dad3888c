"""Reads which cells of a sheet are merged: only the first cell of a block holds its value."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# Blocks that are told of; who merges more has merged all of a column.
MOST_BLOCKS = 10_000
_TAG = re.compile(rb"<(?:[\w.-]+:)?mergeCell(\s[^<>]*)>")
_REFERENCE = re.compile(rb"\sref=[\"']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})[\"']")


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
            yield Merged(int(top), position(left), int(bottom), position(right))


def position(letters: bytes) -> int:
    """Return the position, from 0, of the column with such letters."""
    count = 0
    for letter in letters:
        count = count * 26 + letter - ord("A") + 1
    return count - 1
