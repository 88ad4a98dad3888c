"""With what a client's stream begins: behind what it has seen, or with the state as it is."""

from dataclasses import dataclass, field, replace
from uuid import UUID

from anyio.to_thread import run_sync

from api.events.position import UNKNOWN, Position
from api.events.sources import Sources
from api.events.translation import StreamEvent, behind, state_event
from vehicle_pipeline.adapters.imports.listing import ImportFilter
from vehicle_pipeline.adapters.imports.queries import ImportDetail, ImportQueries
from vehicle_pipeline.errors import ImportNotFoundError

# Dagster events that are repeated for a client that comes back, at most. An import of one file
# makes about 130; a client that has missed more is better served by what came of them.
FLOOR = 5_000
# Imports whose state such a client gets when it follows all of them: a page of the list.
STATES = 50


@dataclass(frozen=True)
class Beginning:
    """Events to send first, and the place behind which the others follow."""

    position: Position
    events: list[StreamEvent] = field(default_factory=list)

    @property
    def log_ids(self) -> set[int]:
        """The log lines that the states hold; their events may come after them."""
        states = [event.state for event in self.events if event.state is not None]
        return {log.id for state in states for log in state.logs}


def snapshot(detail: ImportDetail, position: Position) -> Beginning:
    """Return the beginning for a client that has seen nothing of an import."""
    place = behind(detail, position)
    return Beginning(place, [state_event(detail, place)])


async def known(sources: Sources, place: Position) -> Position:
    """Return `place`, or the very beginning if the logs have never reached it.

    It is of other logs then, as after a backup was restored. Raises UnavailableError.
    """
    if sources.broadcast.end.covers(replace(place, index=0)):
        return place
    newest = await run_sync(_newest, sources)
    return place if newest.covers(replace(place, index=0)) else Position(0)


def _newest(sources: Sources) -> Position:
    return Position(sources.run_events.newest(), change=sources.changes.newest())


async def resumption(sources: Sources, job_id: UUID | None, seen: Position) -> Beginning:
    """Return the beginning for a client that has seen everything up to `seen`.

    Below the floor it gets whole states instead of what happened: it misses nothing of them.
    Raises UnavailableError.
    """
    # The place comes first: what happens while the states are read follows as events.
    end = sources.broadcast.end
    if seen.change == UNKNOWN:
        seen = replace(seen, change=end.change)
    if max(end.event_id - seen.event_id, end.change - seen.change) <= FLOOR:
        return Beginning(seen)
    details = await run_sync(_states, sources.imports, job_id, limiter=sources.replays)
    if job_id is not None and details:
        return snapshot(details[0], end)
    # Only the last one has the new place: a client that is cut off before gets all of them again.
    places = [seen] * (len(details) - 1) + [end]
    events = [state_event(*each) for each in zip(details, places, strict=False)]
    return Beginning(end, events)


def _states(imports: ImportQueries, job_id: UUID | None) -> list[ImportDetail]:
    """Return an import, or the newest of all, oldest first."""
    if job_id is None:
        page = imports.page(ImportFilter(), skip=0, limit=STATES)
        return page.items[::-1]
    try:
        return [imports.get(job_id)]
    except ImportNotFoundError:
        return []
