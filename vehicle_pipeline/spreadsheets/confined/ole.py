"""Reads the streams of an OLE container, the format of .xls files and encrypted workbooks.

A chain of sectors is followed for at most as many steps as there are sectors, so that a loop in it
ends in an error instead of filling the memory.
"""

import struct
from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vehicle_pipeline.errors import BadSpreadsheetError

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Sizes of a sector and of a small one, as powers of two; then the first sectors of the directory,
# of the table of small sectors and of the list of sectors that hold the table of sectors; between
# them the size below which a stream stands in small sectors.
_HEADER = struct.Struct("<30xHH14xL4xLL4xL")
_TABLE_IN_HEADER = struct.Struct("<76x109L")
_ENTRY = struct.Struct("<64sHB49xLL4x")
_ROOT, _STREAM = 5, 2
# Numbers from here on are no sectors: free, end of chain, ...
_NO_SECTOR = 0xFFFFFFFA


class _Entry(NamedTuple):
    name: str
    kind: int
    start: int
    size: int


class OleFile:
    """A container in memory. Raises BadSpreadsheetError (unreadable_file) where it is damaged."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            header = _HEADER.unpack_from(data)
            in_header = _TABLE_IN_HEADER.unpack_from(data)
        except struct.error as error:
            raise BadSpreadsheetError("unreadable_file") from error
        shift, small_shift, directory, self._small_limit, small, more = header
        if shift not in (9, 12) or small_shift >= shift:
            raise BadSpreadsheetError("unreadable_file")
        self._size, self._small_size = 1 << shift, 1 << small_shift
        self._table = self._read_table(in_header, more)
        self._entries = [*self._read_directory(directory)]
        self._small_table = _numbers(self._chained(small))

    def find(self, *names: str) -> bytes | None:
        """Return the first stream with one of these names, in whatever case, if there is one."""
        entry = self._stream(*names)
        if entry is None:
            return None
        size, places = self._places(entry)
        return b"".join(self._data[at : at + size] for at in places)[: entry.size]

    def replaced(self, content: bytes, *names: str) -> bytes:
        """Return the container with other content, as long as before, in a stream it has."""
        data = bytearray(self._data)
        entry = self._stream(*names)
        assert entry
        size, places = self._places(entry)
        for number, at in enumerate(places):
            piece = content[number * size : (number + 1) * size]
            data[at : at + len(piece)] = piece
        return bytes(data)

    def _stream(self, *names: str) -> _Entry | None:
        streams = {entry.name.casefold(): entry for entry in self._entries if entry.kind == _STREAM}
        found = (streams.get(name.casefold()) for name in names)
        return next((entry for entry in found if entry), None)

    def _places(self, entry: _Entry) -> tuple[int, list[int]]:
        """Return the size of a stream's sectors, and the offset of each in the container."""
        if entry.size >= self._small_limit:
            return self._size, [*map(self._offset, _chain(entry.start, self._table))]
        root = next((entry for entry in self._entries if entry.kind == _ROOT), None)
        holders = [*_chain(root.start, self._table)] if root else []
        per_holder = self._size // self._small_size
        places = []
        for number in _chain(entry.start, self._small_table):
            holder, at = divmod(number, per_holder)
            if holder >= len(holders):
                raise BadSpreadsheetError("unreadable_file")
            places.append(self._offset(holders[holder]) + at * self._small_size)
        return self._small_size, places

    def _read_table(self, in_header: Sequence[int], more: int) -> "array[int]":
        """The table of sectors: of each, which one follows it."""
        holders = list(in_header)
        steps = 0
        while more < _NO_SECTOR:
            *numbers, more = _numbers(self._sector(more))
            holders += numbers
            steps += 1
            if steps > len(self._data) // self._size:
                raise BadSpreadsheetError("unreadable_file")
        return _numbers(b"".join(self._sector(at) for at in holders if at < _NO_SECTOR))

    def _read_directory(self, start: int) -> Iterator[_Entry]:
        content = self._chained(start)
        for at in range(0, len(content) - _ENTRY.size + 1, _ENTRY.size):
            raw, length, kind, first, size = _ENTRY.unpack_from(content, at)
            name = raw[: max(length - 2, 0)].decode("utf-16-le", "replace")
            yield _Entry(name, kind, first, size)

    def _chained(self, start: int) -> bytes:
        return b"".join(map(self._sector, _chain(start, self._table)))

    def _sector(self, number: int) -> bytes:
        at = self._offset(number)
        return self._data[at : at + self._size]

    def _offset(self, number: int) -> int:
        at: int = (number + 1) * self._size
        if at >= len(self._data):
            raise BadSpreadsheetError("unreadable_file")
        return at


def _chain(start: int, table: Sequence[int]) -> Iterator[int]:
    number = start
    for _ in range(len(table) + 1):
        if number >= _NO_SECTOR:
            return
        yield number
        try:
            number = table[number]
        except IndexError as error:
            raise BadSpreadsheetError("unreadable_file") from error
    raise BadSpreadsheetError("unreadable_file")  # a loop


def _numbers(content: bytes) -> "array[int]":
    numbers = array("I")
    numbers.frombytes(content[: len(content) // 4 * 4])
    return numbers
