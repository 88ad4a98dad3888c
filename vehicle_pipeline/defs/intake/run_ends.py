"""What the end of a run means for its import, when the run could not say so itself."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import dagster as dg

from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.contracts import JOB_ID_TAG, ImportRecord, ImportStatus, LogRecord
from vehicle_pipeline.defs.intake.import_runs import ImportRuns, has_stalled
from vehicle_pipeline.defs.intake.run_errors import errors_of
from vehicle_pipeline.domain.run_failures import Told, reason
from vehicle_pipeline.errors import ImportNotActiveError, ImportNotFoundError

# A run fails with this cause when its import is over, or another run's: that is as it should be.
_CAME_TOO_LATE = ImportNotActiveError.__name__
# With this one, which has no public address, it fails when a blocking check did (`checks.py`).
_FAILED_AUDIT = "DagsterAssetCheckFailedError"


@dataclass(frozen=True)
class RunEnds:
    """Tells imports how their runs ended. Doing so twice is the same as once."""

    jobs: ImportJobs
    runs: ImportRuns

    def failed(self, run: dg.DagsterRun) -> list[LogRecord]:
        """Free the import of a run that failed, and say why; return the lines written.

        SQS delivers its message again. An import whose run Dagster repeats by itself stays as it
        is, and so does one that is over or another run's; but a line is written if that helps.
        Of one whose audit failed somebody is told.
        """
        import_ = self._import_of(run)
        errors = errors_of(self.runs.instance, run.run_id)
        if import_ is None or any(name == _CAME_TOO_LATE for name, _ in errors):
            return []
        if any(name == _FAILED_AUDIT for name, _ in errors):
            return self.jobs.record_audit_failure(import_.id, run.run_id)
        run = self.runs.decided(run)
        is_repeated = self.runs.will_be_repeated(run)
        log = _line(run, errors, is_repeated=is_repeated)
        if not is_repeated and (lines := self.jobs.release(import_.id, run.run_id, log)):
            return lines
        return self.jobs.note(import_.id, run.run_id, log)

    def cancelled(self, run: dg.DagsterRun) -> list[LogRecord]:
        """Cancel the import of a run that somebody terminated; return the lines written.

        A run that was ended because it made no progress only leaves its import to the next one.
        """
        import_ = self._import_of(run)
        if import_ is None or not _is_of(import_, run):
            return []
        if has_stalled(run):
            return self.jobs.release(import_.id, run.run_id, _line(run, [], is_repeated=False))
        return self.jobs.cancel(import_.id, epoch=import_.epoch)[1]

    def _import_of(self, run: dg.DagsterRun) -> ImportRecord | None:
        """The import that a run speaks for, if there is (still) one."""
        try:
            import_ = self.jobs.get(UUID(run.tags.get(JOB_ID_TAG, "")))
        except (ValueError, ImportNotFoundError):
            return None
        return import_ if self.runs.speaks_for(run, import_) else None


def _is_of(import_: ImportRecord, run: dg.DagsterRun) -> bool:
    """Whether no other run works on it."""
    return import_.status is ImportStatus.PENDING or import_.dagster_run_id == run.run_id


def _line(run: dg.DagsterRun, errors: list[Told], *, is_repeated: bool) -> LogRecord:
    params: dict[str, Any] = {"run_id": run.run_id}
    if has_stalled(run):
        return LogRecord(level="warning", code="run_stalled", params=params)
    if is_repeated:
        return LogRecord(level="warning", code="run_died", params=params)
    return LogRecord(level="error", code="run_failed", params={**params, **reason(errors)})
