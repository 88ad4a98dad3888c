"""Finds log lines of an import that were never sent to browsers.

A log line is stored in the transaction that it describes; an event of the run publishes it
afterwards. It stays unpublished if the run dies in between, or if no run was alive when it was
written. The import's next run publishes such lines.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from vehicle_pipeline.contracts import JOB_ID_TAG, LIVE_EVENTS_KEY, ImportRecord, LogRecord

# Runs of earlier versions published with the events of assets.
_CARRIERS = {
    dg.DagsterEventType.ENGINE_EVENT,
    dg.DagsterEventType.ASSET_MATERIALIZATION,
    dg.DagsterEventType.ASSET_OBSERVATION,
}


def unpublished(
    instance: dg.DagsterInstance, logs: Sequence[LogRecord], import_: ImportRecord
) -> list[LogRecord]:
    """Return those of an import's log lines that no run's event contains, oldest first."""
    if not logs:
        return []
    runs = instance.get_runs(dg.RunsFilter(tags={JOB_ID_TAG: str(import_.id)}))
    published = {line for run in runs for line in _published(instance, run.run_id)}
    return [log for log in logs if log.id not in published]


def _published(instance: dg.DagsterInstance, run_id: str) -> Iterator[int]:
    """Yield the ids of the log lines that a run's events contain."""
    for entry in instance.all_logs(run_id, of_type=_CARRIERS):
        for live in _live_events(entry.dagster_event):
            if live["event"] == "job_log":
                yield live["data"]["id"]


def _live_events(event: dg.DagsterEvent | None) -> list[dict[str, Any]]:
    value = _metadata(event).get(LIVE_EVENTS_KEY) if event else None
    found: list[dict[str, Any]] = list(value.value) if value else []
    return found


def _metadata(event: dg.DagsterEvent) -> Mapping[str, dg.MetadataValue[Any]]:
    if event.is_engine_event:
        return event.engine_event_data.metadata
    if event.is_asset_observation:
        return event.asset_observation_data.asset_observation.metadata
    return event.step_materialization_data.materialization.metadata
