"""Looks that may be slow, or fail, and must neither hold up a scrape nor be had by each of them."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from prometheus_client import Metric

from vehicle_pipeline.errors import PipelineError

# A scrape waits so long for a look, in seconds; Prometheus gives up a scrape after ten.
PATIENCE = 3.0

Look = Callable[[], Sequence[Metric]]


class KeptLook:
    """What a look has found, kept for some seconds, however many scrapes there are.

    Where a look fails, or takes too long, there is nothing: old figures would look like new ones.
    """

    def __init__(self, look: Look, seconds: float, threads: CapacityLimiter) -> None:
        self._look = look
        self._seconds = seconds
        self._threads = threads
        self._lock = asyncio.Lock()
        self._found: Sequence[Metric] | None = None
        self._until = float("-inf")

    async def get(self) -> Sequence[Metric] | None:
        """Return what is known, None where it cannot be found out now."""
        clock = asyncio.get_running_loop().time
        async with self._lock:
            if clock() >= self._until:
                self._found = await self._attempt()
                self._until = clock() + self._seconds
            return self._found

    async def _attempt(self) -> Sequence[Metric] | None:
        # A thread that hangs is left behind; there are only so many of them.
        with suppress(TimeoutError, PipelineError):
            async with asyncio.timeout(PATIENCE):
                return await run_sync(self._look, abandon_on_cancel=True, limiter=self._threads)
        return None
