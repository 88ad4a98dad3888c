"""The one reader of the logs' ends in a process, however many clients are listening."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass

import psycopg

from api.events import changes
from api.events.changes import ImportChange
from api.events.ordering import in_order
from api.events.position import Position
from api.events.settled_log import GAP_SECONDS, SettledLog, Slice
from api.events.sources import Sources
from api.events.translation import StreamEvent
from vehicle_pipeline.adapters.postgres.patience import KEEPALIVES, connect_options
from vehicle_pipeline.errors import UnavailableError

logger = logging.getLogger(__name__)

# dagster-postgres notifies the second channel of each event that it stores by itself.
CHANNELS = (changes.CHANNEL, "run_events")
CONNECT_TIMEOUT = 5
# Events stored in batches come without a notification, and a notification may get lost: look
# this often anyway, in seconds.
POLL_SECONDS = 1.0
# Pauses after a failure double from the one to the other, in seconds.
MIN_PAUSE, MAX_PAUSE = 0.1, 15.0


@dataclass(frozen=True)
class News:
    """Events in their order, the place that they reach, and whether more can be read."""

    events: list[StreamEvent]
    end: Position
    has_more: bool


class EventTail:
    """Follows both logs and fills the broadcast, strictly in the order of their ids, for ever."""

    def __init__(self, database_url: str, sources: Sources) -> None:
        self._database_url = database_url
        self._log = SettledLog(sources.run_events)
        self._changes = sources.changes
        self._translator = sources.translator
        self._out = sources.broadcast
        self._woken = asyncio.Event()
        # Up to where the logs were published; kept when `run` is started again.
        self._position: Position | None = None

    async def run(self) -> None:
        """Work until cancelled; a database that goes away is waited for.

        Raises what it does not expect; started again, it goes on where it was.
        """
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen())
            tasks.create_task(self._follow())

    async def _listen(self) -> None:
        """Wake the reader at each notification."""
        pause = MIN_PAUSE
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(
                    self._database_url,
                    autocommit=True,
                    connect_timeout=CONNECT_TIMEOUT,
                    **connect_options(self._database_url, "vehicle-pipeline event tail"),
                    **KEEPALIVES,
                )
                async with connection:
                    for channel in CHANNELS:
                        await connection.execute(f"listen {channel}")
                    pause = MIN_PAUSE
                    async for _ in connection.notifies():
                        self._woken.set()
            except psycopg.Error as error:
                logger.warning("no notifications of new events, polling instead: %s", error)
            await asyncio.sleep(pause)
            pause = min(2 * pause, MAX_PAUSE)

    async def _follow(self) -> None:
        pause = MIN_PAUSE
        while True:
            try:
                if self._position is None:
                    self._position = await self._start()
                await self._advance(self._position)
                pause = MIN_PAUSE
            except UnavailableError as error:
                logger.warning("the log could not be read: %r", error)
                await asyncio.sleep(pause)
                pause = min(2 * pause, MAX_PAUSE)

    async def _start(self) -> Position:
        """Return where the logs end now, and have the broadcast begin there."""
        while (newest := await asyncio.to_thread(self._log.start)) is None:
            await asyncio.sleep(GAP_SECONDS)
        place = Position(newest, change=await asyncio.to_thread(self._changes.newest))
        self._out.begin(place)
        return place

    async def _advance(self, position: Position) -> None:
        """Publish what has come behind `position`, or wait for news."""
        self._woken.clear()
        news = await asyncio.to_thread(self._read, position)
        if news.end != position:
            self._out.publish(news.events, news.end)
            self._position = news.end
        if not news.has_more:
            await self._wait()

    def _read(self, position: Position) -> News:
        log = self._log.after(position.event_id)
        # Read after the log: what a change has led to in there is not published before it.
        batch = self._changes.after(position.change)
        timely = self._timely(log, batch)
        logged = [event for row in log.rows for event in self._translator.translate(row)]
        changed = [self._translator.changed(change) for change in timely]
        end = Position(log.end, change=timely[-1].id if timely else position.change)
        has_more = log.has_more or len(batch) == changes.BATCH
        return News(list(in_order(position, [*logged, *changed])), end, has_more)

    def _timely(self, log: Slice, batch: list[ImportChange]) -> list[ImportChange]:
        """Return the changes that come before what is still to be read of the log."""
        if not (log.has_more or self._log.is_waiting):
            return batch
        return [change for change in batch if change.log_id <= log.end]

    async def _wait(self) -> None:
        if self._log.is_waiting:
            await asyncio.sleep(GAP_SECONDS)
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), POLL_SECONDS)
