"""The Dagster runs of an import: finding the current one, measuring its silence, stopping it."""

import os
import signal
import time
from dataclasses import dataclass
from datetime import UTC, datetime

import dagster as dg
from dagster import DagsterRunStatus

from vehicle_pipeline.contracts import JOB_ID_TAG, STALLED_TAG, WILL_RETRY_TAG, ImportRecord
from vehicle_pipeline.defs.launching.worker_identity import WorkerIdentity
from vehicle_pipeline.domain.run_ends import REPEAT_SECONDS

# How long to wait for Dagster's decision whether to retry a failed run, in seconds.
_DECISION_SECONDS = 2.0
_WITHOUT_DECISION = (DagsterRunStatus.CANCELED, DagsterRunStatus.SUCCESS)
UNFINISHED = [
    DagsterRunStatus.QUEUED,
    DagsterRunStatus.NOT_STARTED,
    DagsterRunStatus.STARTING,
    DagsterRunStatus.STARTED,
    DagsterRunStatus.CANCELING,
]


@dataclass(frozen=True)
class ImportRuns:
    """Looks up the runs of imports in Dagster's run storage."""

    instance: dg.DagsterInstance

    def live(self, import_: ImportRecord) -> dg.DagsterRun | None:
        """Return the import's newest unfinished run, queued ones included."""
        return self._newest(import_, statuses=UNFINISHED)

    def last(self, import_: ImportRecord) -> dg.DagsterRun | None:
        """Return the newest run since the import's epoch."""
        return self._newest(import_, created_after=import_.epoch)

    def newest(self, import_: ImportRecord) -> dg.DagsterRun | None:
        """Return the run that decides the import's state: the live one, else the last."""
        return self.live(import_) or self.last(import_)

    def will_be_repeated(self, run: dg.DagsterRun) -> bool:
        """Whether Dagster is going to retry a failed run.

        The tag alone is not enough. Dagster looks at each failure once; if the run's status is not
        updated yet, or the database is down, it sets the tag but never retries.
        """
        if run.tags.get(WILL_RETRY_TAG) != "true":
            return False
        record = self.instance.get_run_record_by_id(run.run_id)
        if record is None:
            return False
        ended_at = record.end_time or record.update_timestamp.timestamp()
        return time.time() - ended_at < REPEAT_SECONDS

    def speaks_for(self, run: dg.DagsterRun, import_: ImportRecord) -> bool:
        """Whether a run was created after the import's epoch."""
        mine = dg.RunsFilter(run_ids=[run.run_id], created_after=import_.epoch)
        return bool(self.instance.get_runs(mine, limit=1))

    def decided(self, run: dg.DagsterRun) -> dg.DagsterRun:
        """Wait for Dagster's decision whether to retry a failed run; return the run with its tags.

        Dagster writes the decision shortly after the failure, unless its process dies first.
        Runs that ended in another way have none.
        """
        deadline = time.monotonic() + _DECISION_SECONDS
        while (
            self.instance.run_retries_enabled
            and WILL_RETRY_TAG not in run.tags
            and run.status not in _WITHOUT_DECISION
            and time.monotonic() < deadline
        ):
            time.sleep(0.1)
            run = self.instance.get_run_by_id(run.run_id) or run
        return run

    def _newest(
        self,
        import_: ImportRecord,
        *,
        statuses: list[DagsterRunStatus] | None = None,
        created_after: datetime | None = None,
    ) -> dg.DagsterRun | None:
        tags = {JOB_ID_TAG: str(import_.id)}
        filters = dg.RunsFilter(tags=tags, statuses=statuses, created_after=created_after)
        return next(iter(self.instance.get_runs(filters, limit=1)), None)

    def silence(self, run: dg.DagsterRun, import_: ImportRecord) -> float:
        """Return the seconds since a run's last event or committed chunk."""
        newest = self.instance.get_records_for_run(run.run_id, limit=1, ascending=False).records
        signs = [datetime.fromtimestamp(each.timestamp, UTC) for each in newest]
        signs += [import_.progress_at] if import_.progress_at else []
        return (datetime.now(UTC) - max(signs)).total_seconds() if signs else 0.0

    def cancel(self, run: dg.DagsterRun) -> None:
        """Cancel a run in any state; no-op if it is already being cancelled."""
        if run.status is not DagsterRunStatus.CANCELING:
            self.instance.run_coordinator.cancel_run(run.run_id)

    def stop_stalled(self, run: dg.DagsterRun) -> None:
        """Kill the process of a run that makes no progress; Dagster then retries the run.

        The process may ignore milder signals, and may hold locks that the retry needs.
        """
        self.instance.add_run_tags(run.run_id, {STALLED_TAG: run.run_id})
        worker = WorkerIdentity.of_run(run)
        if worker and worker.is_alive():
            os.kill(worker.pid, signal.SIGKILL)
        else:
            self.cancel(run)


def has_stalled(run: dg.DagsterRun) -> bool:
    """Whether this run was killed for making no progress.

    Retries inherit the tag, so its value is compared with the run's own id.
    """
    return run.tags.get(STALLED_TAG) == run.run_id
