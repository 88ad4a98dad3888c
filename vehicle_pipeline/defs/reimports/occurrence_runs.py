"""The runs of occurrences: how they are found, and what a dead one means."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import dagster as dg

from vehicle_pipeline.adapters.schedules.occurrences import Occurrences
from vehicle_pipeline.contracts import DUE_TAG, OCCURRENCE_TAG, ONE_OF_TAG, SCHEDULE_TAG
from vehicle_pipeline.defs.intake.import_runs import UNFINISHED, ImportRuns
from vehicle_pipeline.errors import OccurrenceNotOpenError
from vehicle_pipeline.schedule_contracts import Occurrence


def tags_of(schedule_name: str, occurrence: Occurrence) -> dict[str, str]:
    """Return the tags by which people, and `OccurrenceRuns`, find the runs of an occurrence."""
    return {
        SCHEDULE_TAG: schedule_name,
        OCCURRENCE_TAG: str(occurrence.id),
        ONE_OF_TAG: str(occurrence.schedule_id),
        DUE_TAG: occurrence.due_at.isoformat(),
    }


@dataclass(frozen=True)
class OccurrenceRuns:
    """Looks up the runs of the job of this name in Dagster's run storage."""

    instance: dg.DagsterInstance
    job_name: str

    def live(self) -> set[int]:
        """Return the occurrences that have an unfinished run, queued ones included."""
        unfinished = dg.RunsFilter(job_name=self.job_name, statuses=UNFINISHED)
        tags = (run.tags.get(OCCURRENCE_TAG, "") for run in self.instance.get_runs(unfinished))
        return {int(tag) for tag in tags if tag.isdecimal()}

    def close_dead(self, occurrences: Occurrences, now: datetime) -> set[int]:
        """End occurrences whose run has died for good; return those that have a live one."""
        running = occurrences.running()
        # Afterwards, so that a run that has begun one of them is among these.
        live = self.live()
        for each in self._dead(running, live):
            try:
                occurrences.finish(
                    each.id, each.dagster_run_id or "", "failed", now, reason="occurrence_run_ended"
                )
            except OccurrenceNotOpenError:
                continue
        return live

    def _dead(self, running: Iterable[Occurrence], live: set[int]) -> Iterable[Occurrence]:
        for each in running:
            run = self.instance.get_run_by_id(each.dagster_run_id or "")
            is_promised = run is not None and ImportRuns(self.instance).will_be_repeated(run)
            if each.id not in live and not is_promised:
                yield each
