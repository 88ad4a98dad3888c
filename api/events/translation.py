"""Translates Dagster's events to those for browsers."""

import json
import logging
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any
from uuid import UUID

from api.events.position import Position
from api.events.run_events import EventRow, Lifecycle, RunEvents
from api.language import say_log
from api.presenters.imports import present_import
from vehicle_pipeline.adapters.imports.queries import ImportDetail, ImportQueries
from vehicle_pipeline.contracts import ImportRecord, ImportStatus
from vehicle_pipeline.domain.messages import Language
from vehicle_pipeline.errors import ImportNotFoundError

logger = logging.getLogger(__name__)

# What JSON lets through, and some clients take for the end of a line or for a command.
_ESCAPES = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029)}


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """One event for browsers. `state`, where present, is the whole import instead of `data`."""

    position: Position
    job_id: UUID
    run_id: str | None
    event: str
    data: dict[str, Any] = field(default_factory=dict)
    state: ImportDetail | None = None

    @property
    def is_end(self) -> bool:
        """Whether the import is over with this event."""
        return self.position.is_end


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
        return [self._lifecycle(job_id, row)] if row.lifecycle else _attached(job_id, row)

    def is_over(self, record: ImportRecord, event_id: int) -> bool:
        """Whether nothing about the import comes in the log behind the event `event_id`."""
        if not record.status.is_terminal:
            return False
        run_id = record.dagster_run_id
        return run_id is None or self._run_events.has_ended(run_id, event_id)

    def _lifecycle(self, job_id: UUID, row: EventRow) -> StreamEvent:
        if state := self._final_state(job_id, row):
            return state_event(state, Position(row.id))
        # A run that failed is followed by another one: to people the import is still under way.
        data = {"status": ImportStatus.PROCESSING.value}
        if row.lifecycle is Lifecycle.STARTED:
            data["started_at"] = _rfc3339(row)
        return StreamEvent(Position(row.id, 0), job_id, row.run_id, "job_status", data)

    def _final_state(self, job_id: UUID, row: EventRow) -> ImportDetail | None:
        """Return the import as it is now, if this event is the end of it."""
        if row.lifecycle is Lifecycle.STARTED:
            return None
        try:
            detail = self._imports.get(job_id)
        except ImportNotFoundError:
            return None
        record = detail.record
        # An end that a later attempt has overtaken is none.
        if self.is_over(record, row.id):
            return detail
        is_mine = record.dagster_run_id in (None, row.run_id)
        if row.lifecycle is Lifecycle.CANCELLED and is_mine and not record.status.is_terminal:
            # The pipeline is about to write the same into the import.
            changes = {"status": ImportStatus.CANCELLED, "dagster_run_id": row.run_id}
            return detail.model_copy(update={"record": record.model_copy(update=changes)})
        return None


def state_event(detail: ImportDetail, position: Position) -> StreamEvent:
    """Return the event with the whole state of an import, at `position`."""
    record = detail.record
    place = position.end if record.status.is_terminal else position
    return StreamEvent(place, record.id, record.dagster_run_id, "job_status", state=detail)


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


def _rfc3339(row: EventRow) -> str:
    return row.logged_at.replace(tzinfo=UTC).isoformat().replace("+00:00", "Z")
