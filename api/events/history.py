"""Past events of one import, or of all imports, as the database has them. Its methods block."""

from dataclasses import dataclass
from uuid import UUID

from api.events import changes as status_changes
from api.events.changes import ImportChange
from api.events.ordering import in_order
from api.events.position import Position
from api.events.run_events import BATCH, EventRow
from api.events.sources import Sources
from api.events.translation import StreamEvent, behind, state_event
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
        changes = self.sources.changes.after(position.change, upto=end.change, job_id=self.job_id)
        last = _last_complete(rows, changes, end.event_id)
        reached = end
        if last is not None:
            changes = [change for change in changes if change.log_id <= last]
            reached = Position(last, change=changes[-1].id if changes else position.change)
        rows = [row for row in rows if row.id <= reached.event_id]
        return self._events(position, rows, changes), reached

    def unannounced_end(self, position: Position) -> StreamEvent | None:
        """Return the state of an import that is over without an event after `position`."""
        if self.job_id is None:
            return None
        try:
            detail = self.sources.imports.get(self.job_id)
            is_over = self.sources.translator.is_over(detail.record, position.event_id)
        except (ImportNotFoundError, UnavailableError):
            return None
        return state_event(detail, behind(detail, position)) if is_over else None

    def is_overtaken(self, end: StreamEvent) -> bool:
        """Whether the import has gone on since the event `end` was made. Raises nothing."""
        try:
            epoch = self.sources.imports.get(end.job_id).record.epoch
        except (ImportNotFoundError, UnavailableError):
            return False
        return end.state is not None and end.state.record.epoch != epoch

    def _rows(self, position: Position, end: Position) -> list[EventRow]:
        # A position may lie between the browser events that one Dagster event carries.
        start = position.event_id - 1
        if self.job_id is not None:
            return self.sources.run_events.after_of_import(self.job_id, start, end.event_id)
        return self.sources.run_events.after(start)

    def _events(
        self, position: Position, rows: list[EventRow], changes: list[ImportChange]
    ) -> list[StreamEvent]:
        translator = self.sources.translator
        logged = [event for row in rows for event in translator.translate(row)]
        changed = [translator.changed(change) for change in changes]
        unseen = [event for event in (*logged, *changed) if not event.is_within(position)]
        return list(in_order(position, unseen))


def _last_complete(rows: list[EventRow], changes: list[ImportChange], end: int) -> int | None:
    """Return the log's event up to which both batches have everything; None if they have all."""
    ends = []
    if len(rows) == BATCH:
        ends.append(rows[-1].id)
    if len(changes) == status_changes.BATCH:
        ends.append(changes[-1].log_id)
    return min(*ends, end) if ends else None
