"""What one client of the event stream gets to see, and when its stream ends."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from anyio import Event
from anyio.to_thread import run_sync

from api.events.broadcast import Broadcast
from api.events.position import Position
from api.events.run_events import BATCH, EventRow, RunEvents
from api.events.translation import StreamEvent, Translator, state_event
from vehicle_pipeline.adapters.imports.queries import ImportQueries
from vehicle_pipeline.errors import ImportNotFoundError, UnavailableError

# How often a stream without news makes sure that its import is not over, in seconds.
CHECK_SECONDS = 10.0
# Pause before the log is read again, when the database was away.
RETRY_SECONDS = 1.0


@dataclass(frozen=True)
class Sources:
    """Where events come from: the window that all clients share, and the log behind it."""

    broadcast: Broadcast
    run_events: RunEvents
    translator: Translator
    imports: ImportQueries


class ClientStream:
    """The events of one import, or of all imports, from a position on."""

    def __init__(
        self, sources: Sources, job_id: UUID | None, position: Position, stop: Event
    ) -> None:
        self._sources = sources
        self._job_id = job_id
        self._position = position
        self._stop = stop

    async def events(self) -> AsyncIterator[StreamEvent]:
        """Yield old events from the log, then each new one as it comes.

        The stream of one import ends with the event that ends the import. Should the log never
        tell of that, the stream ends with the import's state instead, as soon as it is noticed.
        Every stream ends at `stop`.
        """
        clock = asyncio.get_running_loop().time
        check_at = clock()
        while not self._stop.is_set():
            for event in await self._next():
                yield event
                if event.is_end and self._job_id is not None:
                    return
            if clock() >= check_at and self._position >= self._sources.broadcast.end:
                check_at = clock() + CHECK_SECONDS
                if end := await run_sync(self._unannounced_end):
                    yield end
                    return
            await self._wait(check_at - clock())

    async def _wait(self, seconds: float) -> None:
        """Return when there is news, when all is to stop, or when the time is up."""
        news = self._sources.broadcast.wait_beyond(self._position)
        reasons = [asyncio.ensure_future(reason) for reason in (news, self._stop.wait())]
        try:
            await asyncio.wait(reasons, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for reason in reasons:
                reason.cancel()

    async def _next(self) -> list[StreamEvent]:
        """Return the next events, and move on behind them."""
        broadcast = self._sources.broadcast
        recent, end = broadcast.after(self._position), broadcast.end
        if recent is not None:
            events = recent
        else:
            try:
                events, end = await run_sync(self._replay, end)
            except UnavailableError:
                # Heartbeats go on; a browser that were cut off might not come back.
                await asyncio.sleep(RETRY_SECONDS)
                return []
        self._position = max(self._position, end)
        return [event for event in events if self._job_id in (None, event.job_id)]

    def _replay(self, end: Position) -> tuple[list[StreamEvent], Position]:
        """Return a batch of events from the log, and the place that it reaches, at most `end`."""
        rows = self._rows(end)
        reached = min(Position(rows[-1].id), end) if len(rows) == BATCH else end
        translate = self._sources.translator.translate
        events = [event for row in rows if row.id <= end.event_id for event in translate(row)]
        return [event for event in events if event.position > self._position], reached

    def _rows(self, end: Position) -> list[EventRow]:
        # A position may lie between the browser events that one Dagster event carries.
        start = self._position.event_id - 1
        if self._job_id is not None:
            return self._sources.run_events.after_of_import(self._job_id, start, end.event_id)
        return self._sources.run_events.after(start)

    def _unannounced_end(self) -> StreamEvent | None:
        """Return the state of an import whose end the client cannot hear of from the log."""
        if self._job_id is None:
            return None
        try:
            detail = self._sources.imports.get(self._job_id)
            is_over = self._sources.translator.is_over(detail.record, self._position.event_id)
        except (ImportNotFoundError, UnavailableError):
            return None
        return state_event(detail, self._position) if is_over else None
