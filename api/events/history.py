"""Past events of one import, or of all imports, as the database has them. Its methods block."""

from dataclasses import dataclass
from uuid import UUID

from api.events.position import Position
from api.events.run_events import BATCH, EventRow
from api.events.sources import Sources
from api.events.translation import StreamEvent, state_event
from vehicle_pipeline.errors import ImportNotFoundError, UnavailableError


@dataclass(frozen=True, slots=True)
class History:
    """Reads Dagster's log, and the state of the import; of all imports without `job_id`."""

    sources: Sources
    job_id: UUID | None

    def batch(self, position: Position, end: Position) -> tuple[list[StreamEvent], Position]:
        """Return the next events after `position`, and the place that they reach, at most `end`.

        Raises UnavailableError.
        """
        rows = self._rows(position, end)
        reached = min(Position(rows[-1].id), end) if len(rows) == BATCH else end
        translate = self.sources.translator.translate
        events = [event for row in rows if row.id <= end.event_id for event in translate(row)]
        return [event for event in events if event.position > position], reached

    def unannounced_end(self, position: Position) -> StreamEvent | None:
        """Return the state of an import that is over without an event after `position`."""
        if self.job_id is None:
            return None
        try:
            detail = self.sources.imports.get(self.job_id)
            is_over = self.sources.translator.is_over(detail.record, position.event_id)
        except (ImportNotFoundError, UnavailableError):
            return None
        return state_event(detail, position) if is_over else None

    def _rows(self, position: Position, end: Position) -> list[EventRow]:
        # A position may lie between the browser events that one Dagster event carries.
        start = position.event_id - 1
        if self.job_id is not None:
            return self.sources.run_events.after_of_import(self.job_id, start, end.event_id)
        return self.sources.run_events.after(start)
