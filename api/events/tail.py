"""The one reader of the event log's end in a process, however many clients are listening."""

import asyncio
import logging
from contextlib import suppress

import psycopg

from api.events.broadcast import Broadcast
from api.events.run_events import RunEvents
from api.events.settled_log import GAP_SECONDS, SettledLog, Slice
from api.events.translation import StreamEvent, Translator
from vehicle_pipeline.adapters.postgres.patience import KEEPALIVES, connect_options
from vehicle_pipeline.errors import UnavailableError

logger = logging.getLogger(__name__)

# dagster-postgres notifies this channel of each event that it stores by itself.
CHANNEL = "run_events"
CONNECT_TIMEOUT = 5
# Events stored in batches come without a notification, and a notification may get lost: look
# this often anyway, in seconds.
POLL_SECONDS = 1.0
# Pauses after a failure double from the one to the other, in seconds.
MIN_PAUSE, MAX_PAUSE = 0.1, 15.0


class EventTail:
    """Follows the log and fills the broadcast, strictly in the order of ids, for ever."""

    def __init__(
        self, database_url: str, run_events: RunEvents, translator: Translator, out: Broadcast
    ) -> None:
        self._database_url = database_url
        self._log = SettledLog(run_events)
        self._translator = translator
        self._out = out
        self._woken = asyncio.Event()
        # Up to where the log was published; kept when `run` is started again.
        self._position: int | None = None

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
                    await connection.execute(f"listen {CHANNEL}")
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

    async def _start(self) -> int:
        """Return where the log ends now, and have the broadcast begin there."""
        while (newest := await asyncio.to_thread(self._log.start)) is None:
            await asyncio.sleep(GAP_SECONDS)
        self._out.begin(newest)
        return newest

    async def _advance(self, position: int) -> None:
        """Publish what has come behind `position`, or wait for news."""
        self._woken.clear()
        news, events = await asyncio.to_thread(self._read, position)
        if news.end > position:
            self._out.publish(events, news.end)
            self._position = news.end
        if not news.has_more:
            await self._wait()

    def _read(self, position: int) -> tuple[Slice, list[StreamEvent]]:
        news = self._log.after(position)
        return news, [event for row in news.rows for event in self._translator.translate(row)]

    async def _wait(self) -> None:
        if self._log.is_waiting:
            await asyncio.sleep(GAP_SECONDS)
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), POLL_SECONDS)
