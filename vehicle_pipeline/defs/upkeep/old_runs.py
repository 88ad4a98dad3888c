"""Removes finished Dagster runs, with everything that belongs to them."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import dagster as dg
from dagster import DagsterRunStatus

from vehicle_pipeline.adapters.housekeeping import Housekeeping
from vehicle_pipeline.adapters.postgres.batches import Tally
from vehicle_pipeline.adapters.postgres.dagster_tables import DagsterTables
from vehicle_pipeline.contracts import JOB_ID_TAG
from vehicle_pipeline.defs.upkeep.run_folders import RunFolders

FINISHED = [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED]
# Runs per query.
BATCH = 100


@dataclass(frozen=True)
class OldRuns:
    """Dagster's finished runs."""

    instance: dg.DagsterInstance
    house: Housekeeping
    tables: DagsterTables
    folders: RunFolders

    def remove(self, before: datetime) -> Iterator[Tally]:
        """Remove the runs that ended before `before`; yield each one's bytes on disk.

        Runs of an unfinished import are kept, because they decide its state.
        """
        filters = dg.RunsFilter(statuses=FINISHED, updated_before=before)
        kept: str | None = None
        while records := self.instance.get_run_records(
            filters, limit=BATCH, cursor=kept, ascending=True
        ):
            runs = [record.dagster_run for record in records]
            needed = self._needed(runs)
            for run in runs:
                if run.run_id in needed:
                    kept = run.run_id
                else:
                    yield self._remove_run(run.run_id)
        for _ in self.tables.remove_orphans(before):
            yield Tally()

    def _needed(self, runs: Sequence[dg.DagsterRun]) -> set[str]:
        imports = {run.run_id: _import_of(run) for run in runs}
        unfinished = self.house.unfinished([each for each in imports.values() if each])
        return {run_id for run_id, import_ in imports.items() if import_ in unfinished}

    def _remove_run(self, run_id: str) -> Tally:
        # Folders first: once the run is gone, only the search for old leftovers would find them.
        removed = self.folders.remove(run_id)
        # Three short transactions; one for many runs would block the readers of the event log.
        self.instance.delete_run(run_id)
        return Tally(1, removed.bytes)


def _import_of(run: dg.DagsterRun) -> UUID | None:
    with suppress(ValueError):
        return UUID(run.tags[JOB_ID_TAG]) if JOB_ID_TAG in run.tags else None
    return None
