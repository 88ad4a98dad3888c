"""The texts that the cells of an .xlsx refer to by number."""

import re
from functools import cached_property
from html import unescape

from vehicle_pipeline.spreadsheets.confined.package import Package

# A list up to this size is not worth cutting, in bytes; of a longer one this much is read first.
_SMALL = 1 << 16
_LIST = re.compile(rb"<((?:[\w.-]+:)?)sst[\s/>]")
_REFERENCE = re.compile(
    rb"<(?:[\w.-]+:)?c\s(?>(?:[^<>]*?\s)?t=[\"']s[\"'])[^<>]*+>\s*<(?:[\w.-]+:)?v>\s*(\d+)"
)


_ITEM = re.compile(rb"<(?:[\w.-]+:)?si[\s/>]")
_PHONETIC = re.compile(rb"<(?:[\w.-]+:)?rPh\b")
_TEXT = re.compile(rb"<(?:[\w.-]+:)?t(?:\s[^<>]*+)?>([^<]*+)")


class SharedTexts:
    """The texts of a list, or of its beginning, by their number. Cut apart once one is needed."""

    def __init__(self, shared: bytes) -> None:
        self._shared = shared

    def at(self, number: bytes) -> str | None:
        """Return a text, or None if there is no such one."""
        if not number.strip().isdigit() or int(number) >= len(self._starts) - 1:
            return None
        start, end = self._starts[int(number)], self._starts[int(number) + 1]
        phonetic = _PHONETIC.search(self._shared, start, end)
        parts = _TEXT.findall(self._shared, start, phonetic.start() if phonetic else end)
        return unescape(b"".join(parts).decode("utf-8", "replace"))

    @cached_property
    def _starts(self) -> list[int]:
        """Where each text begins, and the list ends."""
        return [*(item.start() for item in _ITEM.finditer(self._shared)), len(self._shared)]


class SharedStrings:
    """The list of texts, whole or as far as some rows need it."""

    def __init__(self, package: Package, part: str | None) -> None:
        self._package = package
        self.part = part

    @property
    def size(self) -> int:
        """Bytes of the whole list."""
        return self._package.size(self.part) if self.part else 0

    @cached_property
    def whole(self) -> bytes:
        """The whole list."""
        return self._package.read(self.part) if self.part else b""

    def needed_by(self, rows: bytes) -> bytes:
        """Return the list up to the last text that `rows` refer to, or a little further."""
        if self.part is None or self.size <= _SMALL:
            return self.whole
        last = max(map(int, _REFERENCE.findall(rows)), default=0)
        taken = b""
        with self._package.open(self.part) as stream:
            while more := stream.read(max(_SMALL, len(taken))):
                taken += more
                found = _LIST.search(taken)
                if found is None or b"<!" in taken:
                    break
                entry = b"<%ssi" % found[1]
                if taken.count(entry) > last + 1:
                    return taken[: taken.rindex(entry)] + b"</%ssst>" % found[1]
        return self.whole
