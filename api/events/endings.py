"""Which imports are over, asked once for all streams that wait for their ends."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from anyio.to_thread import run_sync

from vehicle_pipeline.adapters.imports.queries import ImportQueries

# How long an answer serves, in seconds.
KEPT_SECONDS = 1.0


class Endings:
    """Asks the database once in a while, however many streams there are."""

    def __init__(self, imports: ImportQueries) -> None:
        self._imports = imports
        self._watched: Counter[UUID] = Counter()
        self._lock = asyncio.Lock()
        # The last answer: of which imports, which of them are over, and until when it serves.
        self._asked: frozenset[UUID] = frozenset()
        self._over: set[UUID] = set()
        self._until = float("-inf")

    @contextmanager
    def watching(self, job_id: UUID) -> Iterator[None]:
        """Ask about an import, too, for as long as the context lasts."""
        self._watched[job_id] += 1
        try:
            yield
        finally:
            self._watched[job_id] -= 1
            if not self._watched[job_id]:
                del self._watched[job_id]

    async def is_over(self, job_id: UUID) -> bool:
        """Whether a watched import was over a moment ago. Raises UnavailableError."""
        clock = asyncio.get_running_loop().time
        async with self._lock:
            # A stream that has just begun need not wait until the answer is old.
            if clock() >= self._until or job_id not in self._asked:
                asked = frozenset(self._watched)
                self._over = await run_sync(self._imports.over, list(asked))
                self._asked, self._until = asked, clock() + KEPT_SECONDS
            return job_id in self._over
