"""Writing to the object store from a coroutine: blocking calls run on threads of their own."""

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from anyio import CancelScope, CapacityLimiter
from anyio.to_thread import run_sync

from vehicle_pipeline.adapters.storage.object_store import ObjectWriter

# Handing bytes to a thread costs about 0.1 ms; larger pieces make that cost vanish.
PIECE_BYTES = 256 * 1024
# Threads that work on the object store at a time. A store that hangs takes all of these, and none
# of those that all handlers share.
THREADS = 16


class Writable(Protocol):
    """The part of an ObjectStore that takes objects."""

    def writer(self, key: str) -> AbstractContextManager[ObjectWriter]:
        """See ObjectStore."""


class StagedObject:
    """An object in the making; memory: one piece."""

    def __init__(self, writer: ObjectWriter, threads: CapacityLimiter) -> None:
        self._writer = writer
        self._threads = threads
        self._piece = bytearray()

    async def write(self, data: bytes) -> None:
        """Append `data`."""
        self._piece += data
        if len(self._piece) >= PIECE_BYTES:
            await self.flush()

    async def flush(self) -> None:
        """Hand what is held back to the store."""
        piece, self._piece = bytes(self._piece), bytearray()
        await run_sync(self._writer.write, piece, limiter=self._threads)


@dataclass(frozen=True)
class Staging:
    """A store, and the threads that its blocking calls run on."""

    store: Writable
    threads: CapacityLimiter

    @asynccontextmanager
    async def stage(self, key: str) -> AsyncIterator[StagedObject]:
        """Write the object `key`, which appears when the context is left without an error."""
        manager, room = self.store.writer(key), self.threads
        staged = StagedObject(await run_sync(manager.__enter__, limiter=room), room)
        try:
            yield staged
            await staged.flush()
        except BaseException as error:
            failure = (type(error), error, error.__traceback__)
            # Also when the request was cancelled: what was written must go.
            with CancelScope(shield=True):
                await run_sync(manager.__exit__, *failure, limiter=room)
            raise
        await run_sync(manager.__exit__, None, None, None, limiter=room)
