"""Unpacks the XML of an .xlsx sheet in pieces, cut between rows.

A piece, together with the XML around the rows, is a complete sheet. So the first rows can be read
without the rest, pieces can be read in parallel, and memory holds only a few of them.
"""

import re
import sys
import zipfile
import zlib
from collections.abc import Sequence
from itertools import islice
from operator import lt
from typing import IO, NamedTuple

from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.confined.merged_cells import Merged, merged_in

# Rows that a sheet can have.
LAST_ROW = 1_048_576
# How much of a sheet is unpacked to look for its first rows, in bytes.
_FIRST_BYTES = 1 << 16
# What can stand before the rows: above all a list of up to 16,384 columns.
_OPENING_BYTES = 8 << 20
# What is looked at behind the rows: a list of some hundred thousand blocks of merged cells.
_BEHIND_BYTES = 8 << 20
_SHEET_DATA = re.compile(rb"<((?:[\w.-]+:)?)sheetData\b[^<>]*>")
# What a sheet says about its own size is often wrong, and some of it stops calamine.
_DIMENSION = re.compile(rb"<(?:[\w.-]+:)?dimension\b[^<>]*/>")
_NUMBER = re.compile(rb"\sr=[\"'](\d+)[\"']")
# Of a row or column that is not shown: filtered out, hidden by hand, or without a height or width.
_HIDDEN = re.compile(rb"\s(?:hidden=[\"'](?:1|true)|(?:ht|width)=[\"']0(?:\.0*)?)[\"']")
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?col(\s[^<>]*)>")
_COLUMN_BOUND = re.compile(rb"\s(min|max)=[\"'](\d{1,5})[\"']")


class Piece(NamedTuple):
    """Rows of a sheet: their XML, with what is needed around it to be a complete sheet.

    `numbers` are the numbers of its rows, `hidden` those of rows that are not shown; None and empty
    if they are unknown before reading.
    """

    opening: bytes
    rows: bytes
    closing: bytes
    numbers: Sequence[int] | None
    hidden: frozenset[int] = frozenset()


