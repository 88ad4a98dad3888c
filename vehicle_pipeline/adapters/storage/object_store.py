"""What a store of uploads is: objects by key, behind one small interface."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol


@dataclass(frozen=True)
class StoredObject:
    """An object that is whole; its size in bytes."""

    key: str
    size: int
    modified_at: datetime


class ObjectWriter(Protocol):
    """An object in the making."""

    def write(self, data: bytes, /) -> object:
        """Append `data`."""


class ObjectStore(Protocol):
    """Objects by key.

    Every method raises ObjectStoreUnavailableError when the store is away, and those that write
    when it is full or read-only.
    """

    def writer(self, key: str) -> AbstractContextManager[ObjectWriter]:
        """Write an object that appears, whole, when the context is left without an error."""

    def open(self, key: str) -> BinaryIO:
        """Return the object as a seekable stream; raises ObjectNotFoundError."""

    def exists(self, key: str) -> bool:
        """Whether there is an object under this key."""

    def written_at(self, key: str) -> datetime:
        """When the object was written, by the store's clock; raises ObjectNotFoundError."""

    def delete(self, key: str) -> None:
        """Remove the object; nothing happens when there is none."""

    def check(self) -> None:
        """Raise ObjectStoreUnavailableError unless objects can be written."""

    def stored(self, before: datetime) -> Iterator[StoredObject]:
        """Yield the objects that were written before a moment, in no order."""

    def sweep(self, before: datetime) -> Iterator[int]:
        """Remove what was begun before a moment and never finished; yield the bytes of each."""
