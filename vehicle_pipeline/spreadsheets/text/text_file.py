"""A text file as one stream of UTF-8, without what is no part of its text."""

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

# Characters of the longest line that is looked at, and bytes of the longest record that is read. So
# much is parsed at a time; were all of it malformed rows of one letter, it would weigh 400 MB.
MAX_RECORD = 1 << 20
# Excel's own way to say which delimiter a file has; it does not show that line.
_SEP_LINE = re.compile(r'("?)sep=([^0-9A-Za-z"\r\n])\1(?:\r\n|\r|\n|$)', re.IGNORECASE | re.ASCII)
# Bytes of a file that hold such a line.
_SEP_BYTES = 32
# Bytes per step where only bytes are compared.
_STEP = 1 << 20


@dataclass(frozen=True)
class TextFile:
    """An open text file: its encoding, and the delimiter that a line `sep=` names."""

    stream: BinaryIO
    encoding: TextEncoding
    declared: str | None = None

    @classmethod
    def open(cls, stream: BinaryIO, said: Encoding | None) -> Self:
        """Return what `stream`, which has to be seekable, holds. Raises as `find_encoding`."""
        encoding = find_encoding(stream, said)
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
        """Yield the whole text in blocks; none ends between the two characters of a line end."""
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
        """Return whether a byte is anywhere in the file, as it is stored."""
        self.stream.seek(self.encoding.start)
        while block := self.stream.read(_STEP):
            if byte in block:
                return True
        return False


class Utf8Stream(io.RawIOBase):
    """The text of a file in UTF-8. Its place does not depend on who else reads the file."""

    def __init__(self, stream: BinaryIO, encoding: TextEncoding) -> None:
        self._stream = stream
        self._at = encoding.start
        self._end = encoding.end
        self._converted = _converter(encoding.codec)
        # Converted already, and not handed out yet.
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
        """Return at most `size` bytes, which end in no carriage return unless the text does.

        Arrow takes a line feed that begins its next block for the rest of a line end, even where
        both stand in quotes.
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
    """What turns the next bytes of a file, all of which fit its encoding, into UTF-8."""
    if codec == Encoding.UTF_8:
        return lambda raw: raw
    if codec == Encoding.WINDOWS_1252:
        return lambda raw: codecs.charmap_decode(raw, "strict", WINDOWS_1252)[0].encode()
    decoder = codecs.getincrementaldecoder(codec)()
    return lambda raw: decoder.decode(raw).encode()
