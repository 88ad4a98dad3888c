"""Updates imports after their runs ended without doing so themselves."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import dagster as dg
from dagster import DagsterRunStatus

from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.contracts import JOB_ID_TAG, ImportRecord, ImportStatus, LogRecord
from vehicle_pipeline.defs.intake.import_runs import ImportRuns, has_stalled
from vehicle_pipeline.defs.intake.run_errors import causes_of
from vehicle_pipeline.domain.run_ends import Consequence, RunEnd, RunState, consequence
from vehicle_pipeline.domain.run_failures import Cause, reason
from vehicle_pipeline.errors import ImportNotActiveError, ImportNotFoundError

# Cause of a run that failed because its import is terminal or claimed by another run: expected.
_CAME_TOO_LATE = ImportNotActiveError.__name__
# Cause of a run that failed because a blocking check did (`checks.py`); a private Dagster class.
_FAILED_AUDIT = "DagsterAssetCheckFailedError"


_STATES = {
    DagsterRunStatus.SUCCESS: RunState.SUCCEEDED,
    DagsterRunStatus.FAILURE: RunState.FAILED,
    DagsterRunStatus.CANCELED: RunState.CANCELLED,
}


@dataclass(frozen=True)
class RunEnds:
    """Applies the consequence of each run's end (`domain.run_ends`). Idempotent."""

    jobs: ImportJobs
    runs: ImportRuns

    def failed(self, run: dg.DagsterRun) -> list[LogRecord]:
        """Apply the consequence of a failed run; return the log lines written."""
        return self._ended(run, RunState.FAILED)

    def cancelled(self, run: dg.DagsterRun) -> list[LogRecord]:
        """Apply the consequence of a terminated run; return the log lines written."""
        return self._ended(run, RunState.CANCELLED)

    def is_worked_on(self, import_: ImportRecord) -> bool:
        """Whether an import has a live run, or Dagster is going to retry its failed one."""
        run = self.runs.newest(import_)
        if run is None:
            return False
        end = self._end(run, import_, _state(run), [])
        return consequence(import_.status, end) is Consequence.WAIT

    def conclude(self, import_: ImportRecord) -> Consequence:
        """Apply the consequence of the import's newest run, and return it."""
        run = self.runs.newest(import_)
        if run is None:
            return consequence(import_.status, None)
        applied, _ = self._apply(run, import_, _state(run))
        return applied

    def _ended(self, run: dg.DagsterRun, state: RunState) -> list[LogRecord]:
        import_ = self._import_of(run)
        return self._apply(run, import_, state)[1] if import_ else []

    def _apply(
        self, run: dg.DagsterRun, import_: ImportRecord, state: RunState
    ) -> tuple[Consequence, list[LogRecord]]:
        """Update the import after the end of `run`; return the consequence and the log lines."""
        causes: list[Cause] = []
        if state is RunState.FAILED:
            causes = causes_of(self.runs.instance, run.run_id)
            run = self.runs.decided(run)
        end = self._end(run, import_, state, causes)
        log = _line(run, causes, is_repeated=end.is_promised)
        lines: list[LogRecord] = []
        result = consequence(import_.status, end)
        if result is Consequence.DOUBT:
            lines = self.jobs.record_audit_failure(import_.id, run.run_id)
        elif result is Consequence.CANCEL:
            _, lines = self.jobs.cancel(import_.id, epoch=import_.epoch)
        elif result is Consequence.CONTINUE and state is not RunState.SUCCEEDED:
            lines = self.jobs.release(import_.id, run.run_id, log)
        # Log the reason even if the import does not change: it explains the failed attempt.
        if not lines and state is RunState.FAILED and not (end.came_too_late or end.failed_audit):
            lines = self.jobs.note(import_.id, run.run_id, log)
        return result, lines

    def _end(
        self, run: dg.DagsterRun, import_: ImportRecord, state: RunState, causes: list[Cause]
    ) -> RunEnd:
        classes = {name for name, _ in causes}
        return RunEnd(
            state,
            is_current=self._is_current(run, import_),
            is_promised=self.runs.will_be_repeated(run),
            has_stalled=has_stalled(run),
            came_too_late=_CAME_TOO_LATE in classes,
            failed_audit=_FAILED_AUDIT in classes,
        )

    def _is_current(self, run: dg.DagsterRun, import_: ImportRecord) -> bool:
        is_free = import_.status is not ImportStatus.PROCESSING
        return is_free or import_.dagster_run_id == run.run_id or not self.runs.live(import_)

    def _import_of(self, run: dg.DagsterRun) -> ImportRecord | None:
        """Return the run's import; None if it was deleted, or revived after the run began."""
        try:
            import_ = self.jobs.get(UUID(run.tags.get(JOB_ID_TAG, "")))
        except (ValueError, ImportNotFoundError):
            return None
        return import_ if self.runs.speaks_for(run, import_) else None


def _state(run: dg.DagsterRun) -> RunState:
    return _STATES.get(run.status, RunState.LIVE)


def _line(run: dg.DagsterRun, causes: list[Cause], *, is_repeated: bool) -> LogRecord:
    params: dict[str, Any] = {"run_id": run.run_id}
    if has_stalled(run):
        return LogRecord(level="warning", code="run_stalled", params=params)
    if is_repeated:
        return LogRecord(level="warning", code="run_died", params=params)
    return LogRecord(level="error", code="run_failed", params={**params, **reason(causes)})
