"""What Dagster leaves in its own tables. The one place of the pipeline that knows them.

`DagsterInstance.delete_run` removes a run with its tags and events, but not the run's rows of
`asset_check_executions` (three for each import), for which there is no public call at all; and a
process that dies in the middle of it leaves events that no later call finds. A contract test
looks whether the installed Dagster still keeps these things where the statements expect them.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from vehicle_pipeline.adapters.postgres.batches import Tally
from vehicle_pipeline.adapters.postgres.database import Database, load_statements
from vehicle_pipeline.contracts import JOB_ID_TAG, STALLED_TAG, WILL_RETRY_TAG
from vehicle_pipeline.domain.run_ends import REPEAT_SECONDS, RunEnd, RunState
from vehicle_pipeline.errors import TableMissingError

_SQL = load_statements("dagster_tables")
# Rows per transaction. Readers of the event log wait for every one that writes to it.
BATCH_ROWS = 1_000
# Tables from which purging runs removes rows.
TABLES = (
    "dagster.runs",
    "dagster.run_tags",
    "dagster.event_logs",
    "dagster.asset_event_tags",
    "dagster.asset_check_executions",
)


@dataclass(frozen=True)
class StepTimes:
    """From the start of an op's first step to the end of its last; None: one has not ended."""

    op: str
    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class RunTimes:
    """When a run was asked for, and when its ops worked, in their order."""

    created_at: datetime
    steps: list[StepTimes]


class DagsterTables:
    """Finds the imports of runs, and what is off; removes leftovers of runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest_runs(self, epochs: Mapping[UUID, datetime]) -> dict[UUID, RunEnd]:
        """Return how the run stands that counts for each import; none before Dagster's start.

        `epochs`: when each import began, or went on after its end.
        """
        values = {
            "job_ids": list(epochs),
            "epochs": list(epochs.values()),
            "tag": JOB_ID_TAG,
            "retry_tag": WILL_RETRY_TAG,
            "stalled_tag": STALLED_TAG,
        }
        try:
            with self._database.transaction() as connection:
                rows = connection.execute(_SQL.newest_runs, values).fetchall()
        except TableMissingError:
            return {}
        return {row["job_id"]: _run_end(row) for row in rows}

    def run_times(self, run_ids: Collection[str]) -> dict[str, RunTimes]:
        """Return when runs were asked for and their ops worked, of runs that are kept."""
        try:
            with self._database.transaction() as connection:
                values = {"run_ids": list(run_ids)}
                rows = connection.execute(_SQL.run_times, values).fetchall()
        except TableMissingError:
            return {}
        of_runs: dict[str, RunTimes] = {}
        for row in rows:
            run = of_runs.setdefault(row["run_id"], RunTimes(row["created_at"], []))
            if row["op"] is not None:
                run.steps.append(StepTimes(row["op"], row["began_at"], row["ended_at"]))
        return of_runs

    def heartbeats(self) -> dict[str, float]:
        """Return how many seconds ago each of Dagster's daemons gave its last sign of life."""
        try:
            with self._database.transaction() as connection:
                rows = connection.execute(_SQL.heartbeats).fetchall()
        except TableMissingError:
            return {}
        return {row["daemon"]: row["seconds"] for row in rows}

    def is_turned_off(self, schedule: str) -> bool:
        """Whether somebody has turned off a schedule of Dagster's, by its name."""
        try:
            with self._database.transaction() as connection:
                found = connection.execute(_SQL.is_turned_off, {"schedule": schedule}).fetchone()
        except TableMissingError:
            return False
        return found is not None

    def materialized_at(self, asset: str) -> datetime | None:
        """Return when an asset was last computed, or None if that never happened."""
        try:
            with self._database.transaction() as connection:
                values = {"key": json.dumps([asset])}
                found = connection.execute(_SQL.materialized_at, values).fetchone()
        except TableMissingError:
            return None
        return found["materialized_at"] if found else None

    def remove_orphans(self, before: datetime) -> Iterator[Tally]:
        """Remove checks and events of before a moment that are of no run; yield after each step."""
        yield from self._remove_events(before)
        values = {"before": before, "limit": BATCH_ROWS}
        while count := self._execute(_SQL.remove_orphaned_checks, values):
            yield Tally(count)

    def _remove_events(self, before: datetime) -> Iterator[Tally]:
        newest = 0
        while True:
            values = {"after": newest, "before": before, "limit": BATCH_ROWS}
            with self._database.transaction() as connection:
                rows = connection.execute(_SQL.orphaned_events, values).fetchall()
            if not rows:
                return
            ids = [row["id"] for row in rows]
            newest = ids[-1]
            yield Tally(self._execute(_SQL.remove_events, {"ids": ids}))

    def _execute(self, statement: Any, values: dict[str, Any]) -> int:
        with self._database.transaction() as connection:
            return connection.execute(statement, values).rowcount


_STATES = {
    "SUCCESS": RunState.SUCCEEDED,
    "FAILURE": RunState.FAILED,
    "CANCELED": RunState.CANCELLED,
}


def _run_end(row: dict[str, Any]) -> RunEnd:
    return RunEnd(
        _STATES.get(row["status"], RunState.LIVE),
        is_promised=row["will_retry"] and row["ended_seconds_ago"] < REPEAT_SECONDS,
        has_stalled=row["has_stalled"],
    )
