"""Finds the encoding of a text file: by its byte order mark, else UTF-8 if valid, else ANSI.

A file that is UTF-8 in some lines only is mixed. "ANSI" is Windows-1252.
Statistics are not used: they mistake Portuguese for Polish.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from vehicle_pipeline.contracts import Assumption, Encoding
from vehicle_pipeline.domain.garbled import WINDOWS_1252
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.text.code_pages import (
    check_is,
    check_is_ansi,
    check_is_not_utf_8,
)
from vehicle_pipeline.spreadsheets.text.mixed import (
    MIXED,
    Lines,
    count_lines,
    has_utf_8,
)
from vehicle_pipeline.spreadsheets.text.wide import mark_of, unit_bytes, unmarked

# Bytes per step while a file is checked.
_STEP = 1 << 20
# Bytes at the beginning that show whether every other one is NUL.
_HEAD = 4_096
# Padding at the end of a file: NUL, or 0x1A, which ended DOS texts.
_PADDING = b"\x00\x1a"

# Encodings of one byte per character: all bytes are valid, whatever they were meant as.
_CODE_PAGES = frozenset(
    {Encoding.WINDOWS_1252, Encoding.ISO_8859_1, Encoding.CP850, Encoding.MAC_ROMAN}
)
_DEFINED = bytes(code for code in range(256) if not 0x80 <= ord(WINDOWS_1252[code]) < 0xA0)


@dataclass(frozen=True)
class TextEncoding:
    """The encoding of the bytes `start` to `end` of a file; `codec` includes the byte order."""

    codec: str
    start: int
    end: int
    # Two or four bytes per character, which no mark says.
    is_unmarked: bool = False
    # Number of bytes that are undefined in Windows-1252.
    undefined_bytes: int = 0
    # Of a mixed text, its lines with characters beyond ASCII.
    lines: Lines | None = None

    @property
    def name(self) -> Encoding:
        """The encoding as the dialect has it."""
        if self.codec == MIXED:
            return Encoding.UTF_8
        return Encoding(self.codec.removesuffix("-le").removesuffix("-be"))

    @property
    def assumptions(self) -> list[Assumption]:
        """The assumptions made about the encoding, and about undefined bytes."""
        assumed = self.lines.assumptions if self.lines else []
        if self.is_unmarked:
            assumed = [Assumption(code="no_byte_order_mark", params={"encoding": self.name})]
        if self.undefined_bytes:
            params = {"count": self.undefined_bytes}
            assumed = [*assumed, Assumption(code="undefined_bytes", params=params)]
        return assumed


def find_encoding(stream: BinaryIO, wanted: Encoding | None = None) -> TextEncoding:
    """Return the encoding of a file, `wanted` if the sender specified it; the whole file is valid.

    Raises BadSpreadsheetError: undecodable_text, utf16_without_mark, not_that_code_page, and as
    `check_is_ansi`.
    """
    stream.seek(0)
    head = stream.read(_HEAD)
    codec, start = _by_head(head, wanted)
    is_guess = wanted is None and unit_bytes(codec) > 1 and not start
    found = TextEncoding(
        codec or Encoding.UTF_8, start, _end(stream, start, codec), is_unmarked=is_guess
    )
    if unit_bytes(codec) == 1:
        _check_no_utf_16(head.rstrip(_PADDING))
    offset = _undecodable(stream, found)
    if offset is not None and codec:
        line = _line(stream, TextEncoding(found.codec, start, offset))
        raise BadSpreadsheetError(
            "undecodable_text", encoding=found.name, byte=offset + 1, line=line
        )
    if offset is not None:
        found = _mixed_or_ansi(stream, found)
    if wanted in _CODE_PAGES:
        _check_code_page(stream, found)
    if found.codec != Encoding.WINDOWS_1252:
        return found
    undefined = sum(len(block.translate(None, _DEFINED)) for block in _blocks(stream, found))
    return replace(found, undefined_bytes=undefined)


def _check_code_page(stream: BinaryIO, found: TextEncoding) -> None:
    """Raise BadSpreadsheetError (not_that_code_page) if a text is evidently in no such encoding."""
    utf_8 = replace(found, codec=Encoding.UTF_8)
    if has_utf_8(_blocks(stream, found)) and _undecodable(stream, utf_8) is None:
        check_is_not_utf_8(found.name, _blocks(stream, found))
    check_is(found.name, _blocks(stream, found))


def _mixed_or_ansi(stream: BinaryIO, utf_8: TextEncoding) -> TextEncoding:
    """Return the encoding of a file that is not all UTF-8. Raises as `check_is_ansi`."""
    # Most files have none: counting lines takes longer.
    if has_utf_8(_blocks(stream, utf_8)):
        lines = count_lines(_blocks(stream, utf_8))
        if lines.utf_8:
            return replace(utf_8, codec=MIXED, lines=lines)
    check_is_ansi(_blocks(stream, utf_8))
    return replace(utf_8, codec=Encoding.WINDOWS_1252)


def _by_head(head: bytes, wanted: Encoding | None) -> tuple[str | None, int]:
    """Return the codec, or None if it depends on the whole file, and the mark's length in bytes."""
    codec, length = mark_of(head) or (None, 0)
    if codec and (wanted is None or codec.startswith((f"{wanted}-l", f"{wanted}-b"))):
        return codec, length
    # Skip the mark of UTF-8 in any other encoding, too: its bytes are never meant as text.
    start = length if codec == Encoding.UTF_8 and unit_bytes(wanted) == 1 else 0
    found = unmarked(head)
    if found and (wanted is None or found.startswith(wanted)):
        return found, 0
    if unit_bytes(wanted) > 1:
        return f"{wanted}-le", 0
    return wanted, start


def _end(stream: BinaryIO, start: int, codec: str | None) -> int:
    """Return the offset at which the text ends; only padding follows."""
    unit = unit_bytes(codec)
    size = end = stream.seek(0, 2)
    while end > start:
        begin = max(start, end - _STEP)
        stream.seek(begin)
        kept = len(stream.read(end - begin).rstrip(_PADDING))
        if kept:
            return min(size, begin + kept + (start - begin - kept) % unit)
        end = begin
    return start


def _blocks(stream: BinaryIO, encoding: TextEncoding) -> Iterator[bytes]:
    stream.seek(encoding.start)
    left = encoding.end - encoding.start
    while block := stream.read(min(_STEP, left)):
        yield block
        left -= len(block)


def _check_no_utf_16(head: bytes) -> None:
    if head.count(0) * 4 > len(head):
        raise BadSpreadsheetError("utf16_without_mark")


def _undecodable(stream: BinaryIO, encoding: TextEncoding) -> int | None:
    """Return the offset of the first byte that is invalid in the encoding; None if valid."""
    if encoding.codec == Encoding.WINDOWS_1252:
        return None
    decoder = codecs.getincrementaldecoder(encoding.codec)()
    done = encoding.start
    try:
        for block in _blocks(stream, encoding):
            done += len(block)
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return done - len(error.object) + error.start
    return None


def _line(stream: BinaryIO, before: TextEncoding) -> int:
    """Return the number of the line (first = 1) on which the text `before` ends."""
    decoder = codecs.getincrementaldecoder(before.codec)(errors="ignore")
    breaks = {"\n": 0, "\r": 0}
    for block in _blocks(stream, before):
        text = decoder.decode(block)
        breaks = {mark: count + text.count(mark) for mark, count in breaks.items()}
    return max(breaks.values()) + 1
