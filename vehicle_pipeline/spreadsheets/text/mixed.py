"""Texts of which some lines are UTF-8 and others Windows-1252.

A line with characters of several bytes that is valid UTF-8 is UTF-8: hardly any other text is. A
line that is not, and has none of them, is Windows-1252. One that has some of both is unsure: what
is no UTF-8 becomes U+FFFD there, and no row with one of these in our columns is accepted.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from vehicle_pipeline.contracts import Assumption
from vehicle_pipeline.domain.garbled import from_ansi

# In place of a codec.
MIXED = "mixed"
# Longest line in bytes that is kept whole; no longer record is read.
_LONGEST = 2 << 20
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|[\r\n]|\Z)")
_OF_SEVERAL_BYTES = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xf4][\x80-\xbf]{2}")
_FIRST_LEAD = 0xC2


@dataclass
class Lines:
    """Numbers of lines with bytes beyond ASCII, and the first unsure one (first line = 1)."""

    utf_8: int = 0
    ansi: int = 0
    unsure: int = 0
    first_unsure: int = 0

    @property
    def assumptions(self) -> list[Assumption]:
        """The notes about a mixed text."""
        params = {"utf_8": self.utf_8, "ansi": self.ansi + self.unsure}
        notes = [Assumption(code="mixed_encodings", params=params)]
        if self.unsure:
            unsure = {"count": self.unsure, "line": self.first_unsure}
            notes.append(Assumption(code="unsure_lines", params=unsure))
        return notes


def whole_lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the text of `blocks` in parts that end with a line, but for lines too long to read."""
    rest = b""
    for block in blocks:
        rest += block
        # A carriage return at the end may be half of a line end.
        end = max(rest.rfind(b"\n"), rest.rfind(b"\r", 0, -1)) + 1
        if not end and len(rest) > _LONGEST:
            end = len(rest)
        if end:
            yield rest[:end]
            rest = rest[end:]
    if rest:
        yield rest


def line_ends(text: bytes) -> int:
    """Return how many lines end in a text."""
    return text.count(b"\n") + text.count(b"\r") - text.count(b"\r\n")


def has_utf_8(blocks: Iterable[bytes]) -> bool:
    """Return whether a text has what may be a character of several bytes."""
    return any(map(_may_have_utf_8, whole_lines(blocks)))


def _may_have_utf_8(part: bytes) -> bool:
    """Return whether a byte that begins a character is followed by one that goes on with it."""
    codes = np.frombuffer(part, dtype=np.uint8)
    begins, goes_on = codes[:-1] >= _FIRST_LEAD, codes[1:] & 0xC0 == 0x80
    return bool((begins & goes_on).any())


def count_lines(blocks: Iterable[bytes]) -> Lines:
    """Count the lines of a text by their encoding."""
    lines = Lines()
    for number, line in _numbered(blocks):
        if line.isascii():
            continue
        if _is_utf_8(line):
            lines.utf_8 += 1
        elif not _OF_SEVERAL_BYTES.search(line):
            lines.ansi += 1
        else:
            lines.unsure += 1
            lines.first_unsure = lines.first_unsure or number
    return lines


def as_utf_8(part: bytes) -> bytes:
    """Return whole lines of a mixed text in UTF-8."""
    if _is_utf_8(part):
        return part
    return b"".join(map(_line_as_utf_8, _LINE.findall(part)))


def _numbered(blocks: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    number = 0
    for part in whole_lines(blocks):
        for found in _LINE.finditer(part):
            if line := found[0]:
                number += 1
                yield number, line


def _is_utf_8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def _line_as_utf_8(line: bytes) -> bytes:
    if _is_utf_8(line):
        return line
    if _OF_SEVERAL_BYTES.search(line):
        return line.decode(errors="replace").encode()
    return from_ansi(line).encode()
