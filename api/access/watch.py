"""Ends streams whose caller's access has ended: a stream may outlive it by hours."""

import asyncio
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from anyio import Event
from anyio.to_thread import run_sync

from api.access.grants import Grant
from vehicle_pipeline.adapters.access.sessions import Sessions
from vehicle_pipeline.errors import PipelineError

_LOG = logging.getLogger("uvicorn.error")
# As often as a stream shows that it lives, in seconds.
EVERY = 10.0


class AccessWatch:
    """Looks at all of them together, with one statement."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._watched: dict[Event, Grant] = {}

    @contextmanager
    def watching(self, grant: Grant, stop: Event) -> Iterator[None]:
        """Set `stop` as soon as it is noticed that the access has ended."""
        if grant.token or grant.session or grant.until:
            self._watched[stop] = grant
        try:
            yield
        finally:
            self._watched.pop(stop, None)

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await asyncio.sleep(EVERY)
            if watched := dict(self._watched):
                await self._look(watched)

    async def _look(self, watched: dict[Event, Grant]) -> None:
        now = time.time()
        for stop, grant in watched.items():
            if grant.until is not None and grant.until <= now:
                stop.set()
        stored = {stop: grant for stop, grant in watched.items() if grant.until is None}
        if stored:
            await self._ask(stored)

    async def _ask(self, watched: dict[Event, Grant]) -> None:
        tokens = {grant.token for grant in watched.values() if grant.token}
        sessions = {grant.session for grant in watched.values() if grant.session}
        try:
            good = await run_sync(self._sessions.still_good, list(tokens), list(sessions))
        except PipelineError:
            # Nobody knows while the database is away; the next look decides.
            _LOG.warning("Could not look whether streams may go on", exc_info=True)
            return
        for stop, grant in watched.items():
            if (grant.token or grant.session) not in good:
                stop.set()
