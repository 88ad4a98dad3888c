"""Tasks that work beside the handlers, for as long as the process lives."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

logger = logging.getLogger(__name__)

# A task that died is started again after pauses that double from the one to the other, in seconds.
MIN_PAUSE, MAX_PAUSE = 1.0, 60.0
# A task that has lived for so long begins with the shortest pause again, in seconds.
STEADY_SECONDS = 120.0

Task = Callable[[], Awaitable[None]]


class Background:
    """Keeps tasks running that are meant to run for ever, and knows which are down.

    A task waits by itself for what is away; what it does not expect ends it, and is news for the
    log and for `/health/ready`.
    """

    def __init__(self) -> None:
        self._down: set[str] = set()

    @property
    def down(self) -> list[str]:
        """The names of the tasks that wait to be started again."""
        return sorted(self._down)

    @asynccontextmanager
    async def running(self, tasks: Mapping[str, Task]) -> AsyncIterator[None]:
        """Have `tasks` running, by their names, until the context is left."""
        running = [asyncio.create_task(self._keep(*named)) for named in tasks.items()]
        try:
            yield
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _keep(self, name: str, task: Task) -> None:
        clock = asyncio.get_running_loop().time
        pause = MIN_PAUSE
        while True:
            began = clock()
            await self._attempt(name, task)
            if clock() - began > STEADY_SECONDS:
                pause = MIN_PAUSE
            self._down.add(name)
            await asyncio.sleep(pause)
            self._down.discard(name)
            pause = min(2 * pause, MAX_PAUSE)

    async def _attempt(self, name: str, task: Task) -> None:
        """Run a task to its end, which ought not to come."""
        try:
            await task()
        except Exception:
            logger.exception("the background task %r died and will be started again", name)
        else:
            logger.error("the background task %r ended and will be started again", name)
