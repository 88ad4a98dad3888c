"""Translates Dagster's events to those for browsers."""

import json
import logging
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from api.events.changes import ImportChange
from api.events.position import Position
from api.events.run_events import EventRow, RunEvents
from api.language import say_log
from api.presenters.imports import present_import
from vehicle_pipeline.adapters.imports.queries import ImportDetail, ImportQueries
from vehicle_pipeline.contracts import ImportRecord
from vehicle_pipeline.domain.messages import Language
from vehicle_pipeline.errors import ImportNotFoundError

logger = logging.getLogger(__name__)

# What JSON lets through, and some clients take for the end of a line or for a command.
_ESCAPES = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029)}


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """One event for browsers. `state`, where present, is the whole import instead of `data`.

    A change of an import's status is no event of Dagster's log.
    """

    position: Position
    job_id: UUID
    run_id: str | None
    event: str
    data: dict[str, Any] = field(default_factory=dict)
    state: ImportDetail | None = None
    is_change: bool = False

    @property
    def is_end(self) -> bool:
        """Whether the import is over with this event."""
        return self.position.is_end

    def is_within(self, seen: Position) -> bool:
        """Whether a client at the place `seen` knows this event."""
        if self.is_change:
            return self.position.change <= seen.change
        return self.position.logged <= seen.logged


class Translator:
    """Makes browser events of Dagster events. Blocking: call it from a thread."""

    def __init__(self, run_events: RunEvents, imports: ImportQueries) -> None:
        self._run_events = run_events
        self._imports = imports

    def translate(self, row: EventRow) -> list[StreamEvent]:
        """Return the events for browsers in a Dagster event, in order; most have none."""
        job_id = _job_id(row)
        if job_id is None:
            return []
        return self._lifecycle(job_id, row) if row.lifecycle else _attached(job_id, row)

    def changed(self, change: ImportChange) -> StreamEvent:
        """Return the event about a change; that of an end is the whole state of the import."""
        position = Position(change.log_id, change=change.id)
        state = self._state(change.job_id) if change.status.is_terminal else None
        # One that went on after this end has ended no more.
        if state and state.last_change == change.id:
            return replace(state_event(state, position), is_change=True)
        return StreamEvent(
            position, change.job_id, change.run_id, "job_status", _plain(change), is_change=True
        )

    def is_over(self, record: ImportRecord, event_id: int) -> bool:
        """Whether nothing about the import comes in the log behind the event `event_id`."""
        if not record.status.is_terminal:
            return False
        run_id = record.dagster_run_id
        return run_id is None or self._run_events.has_ended(run_id, event_id)

    def _lifecycle(self, job_id: UUID, row: EventRow) -> list[StreamEvent]:
        """Return the end of the import, if the log's event `row` is what shows that.

        A start, and what a failed or cancelled run means for its import, are changes of the
        import: see `changed`.
        """
        state = self._state(job_id)
        # An end that a later attempt has overtaken is none.
        if state and state.record.is_ended_by_run and self.is_over(state.record, row.id):
            return [state_event(state, Position(row.id))]
        return []

    def _state(self, job_id: UUID) -> ImportDetail | None:
        try:
            return self._imports.get(job_id)
        except ImportNotFoundError:
            return None


def state_event(detail: ImportDetail, position: Position) -> StreamEvent:
    """Return the event with the whole state of an import, at `position`."""
    record = detail.record
    is_end = record.status.is_terminal
    place = position.end if is_end else replace(position, is_end=False)
    return StreamEvent(place, record.id, record.dagster_run_id, "job_status", state=detail)


def behind(detail: ImportDetail, position: Position) -> Position:
    """Return the place for a client of one import that sees this state of it at `position`."""
    return replace(position, change=max(position.change, detail.last_change))


def without_end(event: StreamEvent) -> StreamEvent:
    """Return the event of an end after which the import has gone on: no more than a change."""
    position = replace(event.position, is_end=False)
    if event.state is None:
        return replace(event, position=position)
    return replace(event, position=position, state=None, data=_plain(event.state.record))


def payload(event: StreamEvent, language: Language, dagster_url: str) -> str:
    """Return the `data:` of an event as JSON, with its sentence in the reader's language."""
    if event.state is not None:
        answer = present_import(event.state, language, dagster_url)
        data = answer.model_dump(mode="json", by_alias=True)
    else:
        data = {"dagster_run_id": event.run_id, **event.data}
        if event.event == "job_log" and "code" in data:
            params, row_number = data.get("params") or {}, data.get("row_number")
            data["message"] = say_log(data["code"], params, row_number, language)
    text = json.dumps({"job_id": str(event.job_id), **data}, ensure_ascii=False)
    return text.translate(_ESCAPES)


def _job_id(row: EventRow) -> UUID | None:
    try:
        return UUID(row.job_id) if row.job_id else None
    except ValueError:
        return None


def _attached(job_id: UUID, row: EventRow) -> list[StreamEvent]:
    try:
        attached = row.live_events()
    except (ValueError, LookupError, TypeError, AttributeError):
        # One event that was not understood must not stop everybody's stream.
        logger.exception("event %s of the event log was not understood", row.id)
        return []
    events = []
    for index, live in enumerate(attached):
        data = dict(live.data)
        if live.event == "job_log":
            data["created_at"] = data.get("created_at") or _rfc3339(row)
        position = Position(row.id, index)
        events.append(StreamEvent(position, job_id, row.run_id, live.event, data))
    return events


def _plain(change: ImportChange | ImportRecord) -> dict[str, Any]:
    return {
        "status": change.status.value,
        "filename": change.filename,
        "created_at": _utc(change.created_at),
        "started_at": _utc(change.started_at),
    }


def _rfc3339(row: EventRow) -> str | None:
    return _utc(row.logged_at.replace(tzinfo=UTC))


def _utc(time: datetime | None) -> str | None:
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z") if time else None
