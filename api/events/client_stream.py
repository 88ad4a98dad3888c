"""What one client of the event stream gets to see, and when its stream ends."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Self
from uuid import UUID

from anyio import Event
from anyio.to_thread import run_sync

from api.events.beginning import Beginning, known, resumption, snapshot
from api.events.history import History
from api.events.position import UNKNOWN, Position
from api.events.sources import Sources
from api.events.translation import StreamEvent, without_end
from vehicle_pipeline.adapters.imports.queries import ImportDetail
from vehicle_pipeline.errors import DatabaseUnavailableError, UnavailableError

# How often a stream without news makes sure that its import is not over, in seconds.
CHECK_SECONDS = 10.0
# Pause before the log is read again, when the database was away.
RETRY_SECONDS = 1.0
# How long a client waits for an API that has just started, in seconds.
START_TIMEOUT = 5.0


class ClientStream:
    """The events of one import, or of all imports, each once and in order."""

    def __init__(
        self, sources: Sources, job_id: UUID | None, beginning: Beginning, stop: Event
    ) -> None:
        self._sources = sources
        self._history = History(sources, job_id)
        self._job_id = job_id
        self._beginning = beginning
        self._position = beginning.position
        # The place of the event that was sent last.
        self._sent = beginning.position
        self._stop = stop

    @classmethod
    async def open(
        cls, sources: Sources, job_id: UUID | None, seen: Position | None, stop: Event
    ) -> Self | None:
        """Return the stream behind the place `seen`; None if that was the end of the import.

        Raises ImportNotFoundError and DatabaseUnavailableError.
        """
        start = seen or await _newest(sources)
        detail = await run_sync(sources.imports.get, job_id) if job_id else None
        if seen and seen.is_end and detail and not _goes_on(detail, seen):
            return None
        beginning = snapshot(detail, start) if detail and not seen else Beginning(start)
        return cls(sources, job_id, beginning, stop)

    async def events(self) -> AsyncIterator[StreamEvent]:
        """Yield the beginning, then old events from the log, then each new one as it comes.

        The stream of one import ends with the event that ends the import. If the log never
        has that event, the stream ends with the import's state instead, as soon as it is noticed.
        Every stream ends at `stop`.
        """
        async for event in self._events():
            # A state at the beginning may have shown what was not published yet.
            self._sent = self._sent.joined(event.position)
            yield replace(event, position=self._sent)

    async def _events(self) -> AsyncIterator[StreamEvent]:
        if not self._beginning.events:
            await self._resume()
        for event in self._beginning.events:
            yield event
            if self._is_last(event):
                return
        known = self._beginning.log_ids
        with self._watching():
            async for event in self._news():
                # A log line that a state at the beginning held, and whose event came after it.
                if event.data.get("id") not in known:
                    yield event

    async def _resume(self) -> None:
        """Find out where to go on, as soon as that can be known."""
        await self._first(self._sources.broadcast.wait_until_ready())
        while not self._stop.is_set():
            try:
                seen = await known(self._sources, self._position)
                self._beginning = await resumption(self._sources, self._job_id, seen)
            except UnavailableError:
                await asyncio.sleep(RETRY_SECONDS)
            else:
                self._position, self._sent = self._beginning.position, seen
                return

    async def _news(self) -> AsyncIterator[StreamEvent]:
        clock = asyncio.get_running_loop().time
        check_at = clock()
        while not self._stop.is_set():
            for event in await self._next():
                if not self._is_last(event):
                    yield event
                elif await run_sync(self._history.is_overtaken, event):
                    yield without_end(event)
                else:
                    yield event
                    return
            if clock() >= check_at and self._position.covers(self._sources.broadcast.end):
                check_at = clock() + CHECK_SECONDS
                if end := await self._unannounced_end():
                    yield end
                    return
            news = self._sources.broadcast.wait_beyond(self._position)
            await self._first(news, check_at - clock())

    def _watching(self) -> AbstractContextManager[None]:
        return self._sources.endings.watching(self._job_id) if self._job_id else nullcontext()

    async def _unannounced_end(self) -> StreamEvent | None:
        """Return the state of an import that is over without an event behind this place."""
        try:
            if not (self._job_id and await self._sources.endings.is_over(self._job_id)):
                return None
        except UnavailableError:
            return None
        look, limiter = self._history.unannounced_end, self._sources.checks
        return await run_sync(look, self._position, limiter=limiter)

    def _is_last(self, event: StreamEvent) -> bool:
        return event.is_end and self._job_id is not None

    async def _first(self, reason: Awaitable[None], seconds: float | None = None) -> None:
        """Return when `reason` is there, when all is to stop, or when the time is up."""
        reasons = [asyncio.ensure_future(each) for each in (reason, self._stop.wait())]
        try:
            await asyncio.wait(reasons, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in reasons:
                each.cancel()

    async def _next(self) -> list[StreamEvent]:
        """Return the next events, and move on behind them."""
        broadcast = self._sources.broadcast
        recent, end = broadcast.after(self._position), broadcast.end
        if recent is not None:
            events = recent
        else:
            try:
                limiter = self._sources.replays
                events, end = await run_sync(
                    self._history.batch, self._position, end, limiter=limiter
                )
            except UnavailableError:
                # Heartbeats go on; a browser that is cut off might not come back.
                await asyncio.sleep(RETRY_SECONDS)
                return []
        self._position = self._position.joined(end)
        return [event for event in events if self._job_id in (None, event.job_id)]


def _goes_on(detail: ImportDetail, seen: Position) -> bool:
    """Whether an import has gone on since the end that a client has seen."""
    is_newer = seen.change != UNKNOWN and detail.last_change > seen.change
    return is_newer or not detail.record.status.is_terminal


async def _newest(sources: Sources) -> Position:
    """Return where the shared window ends, once it has begun."""
    try:
        async with asyncio.timeout(START_TIMEOUT):
            await sources.broadcast.wait_until_ready()
    except TimeoutError as error:
        raise DatabaseUnavailableError from error
    return sources.broadcast.end
