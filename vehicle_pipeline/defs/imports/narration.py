"""A run's metadata for the Dagster UI, with the live events that the API streams to browsers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import dagster as dg

from vehicle_pipeline.adapters.imports.chunk_loading import ChunkOutcome
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.contracts import (
    LIVE_EVENTS_KEY,
    Dialect,
    ImportRecord,
    LiveEvent,
    LogRecord,
)
from vehicle_pipeline.defs import tables
from vehicle_pipeline.domain.messages import log_line, sentence
from vehicle_pipeline.domain.outside_text import inert
from vehicle_pipeline.errors import (
    BadSpreadsheetError,
    ImportNotActiveError,
    ImportNotFoundError,
    ObjectNotFoundError,
)

UPLOADS = dg.AssetKey("uploads")
VEHICLES = dg.AssetKey("vehicles")
DRY_RUNS = dg.AssetKey("dry_runs")

Metadata = dict[str, Any]


def started(jobs: ImportJobs, job_id: UUID, run_id: str) -> ImportRecord:
    """Claim the import for this run; raise dg.Failure if there is nothing to claim."""
    try:
        return jobs.start(job_id, run_id)
    except ImportNotFoundError:
        why = f"There is no import {job_id}. Runs are started by uploads: POST /api/v1/imports."
    except ImportNotActiveError:
        why = f"The import {job_id} is finished already; this run has nothing to do."
    raise dg.Failure(description=why, allow_retries=False)


@contextmanager
def owned() -> Iterator[None]:
    """Raise dg.Failure if the import was cancelled, or claimed by another run, in the meantime."""
    try:
        yield
    except ImportNotActiveError:
        raise dg.Failure(
            description="The import was cancelled, or another run has taken it over; "
            "what this run had committed stays.",
            allow_retries=False,
        ) from None


def refused(
    jobs: ImportJobs, import_: ImportRecord, error: BadSpreadsheetError | ObjectNotFoundError
) -> tuple[dg.AssetObservation, dg.Failure]:
    """Fail an import whose file cannot be imported; return the event and the failure to raise."""
    fault = error if isinstance(error, BadSpreadsheetError) else _UPLOAD_MISSING
    failed, logs = jobs.fail(import_.id, fault.code, fault.params, epoch=import_.epoch, by_run=True)
    failure = dg.Failure(
        description=inert(sentence(fault.code, fault.params)),
        metadata={"code": fault.code, "file": failed.filename},
        allow_retries=False,
    )
    events = [_log(failed, log) for log in logs]
    return dg.AssetObservation(UPLOADS, metadata=live(events)), failure


_UPLOAD_MISSING = BadSpreadsheetError("upload_missing")


def caught_up(import_: ImportRecord, logs: Sequence[LogRecord]) -> dg.AssetObservation:
    """Return the event that publishes log lines missed so far; see `announcements`."""
    return dg.AssetObservation(
        UPLOADS,
        metadata={"job_id": str(import_.id), **live([_log(import_, log) for log in logs])},
    )


def upload_opened(
    import_: ImportRecord, dialect: Dialect, chunks: int, logs: Sequence[LogRecord]
) -> dg.AssetMaterialization | dg.AssetObservation:
    """Return the event for an upload read to its end: the file, its dialect and its size.

    A dry run only observes the upload, so that assets downstream do not become stale.
    """
    event = dg.AssetObservation if import_.dry_run else dg.AssetMaterialization
    return event(
        UPLOADS,
        metadata={
            "job_id": str(import_.id),
            "file": import_.filename,
            "bytes": import_.file_size,
            "rows": import_.total_rows or 0,
            "chunks": chunks,
            "receipt": tables.receipt(dialect, import_.overrides),
            "assumptions": tables.assumptions(dialect),
            "dialect": dg.MetadataValue.json(dialect.model_dump(mode="json")),
            **live([_progress(import_), *(_log(import_, log) for log in logs)]),
        },
    )


def chunk_loaded(outcome: ChunkOutcome) -> dg.AssetObservation | None:
    """Return the event for a committed chunk; None if no progress is due and nothing was logged."""
    events = [_log(outcome.import_, log) for log in outcome.logs]
    if outcome.is_progress_due:
        events.insert(0, _progress(outcome.import_))
    if not events:
        return None
    return dg.AssetObservation(
        DRY_RUNS if outcome.import_.dry_run else VEHICLES,
        metadata={
            "job_id": str(outcome.import_.id),
            "processed_rows": outcome.import_.counts.processed,
            "error_rows": outcome.import_.counts.errors,
            **live(events),
        },
    )


def import_finished(
    import_: ImportRecord, logs: Sequence[LogRecord], preview: list[dict[str, Any]], api_url: str
) -> Metadata:
    """Return the metadata of an import's `vehicles`."""
    return {
        "job_id": str(import_.id),
        "file": import_.filename,
        **import_.counts.model_dump(),
        "dagster/row_count": import_.counts.processed,
        "rows_per_second": rows_per_second(import_),
        "preview": tables.table(preview),
        "import": dg.MetadataValue.url(f"{api_url}/api/v1/imports/{import_.id}"),
        **live([_progress(import_), *(_log(import_, log) for log in logs)]),
    }


