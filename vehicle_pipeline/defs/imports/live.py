"""The live events of a run, which the API streams to browsers.

They are stored as engine events of the run: in its log, and in no asset's page.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from vehicle_pipeline.adapters.imports.ledger import ChunkOutcome
from vehicle_pipeline.contracts import LIVE_EVENTS_KEY, ImportRecord, LiveEvent, LogRecord
from vehicle_pipeline.defs.launching import run_log
from vehicle_pipeline.domain import pace
from vehicle_pipeline.domain.messages import log_line
from vehicle_pipeline.domain.outside_text import inert


def publish(context: dg.OpExecutionContext, events: Sequence[LiveEvent]) -> None:
    """Store events for browsers in the run's log, as one event; no-op without any."""
    if not events:
        return
    value = dg.MetadataValue.json([event.model_dump() for event in events])
    run = (context.run_id, context.job_name)
    run_log.report(context.instance, run, _headline(events[0]), {LIVE_EVENTS_KEY: value})


def progress(import_: ImportRecord) -> LiveEvent:
    """Return the event with the import's counts so far."""
    data = {
        "processed_rows": import_.counts.processed,
        "error_rows": import_.counts.errors,
        "total_rows": import_.total_rows,
        "rows_per_second": rows_per_second(import_),
    }
    return LiveEvent(event="job_progress", data={**_origin(import_), **data})


def lines(import_: ImportRecord, logs: Sequence[LogRecord]) -> list[LiveEvent]:
    """Return an event for each line of the import's log."""
    return [_line(import_, log) for log in logs]


def told(outcome: ChunkOutcome) -> list[LiveEvent]:
    """Return the events for a committed chunk: the progress, if due, and what was logged."""
    due = [progress(outcome.import_)] if outcome.is_progress_due else []
    return [*due, *lines(outcome.import_, outcome.logs)]


def rows_per_second(import_: ImportRecord) -> float:
    """Return the import's mean rate since it started; 0.0 if it has not started."""
    if import_.started_at is None:
        return 0.0
    seconds = ((import_.finished_at or datetime.now(UTC)) - import_.started_at).total_seconds()
    return pace.rows_per_second(import_.counts.total, seconds)


def _headline(event: LiveEvent) -> str:
    """Return an event's text in the run's log."""
    data = event.data
    if event.event == "job_progress":
        done = data["processed_rows"] + data["error_rows"]
        return f"{done} of {data['total_rows']} rows, {data['error_rows']} not imported"
    return inert(data["message"])


def _origin(import_: ImportRecord) -> dict[str, Any]:
    return {"job_id": str(import_.id), "dagster_run_id": import_.dagster_run_id}


def _line(import_: ImportRecord, log: LogRecord) -> LiveEvent:
    message = log_line(log.code, log.params, log.row_number)
    data = {**_origin(import_), **log.model_dump(mode="json"), "message": message}
    return LiveEvent(event="job_log", data=data)
