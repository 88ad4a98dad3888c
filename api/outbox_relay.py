"""Sending the queue messages of accepted uploads, in the background."""

import asyncio
import logging
from contextlib import suppress

from vehicle_pipeline.adapters.queue.outbox import Outbox
from vehicle_pipeline.errors import UnavailableError

logger = logging.getLogger(__name__)

# An upload wakes the relay; this catches what another process left behind, in seconds.
POLL_SECONDS = 2.0
# Pauses after a failure double up to this, in seconds.
MAX_PAUSE = 30.0


class OutboxRelay:
    """Empties the outbox when woken, and now and then."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._woken = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def wake(self) -> None:
        """Have the outbox emptied soon; may be called from any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._woken.set)

    async def run(self) -> None:
        """Work until cancelled; a queue or database that is away is waited for.

        Raises what it does not expect.
        """
        self._loop = asyncio.get_running_loop()
        pause = POLL_SECONDS
        while True:
            self._woken.clear()
            try:
                await asyncio.to_thread(self._outbox.relay)
                pause = POLL_SECONDS
            except UnavailableError as error:
                logger.warning("messages could not be sent: %r", error)
                pause = min(2 * pause, MAX_PAUSE)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), pause)
