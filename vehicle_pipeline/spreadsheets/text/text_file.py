"""A text file as a stream of UTF-8, without byte order mark, `sep=` line and padding."""

import codecs
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, Self

from vehicle_pipeline.contracts import Encoding
from vehicle_pipeline.domain.garbled import from_ansi
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.text.block_stream import BlockStream
from vehicle_pipeline.spreadsheets.text.encoding import TextEncoding, find_encoding
from vehicle_pipeline.spreadsheets.text.mixed import MIXED, as_utf_8, whole_lines

# Longest line in characters, and longest record in bytes; also the bytes parsed at a time. At
# worst, if they are all malformed rows of one letter, they take 400 MB of memory.
MAX_RECORD = 1 << 20
# Excel's line that names a file's delimiter; Excel does not show it.
_SEP_LINE = re.compile(r'("?)sep=([^0-9A-Za-z"\r\n])\1(?:\r\n|\r|\n|$)', re.IGNORECASE | re.ASCII)
# Bytes at the start of a file that are searched for that line.
_SEP_BYTES = 32
# Bytes per block.
_STEP = 1 << 20


@dataclass(frozen=True)
class TextFile:
    """An open text file: its encoding, and the delimiter `declared` by its `sep=` line."""

    stream: BinaryIO
    encoding: TextEncoding
    declared: str | None = None
    # Delimiters at the end of each line that are no part of it.
    padding: str = ""

    @classmethod
    def open(cls, stream: BinaryIO, wanted: Encoding | None) -> Self:
        """Open the text in `stream`, which must be seekable. Raises as `find_encoding`."""
        encoding = find_encoding(stream, wanted)
        head = BlockStream(_utf8_blocks(stream, encoding)).read(_SEP_BYTES).decode(errors="ignore")
        line = _SEP_LINE.match(head)
        if not line or not line[2].isascii():
            return cls(stream, encoding)
        start = encoding.start + len(line[0].encode(_codec(encoding)))
        return cls(stream, replace(encoding, start=start), line[2])

    def utf8(self) -> BlockStream:
        """Return a stream of the whole text, independent of other readers."""
        blocks = _utf8_blocks(self.stream, self.encoding)
        return BlockStream(_stripped(blocks, self.padding.encode()) if self.padding else blocks)

    def blocks(self) -> Iterator[bytes]:
        """Yield the whole text in blocks, which never split a line end of two characters."""
        stream = self.utf8()
        while block := stream.read(_STEP):
            yield block

    def lines(self) -> Iterator[str]:
        """Yield the lines with their ends. Raises BadSpreadsheetError: long_record."""
        reader = io.TextIOWrapper(io.BufferedReader(self.utf8()), "utf-8", newline="")
        row = 1
        while line := reader.readline(MAX_RECORD):
            if len(line) == MAX_RECORD and line[-1] not in "\r\n":
                raise BadSpreadsheetError("long_record", row=row, limit=MAX_RECORD >> 20)
            yield line
            row += 1

    def contains(self, byte: bytes) -> bool:
        """Return whether the undecoded file contains a byte."""
        self.stream.seek(self.encoding.start)
        while block := self.stream.read(_STEP):
            if byte in block:
                return True
        return False


def _utf8_blocks(stream: BinaryIO, encoding: TextEncoding) -> Iterator[bytes]:
    """Yield the text in UTF-8. The position in `stream` may change meanwhile."""
    if encoding.codec == MIXED:
        yield from map(as_utf_8, whole_lines(_raw_blocks(stream, encoding)))
        return
    yield from map(_converter(encoding.codec), _raw_blocks(stream, encoding))


def _stripped(blocks: Iterator[bytes], padding: bytes) -> Iterator[bytes]:
    """Yield whole lines without the `padding` at their ends."""
    at_ends = re.compile(re.escape(padding) + rb"(?=[\r\n]|\Z)")
    for part in whole_lines(blocks):
        yield at_ends.sub(b"", part)


def _raw_blocks(stream: BinaryIO, encoding: TextEncoding) -> Iterator[bytes]:
    at = encoding.start
    while at < encoding.end:
        stream.seek(at)
        raw = stream.read(min(_STEP, encoding.end - at))
        if not raw:  # the file was cut off meanwhile
            return
        at += len(raw)
        yield raw


def _codec(encoding: TextEncoding) -> str:
    return Encoding.UTF_8 if encoding.codec == MIXED else encoding.codec


def _converter(codec: str) -> Callable[[bytes], bytes]:
    """Return a function that converts the next bytes of a valid file to UTF-8."""
    if codec == Encoding.UTF_8:
        return lambda raw: raw
    if codec == Encoding.WINDOWS_1252:
        return lambda raw: from_ansi(raw).encode()
    decoder = codecs.getincrementaldecoder(codec)()
    return lambda raw: decoder.decode(raw).encode()
