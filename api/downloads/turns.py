"""Turns at something of which there can only be a few at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from api.errors import RETRY_AFTER, ApiError

# How long a request waits for its turn, in seconds.
TURN_SECONDS = 10.0


class Turns:
    """At most `at_once` at a time; who waits in vain hears 503 with the code `busy`."""

    def __init__(self, at_once: int, busy: str) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._busy = busy

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn, and have it for as long as the context lasts. Raises ApiError."""
        try:
            async with asyncio.timeout(TURN_SECONDS):
                await self._free.acquire()
        except TimeoutError as error:
            raise later(self._busy) from error
        try:
            yield
        finally:
            self._free.release()


def later(code: str) -> ApiError:
    """Return the refusal of what may work in a moment."""
    return ApiError(503, code, headers={"Retry-After": str(RETRY_AFTER)})
