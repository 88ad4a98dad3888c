"""A stream over blocks of bytes that come one after the other."""

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class BlockStream(io.RawIOBase):
    """The bytes of `blocks` as a stream."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = iter(blocks)
        # The current block, and how much of it was returned.
        self._block = b""
        self._at = 0

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
        self._put_back(data[len(kept) :] + following)
        return kept

    def _take(self, size: int) -> bytes:
        parts: list[bytes] = []
        while size > 0 and self._has_more():
            part = self._block[self._at : self._at + size]
            self._at += len(part)
            size -= len(part)
            parts.append(part)
        return b"".join(parts)

    def _has_more(self) -> bool:
        while self._at == len(self._block):
            block = next(self._blocks, None)
            if block is None:
                return False
            self._block, self._at = block, 0
        return True

    def _put_back(self, data: bytes) -> None:
        if data:
            self._block, self._at = data + self._block[self._at :], 0