class RowsXml:
    """Cuts pieces off the rows of a sheet, from the first to the last.

    Comments and CDATA could hold what looks like a row, and hardly any program writes them: from
    one of them on, a sheet is a single piece.

    Raises BadSpreadsheetError: unreadable_file, too_many_rows.
    """

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        # What was unpacked and is in no piece yet, and whether that is all there will be.
        self._rest = source.read(_FIRST_BYTES)
        self._is_unpacked = False
        # The beginning of what stands behind the rows.
        self._behind = b""
        # Whether no comment or CDATA was met so far.
        self._is_plain = True
        self._last_number = 0
        opening, prefix = self._find_opening()
        self._opening = _DIMENSION.sub(b"", opening)
        self._row = re.compile(rb"<%srow(?=[\s/>])([^>]*)" % re.escape(prefix))
        self._name = b"<%srow" % prefix
        self._end = b"</%ssheetData" % prefix
        self._closing = b"</%ssheetData></%sworksheet>" % (prefix, prefix)
        self._look(0)

    def _find_opening(self) -> tuple[bytes, bytes]:
        """Return what stands before the rows, and the prefix of the elements' names."""
        while (found := _SHEET_DATA.search(self._rest)) is None:
            more = self._source.read(len(self._rest))
            if not more or len(self._rest) > _OPENING_BYTES:
                raise BadSpreadsheetError("unreadable_file")
            self._rest += more
        opening, self._rest = self._rest[: found.end()], self._rest[found.end() :]
        if opening.endswith(b"/>"):
            opening, self._rest = opening[:-2] + b">", b"</%ssheetData>" % found[1]
        return opening, found[1]

    @property
    def hidden_columns(self) -> list[range]:
        """The positions of columns that are not shown, from 0."""
        found = []
        for attributes in _COLUMN.findall(self._opening):
            bounds = {name: int(number) for name, number in _COLUMN_BOUND.findall(attributes)}
            if len(bounds) == 2 and _HIDDEN.search(attributes):
                found.append(range(bounds[b"min"] - 1, bounds[b"max"]))
        return found

    def merged(self) -> list[Merged]:
        """Return the blocks of merged cells, if all rows were unpacked; may be asked once."""
        if not self._is_unpacked or not self._is_plain:
            return []
        try:
            more = self._source.read(_BEHIND_BYTES)
        except (OSError, EOFError, zipfile.BadZipFile, zlib.error):  # only the rows matter
            more = b""
        return list(merged_in(self._behind + more))

    @property
    def is_done(self) -> bool:
        """Whether every row is in a piece."""
        return self._is_unpacked and not self._rest

    def next_rows(self, count: int) -> Piece | None:
        """Cut off the next `count` rows; None when there are no more."""
        while True:
            starts = [row.start() for row in islice(self._row.finditer(self._rest), count + 1)]
            if self._is_unpacked or len(starts) > count:
                break
            self._unpack(max(_FIRST_BYTES, 2 * len(self._rest)))
        return self._cut(starts[count] if len(starts) > count else len(self._rest))

    def next_bytes(self, size: int) -> Piece | None:
        """Cut off the next rows, about `size` bytes of XML; None when there are no more."""
        # A look further, so that no small piece is left for the end.
        self._unpack(size + size // 8)
        if self._is_unpacked:
            return self._cut(len(self._rest))
        at = self._rest.rfind(self._name, 1, size)
        if at < 0 or not self._row.match(self._rest, at):
            return self.next_bytes(2 * size)
        return self._cut(at)

    def _unpack(self, size: int) -> None:
        """Have `size` bytes at hand, or all that are left."""
        while not self._is_unpacked and len(self._rest) < size:
            known = len(self._rest)
            more = self._source.read(size - known)
            self._rest += more
            if more:
                self._look(max(known - len(self._end), 0))
            elif self._is_plain:
                raise BadSpreadsheetError("unreadable_file")  # no end of the rows
            else:
                self._is_unpacked = True

    def _look(self, start: int) -> None:
        """Is the end of the rows among the bytes from `start` on, or what cannot be cut?"""
        if not self._is_plain:
            return
        end = self._rest.find(self._end, start)
        until = len(self._rest) if end < 0 else end
        # The sign alone is rare, and found much faster than the two together.
        if self._rest.find(b"!", start, until) >= 0 and self._rest.find(b"<!", start, until) >= 0:
            self._is_plain = False
        elif end >= 0:
            self._rest, self._behind, self._is_unpacked = self._rest[:end], self._rest[end:], True

    def _cut(self, at: int) -> Piece | None:
        if not self._is_plain:
            self._unpack(sys.maxsize)
            at = len(self._rest)
        rows, self._rest = self._rest[:at], self._rest[at:]
        first = self._row.search(rows)
        if first is None:
            return None
        if not _NUMBER.search(first[1]):
            at = first.start(1)
            rows = rows[:at] + b' r="%d"' % (self._last_number + 1) + rows[at:]
        if not self._is_plain:
            return Piece(self._opening, rows, b"", None)
        tags = self._row.findall(rows)
        joined = b"\n".join(tags)
        numbers = self._count(tags, joined)
        may_hide = b"hidden=" in joined or b"ht=" in joined
        hidden = _hidden(numbers, tags) if may_hide else frozenset()
        return Piece(self._opening, rows, self._closing, numbers, hidden)

    def _count(self, tags: Sequence[bytes], joined: bytes) -> list[int]:
        """Return the rows' numbers, which have to rise: two rows of one number hide one."""
        found = _NUMBER.findall(joined)
        numbers = list(map(int, found)) if len(found) == len(tags) else self._count_each(tags)
        is_rising = all(map(lt, numbers, islice(numbers, 1, None)))
        if not is_rising or numbers[0] <= self._last_number:
            raise BadSpreadsheetError("unreadable_file")
        if numbers[-1] > LAST_ROW:
            raise BadSpreadsheetError("too_many_rows", limit=LAST_ROW)
        self._last_number = numbers[-1]
        return numbers

    def _count_each(self, tags: Sequence[bytes]) -> list[int]:
        """The same where some rows have no number, which then follows the one before."""
        numbers, number = [], self._last_number
        for attributes in tags:
            found = _NUMBER.search(attributes)
            number = int(found[1]) if found else number + 1
            numbers.append(number)
        return numbers


def _hidden(numbers: Sequence[int], tags: Sequence[bytes]) -> frozenset[int]:
    """Return the numbers of the rows that are not shown."""
    return frozenset(
        number for number, tag in zip(numbers, tags, strict=True) if _HIDDEN.search(tag)
    )