def dry_run_finished(import_: ImportRecord, logs: Sequence[LogRecord], api_url: str) -> Metadata:
    """Return the metadata of `dry_runs`: what the import would do under each policy."""
    report = import_.dry_run_report
    policies = report.model_dump() if report else {}
    rows = [{"on_conflict": policy, **counts} for policy, counts in policies.items()]
    return {
        "job_id": str(import_.id),
        "file": import_.filename,
        "dagster/row_count": import_.total_rows or 0,
        "would_do": tables.table(rows),
        "rows_per_second": rows_per_second(import_),
        "import": dg.MetadataValue.url(f"{api_url}/api/v1/imports/{import_.id}"),
        **live([_progress(import_), *(_log(import_, log) for log in logs)]),
    }


def rows_rejected(import_: ImportRecord, api_url: str) -> Metadata:
    """Return the metadata of an import's `rejected_rows`."""
    total = import_.total_rows or 0
    return {
        "job_id": str(import_.id),
        "dagster/row_count": import_.counts.errors,
        "rejected": import_.counts.rejected,
        "duplicate": import_.counts.duplicate,
        "error_percent": round(100 * import_.counts.errors / total, 2) if total else 0.0,
        "errors": dg.MetadataValue.url(f"{api_url}/api/v1/imports/{import_.id}/errors"),
    }


def rows_per_second(import_: ImportRecord) -> float:
    """Return the import's mean rate since it started; 0.0 if it has not started."""
    if import_.started_at is None:
        return 0.0
    seconds = ((import_.finished_at or datetime.now(UTC)) - import_.started_at).total_seconds()
    return round(import_.counts.total / seconds, 1) if seconds > 0 else 0.0


def live(events: Sequence[LiveEvent]) -> Metadata:
    """Return the metadata entry whose events the API streams to browsers."""
    return {LIVE_EVENTS_KEY: dg.MetadataValue.json([event.model_dump() for event in events])}


def _origin(import_: ImportRecord) -> dict[str, Any]:
    return {"job_id": str(import_.id), "dagster_run_id": import_.dagster_run_id}


def _progress(import_: ImportRecord) -> LiveEvent:
    data = {
        "processed_rows": import_.counts.processed,
        "error_rows": import_.counts.errors,
        "total_rows": import_.total_rows,
        "rows_per_second": rows_per_second(import_),
    }
    return LiveEvent(event="job_progress", data={**_origin(import_), **data})


def _log(import_: ImportRecord, log: LogRecord) -> LiveEvent:
    message = log_line(log.code, log.params, log.row_number)
    data = {**_origin(import_), **log.model_dump(mode="json"), "message": message}
    return LiveEvent(event="job_log", data=data)
