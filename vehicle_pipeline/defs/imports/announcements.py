"""Which lines of an import's log browsers have never been told.

A line is stored in the transaction that makes it true, and told by an event of the run afterwards.
Between the two the run may die; and what is written while no run lives has nobody to tell it. The
next run of the import makes up for both.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg

from vehicle_pipeline.contracts import JOB_ID_TAG, LIVE_EVENTS_KEY, ImportRecord, LogRecord

_CARRIERS = {dg.DagsterEventType.ASSET_MATERIALIZATION, dg.DagsterEventType.ASSET_OBSERVATION}


def untold(
    instance: dg.DagsterInstance, logs: Sequence[LogRecord], import_: ImportRecord
) -> list[LogRecord]:
    """Return the lines of an import that no run's event has carried yet, oldest first."""
    if not logs:
        return []
    runs = instance.get_runs(dg.RunsFilter(tags={JOB_ID_TAG: str(import_.id)}))
    told = {line for run in runs for line in _told(instance, run.run_id)}
    return [log for log in logs if log.id not in told]


def _told(instance: dg.DagsterInstance, run_id: str) -> Iterator[int]:
    """Yield the ids of the lines that a run has told."""
    for entry in instance.all_logs(run_id, of_type=_CARRIERS):
        for live in _live_events(entry.dagster_event):
            if live["event"] == "job_log":
                yield live["data"]["id"]


def _live_events(event: dg.DagsterEvent | None) -> list[dict[str, Any]]:
    if event is None:
        return []
    if event.is_asset_observation:
        metadata = event.asset_observation_data.asset_observation.metadata
    else:
        metadata = event.step_materialization_data.materialization.metadata
    value = metadata.get(LIVE_EVENTS_KEY)
    found: list[dict[str, Any]] = list(value.value) if value else []  # type: ignore[arg-type]
    return found
