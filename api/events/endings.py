"""Which imports are over, asked once for all streams that wait for their ends."""

from collections import Counter
from contextlib import AbstractContextManager
from dataclasses import dataclass
from uuid import UUID

from anyio.to_thread import run_sync

from api.counted import counted
from api.kept import Kept
from vehicle_pipeline.adapters.imports.queries import ImportQueries

# How long an answer serves, in seconds.
KEPT_SECONDS = 1.0


@dataclass(frozen=True)
class _Answer:
    """Of which imports was asked, and which of them were over."""

    asked: frozenset[UUID]
    over: set[UUID]


class Endings:
    """Asks the database once in a while, however many streams there are."""

    def __init__(self, imports: ImportQueries) -> None:
        self._imports = imports
        self._watched: Counter[UUID] = Counter()
        self._kept = Kept(self._look, KEPT_SECONDS)

    def watching(self, job_id: UUID) -> AbstractContextManager[None]:
        """Ask about an import, too, for as long as the context lasts."""
        return counted(self._watched, job_id)

    async def is_over(self, job_id: UUID) -> bool:
        """Whether a watched import was over a moment ago. Raises UnavailableError."""
        # A stream that has just begun need not wait until the answer is old.
        answer = await self._kept.get(lambda found: job_id in found.asked)
        return job_id in answer.over

    async def _look(self) -> _Answer:
        asked = frozenset(self._watched)
        return _Answer(asked, await run_sync(self._imports.over, list(asked)))
