"""The runs of an import: which one speaks for it, whether it gets on, and stopping it."""

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

# How long the decision may take.
_DECISION_SECONDS = 2.0
_WITHOUT_DECISION = (DagsterRunStatus.CANCELED, DagsterRunStatus.SUCCESS)
_UNFINISHED = [
    DagsterRunStatus.QUEUED,
    DagsterRunStatus.NOT_STARTED,
    DagsterRunStatus.STARTING,
    DagsterRunStatus.STARTED,
    DagsterRunStatus.CANCELING,
]


@dataclass(frozen=True)
class ImportRuns:
    """Dagster's history, asked about imports."""

    instance: dg.DagsterInstance

    def live(self, import_: ImportRecord) -> dg.DagsterRun | None:
        """Return the run that works on an import, or is going to."""
        return self._newest(import_, statuses=_UNFINISHED)

    def last(self, import_: ImportRecord) -> dg.DagsterRun | None:
        """Return the newest run since the import began, or went on after its end."""
        return self._newest(import_, created_after=import_.epoch)

    def newest(self, import_: ImportRecord) -> dg.DagsterRun | None:
        """Return the run whose state counts: the live one, else the last."""
        return self.live(import_) or self.last(import_)

    def will_be_repeated(self, run: dg.DagsterRun) -> bool:
        """Whether Dagster is going to repeat a failed run by itself.

        It looks at each failure once. If that is between the failure's event and the run's new
        status, or while the database is away, the tag promises what never comes.
        """
        if run.tags.get(WILL_RETRY_TAG) != "true":
            return False
        record = self.instance.get_run_record_by_id(run.run_id)
        if record is None:
            return False
        ended_at = record.end_time or record.update_timestamp.timestamp()
        return time.time() - ended_at < REPEAT_SECONDS

    def speaks_for(self, run: dg.DagsterRun, import_: ImportRecord) -> bool:
        """Whether a run began since its import did, or since that went on after its end."""
        mine = dg.RunsFilter(run_ids=[run.run_id], created_after=import_.epoch)
        return bool(self.instance.get_runs(mine, limit=1))

    def decided(self, run: dg.DagsterRun) -> dg.DagsterRun:
        """Return a failed run with Dagster's decision whether to repeat it.

        The decision is written a moment after the failure, unless that process dies over it.
        There is none about a run that ended otherwise.
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
        """Return for how many seconds a run has given no sign: neither an event nor a chunk."""
        newest = self.instance.get_records_for_run(run.run_id, limit=1, ascending=False).records
        signs = [datetime.fromtimestamp(each.timestamp, UTC) for each in newest]
        signs += [import_.progress_at] if import_.progress_at else []
        return (datetime.now(UTC) - max(signs)).total_seconds() if signs else 0.0

    def cancel(self, run: dg.DagsterRun) -> None:
        """Have a run stop, in whatever state it is; nothing happens to one that is stopping."""
        if run.status is not DagsterRunStatus.CANCELING:
            self.instance.run_coordinator.cancel_run(run.run_id)

    def stop_stalled(self, run: dg.DagsterRun) -> None:
        """End a run that makes no progress, as if its process had crashed.

        Its process may not listen to anything any more, and may hold locks that its successor
        needs. Dagster then notices the death and repeats the run.
        """
        self.instance.add_run_tags(run.run_id, {STALLED_TAG: run.run_id})
        worker = WorkerIdentity.of_run(run)
        if worker and worker.is_alive():
            os.kill(worker.pid, signal.SIGKILL)
        else:
            self.cancel(run)


def has_stalled(run: dg.DagsterRun) -> bool:
    """Whether it was ended because it made no progress; its successors inherit its tags."""
    return run.tags.get(STALLED_TAG) == run.run_id
