"""Draws the consequences of how runs ended, where a run could not do so itself."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import dagster as dg
from dagster import DagsterRunStatus

from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.contracts import JOB_ID_TAG, ImportRecord, ImportStatus, LogRecord
from vehicle_pipeline.defs.intake.import_runs import ImportRuns, has_stalled
from vehicle_pipeline.defs.intake.run_errors import errors_of
from vehicle_pipeline.domain.run_ends import Consequence, RunEnd, RunState, consequence
from vehicle_pipeline.domain.run_failures import Told, reason
from vehicle_pipeline.errors import ImportNotActiveError, ImportNotFoundError

# A run fails with this cause when its import is over, or another run's: that is as it should be.
_CAME_TOO_LATE = ImportNotActiveError.__name__
# With this one, which has no public address, it fails when a blocking check did (`checks.py`).
_FAILED_AUDIT = "DagsterAssetCheckFailedError"


_STATES = {
    DagsterRunStatus.SUCCESS: RunState.SUCCEEDED,
    DagsterRunStatus.FAILURE: RunState.FAILED,
    DagsterRunStatus.CANCELED: RunState.CANCELLED,
}


@dataclass(frozen=True)
class RunEnds:
    """Draws the consequence of each run's end (`domain.run_ends`). Twice is the same as once."""

    jobs: ImportJobs
    runs: ImportRuns

    def failed(self, run: dg.DagsterRun) -> list[LogRecord]:
        """Draw the consequence of a run that failed; return the log lines written."""
        return self._ended(run, RunState.FAILED)

    def cancelled(self, run: dg.DagsterRun) -> list[LogRecord]:
        """Draw the consequence of a run that was terminated; return the log lines written."""
        return self._ended(run, RunState.CANCELLED)

    def is_worked_on(self, import_: ImportRecord) -> bool:
        """Whether a run works on an import, or Dagster is going to start one by itself."""
        run = self.runs.newest(import_)
        if run is None:
            return False
        end = self._end(run, import_, _state(run), [])
        return consequence(import_.status, end) is Consequence.WAIT

    def conclude(self, import_: ImportRecord) -> Consequence:
        """Draw the consequence of an import's newest run, and return it."""
        run = self.runs.newest(import_)
        if run is None:
            return consequence(import_.status, None)
        drawn, _ = self._draw(run, import_, _state(run))
        return drawn

    def _ended(self, run: dg.DagsterRun, state: RunState) -> list[LogRecord]:
        import_ = self._import_of(run)
        return self._draw(run, import_, state)[1] if import_ else []

    def _draw(
        self, run: dg.DagsterRun, import_: ImportRecord, state: RunState
    ) -> tuple[Consequence, list[LogRecord]]:
        """Change the import as the end of `run` wants it; return the log lines written, too."""
        errors: list[Told] = []
        if state is RunState.FAILED:
            errors = errors_of(self.runs.instance, run.run_id)
            run = self.runs.decided(run)
        end = self._end(run, import_, state, errors)
        log = _line(run, errors, is_repeated=end.is_promised)
        lines: list[LogRecord] = []
        drawn = consequence(import_.status, end)
        if drawn is Consequence.DOUBT:
            lines = self.jobs.record_audit_failure(import_.id, run.run_id)
        elif drawn is Consequence.CANCEL:
            _, lines = self.jobs.cancel(import_.id, epoch=import_.epoch)
        elif drawn is Consequence.CONTINUE and state is not RunState.SUCCEEDED:
            lines = self.jobs.release(import_.id, run.run_id, log)
        # Also where nothing changes: it helps to know why an attempt failed.
        if not lines and state is RunState.FAILED and not (end.came_too_late or end.failed_audit):
            lines = self.jobs.note(import_.id, run.run_id, log)
        return drawn, lines

    def _end(
        self, run: dg.DagsterRun, import_: ImportRecord, state: RunState, errors: list[Told]
    ) -> RunEnd:
        causes = {name for name, _ in errors}
        return RunEnd(
            state,
            is_current=self._is_current(run, import_),
            is_promised=self.runs.will_be_repeated(run),
            has_stalled=has_stalled(run),
            came_too_late=_CAME_TOO_LATE in causes,
            failed_audit=_FAILED_AUDIT in causes,
        )

    def _is_current(self, run: dg.DagsterRun, import_: ImportRecord) -> bool:
        is_free = import_.status is not ImportStatus.PROCESSING
        return is_free or import_.dagster_run_id == run.run_id or not self.runs.live(import_)

    def _import_of(self, run: dg.DagsterRun) -> ImportRecord | None:
        """The import that a run speaks for, if there is (still) one."""
        try:
            import_ = self.jobs.get(UUID(run.tags.get(JOB_ID_TAG, "")))
        except (ValueError, ImportNotFoundError):
            return None
        return import_ if self.runs.speaks_for(run, import_) else None


def _state(run: dg.DagsterRun) -> RunState:
    return _STATES.get(run.status, RunState.LIVE)


def _line(run: dg.DagsterRun, errors: list[Told], *, is_repeated: bool) -> LogRecord:
    params: dict[str, Any] = {"run_id": run.run_id}
    if has_stalled(run):
        return LogRecord(level="warning", code="run_stalled", params=params)
    if is_repeated:
        return LogRecord(level="warning", code="run_died", params=params)
    return LogRecord(level="error", code="run_failed", params={**params, **reason(errors)})
