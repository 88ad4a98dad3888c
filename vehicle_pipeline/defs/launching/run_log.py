"""Writes events of our own into a run's log that belong to no asset.

Dagster's public events with metadata all belong to an asset and fill its page. Engine events do
not; their metadata type is private (Dagster 1.13). A contract test reads one back.
"""

from collections.abc import Mapping
from typing import Any

from dagster import DagsterInstance, MetadataValue
from dagster._core.events import EngineEventData


def report(
    instance: DagsterInstance,
    run: tuple[str, str],
    message: str,
    metadata: Mapping[str, MetadataValue[Any]],
) -> None:
    """Store an engine event at the end of a run's log; `run` is its id and its job's name."""
    run_id, job_name = run
    data = EngineEventData(metadata)
    instance.report_engine_event(message, None, data, run_id=run_id, job_name=job_name)
