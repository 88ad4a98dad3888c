"""Sending files block by block: a few at a time, each to a reader who keeps pace."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack, aclosing
from typing import Any, BinaryIO

from anyio import CancelScope, CapacityLimiter
from anyio.to_thread import run_sync
from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from api.downloads.turns import Turns

logger = logging.getLogger(__name__)

# Each holds a few thousand rejected rows in memory: some megabytes.
AT_ONCE = 8
# Blocks that are made at a time. Each keeps a processor busy for some milliseconds.
_MADE_AT_ONCE = 2
# What a reader has to take on the average, in bytes per second: mobile networks of 2003 did.
PACE = 16_384
# How far a reader may be behind that, in seconds.
SLACK = 30.0

Blocks = Generator[bytes, None, None]


def blocks_of(file: BinaryIO, size: int) -> Blocks:
    """Yield the rest of a file in blocks of `size` bytes; it is closed at the end."""
    with file:
        while block := file.read(size):
            yield block


class Deliveries:
    """Files on their way; the blocks of all are made on a few threads of their own.

    Who waits in vain hears the code `busy`.
    """

    def __init__(self, busy: str) -> None:
        self._turns = Turns(AT_ONCE, busy)
        self._room = CapacityLimiter(_MADE_AT_ONCE)

    async def begin(self, blocks: Blocks, **given: Any) -> "Delivery":
        """Return the answer that sends `blocks`; `given` is what a StreamingResponse takes.

        Raises ApiError (503) where too many files are on their way, and what the first block does.
        """
        async with AsyncExitStack() as held:
            await held.enter_async_context(self._turns.turn())
            first = await run_sync(next, blocks, b"", limiter=self._room)
            return Delivery(_all(first, blocks, self._room), held.pop_all(), **given)


class Delivery(StreamingResponse):
    """One file. A reader who is too slow is cut off, because others wait for their turn.

    Whichever way it ends, nothing stays open: neither `blocks` nor what is `held`.
    """

    def __init__(
        self, blocks: AsyncGenerator[bytes, None], held: AsyncExitStack, **given: Any
    ) -> None:
        super().__init__(blocks, **given)
        self._blocks = blocks
        self._held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file, and let go of everything."""
        async with self._held, aclosing(self._blocks):
            await super().__call__(scope, receive, send)

    async def stream_response(self, send: Send) -> None:
        """Send the file, as long as the reader keeps pace."""
        due = asyncio.get_running_loop().time() + SLACK

        async def paced(message: Message) -> None:
            nonlocal due
            async with asyncio.timeout_at(due):
                await send(message)
            due += len(message.get("body", b"")) / PACE

        try:
            await super().stream_response(paced)
        except TimeoutError:
            # The server closes the connection: the reader sees that the file is not whole.
            logger.info("a download was ended because its reader was too slow")


async def _all(first: bytes, others: Blocks, room: CapacityLimiter) -> AsyncGenerator[bytes, None]:
    block = first
    try:
        while block:
            yield block
            block = await run_sync(next, others, b"", limiter=room)
    finally:
        with CancelScope(shield=True):
            await run_sync(others.close, limiter=room)
