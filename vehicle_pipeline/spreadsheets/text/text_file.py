"""A text file as a stream of UTF-8, without byte order mark, `sep=` line and padding."""

import codecs
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO, Self

from vehicle_pipeline.contracts import Encoding
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.text.encoding import WINDOWS_1252, TextEncoding, find_encoding

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

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

    @classmethod
    def open(cls, stream: BinaryIO, wanted: Encoding | None) -> Self:
        """Open the text in `stream`, which must be seekable. Raises as `find_encoding`."""
        encoding = find_encoding(stream, wanted)
        head = Utf8Stream(stream, encoding).read(_SEP_BYTES).decode(errors="ignore")
        line = _SEP_LINE.match(head)
        if not line or not line[2].isascii():
            return cls(stream, encoding)
        start = encoding.start + len(line[0].encode(encoding.codec))
        return cls(stream, replace(encoding, start=start), line[2])

    def utf8(self) -> "Utf8Stream":
        """Return a stream of the whole text."""
        return Utf8Stream(self.stream, self.encoding)

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


class Utf8Stream(io.RawIOBase):
    """The text of a file in UTF-8. It keeps its own position, independent of other readers."""

    def __init__(self, stream: BinaryIO, encoding: TextEncoding) -> None:
        self._stream = stream
        self._at = encoding.start
        self._end = encoding.end
        self._converted = _converter(encoding.codec)
        # Converted bytes that were not returned yet.
        self._ready = b""

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Read as `read` does."""
        view = memoryview(buffer).cast("B")
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def read(self, size: int = -1, /) -> bytes:
        """Return at most `size` bytes, which end in a carriage return only if the text does.

        Otherwise Arrow would drop a line feed at the start of its next block as part of that line
        end, even inside quotes.
        """
        if size < 0:
            return self.readall()
        data = self._take(size)
        following = self._take(1) if data.endswith(b"\r") else b""
        kept = (data.rstrip(b"\r") or data) if following else data
        self._ready = data[len(kept) :] + following + self._ready
        return kept

    def _take(self, size: int) -> bytes:
        while len(self._ready) < size and self._at < self._end:
            self._stream.seek(self._at)
            raw = self._stream.read(min(size - len(self._ready), self._end - self._at))
            if not raw:  # the file was cut off meanwhile
                break
            self._at += len(raw)
            self._ready += self._converted(raw)
        data, self._ready = self._ready[:size], self._ready[size:]
        return data


def _converter(codec: str) -> Callable[[bytes], bytes]:
    """Return a function that converts the next bytes of a valid file to UTF-8."""
    if codec == Encoding.UTF_8:
        return lambda raw: raw
    if codec == Encoding.WINDOWS_1252:
        return lambda raw: codecs.charmap_decode(raw, "strict", WINDOWS_1252)[0].encode()
    decoder = codecs.getincrementaldecoder(codec)()
    return lambda raw: decoder.decode(raw).encode()
