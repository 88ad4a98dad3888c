"""Decides what a run's end means for its import; nothing else does.

Used by the upload sensor, the sensors of failed and cancelled runs, the collector of dead letters
and the reconciler. The table of states is in docs/architecture.md.
"""

from dataclasses import dataclass
from enum import StrEnum

from vehicle_pipeline.contracts import ImportStatus

# Longest time until Dagster retries a failed run, in seconds. It looks every 5 s, once at each
# failure; a failure not retried by then was overlooked.
REPEAT_SECONDS = 30.0


class RunState(StrEnum):
    """State of a run; queued and cancelling runs are live."""

    LIVE = "live"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class RunEnd:
    """A run of an import, from Dagster's run storage.

    `is_current`: no other run has claimed the import. `is_promised`: Dagster is going to retry
    the run. `has_stalled`: it was killed for making no progress. `came_too_late`: it failed
    because the import was terminal or claimed by another run. `failed_audit`: it failed because a
    blocking asset check did.
    """

    state: RunState
    is_current: bool = True
    is_promised: bool = False
    has_stalled: bool = False
    came_too_late: bool = False
    failed_audit: bool = False


class Consequence(StrEnum):
    """What becomes of the import."""

    # No change: it is terminal, or claimed by another run.
    NOTHING = "nothing"
    # It has a live run, or Dagster is going to start one.
    WAIT = "wait"
    # No run has begun; a message or the reconciler starts one.
    START = "start"
    # It is released for the next run, which continues after the last committed chunk.
    CONTINUE = "continue"
    CANCEL = "cancel"
    # It was completed, but failed its audit.
    DOUBT = "doubt"


def consequence(status: ImportStatus, run: RunEnd | None) -> Consequence:
    """Return the consequence of `run` for an import with this status.

    `run` is the newest run since the import's epoch; None if it has none.
    """
    if not status.wants_run:
        is_doubtful = status is ImportStatus.COMPLETED and run is not None and run.failed_audit
        return Consequence.DOUBT if is_doubtful else Consequence.NOTHING
    if run is None:
        return Consequence.START
    if run.state is RunState.LIVE or run.is_promised:
        return Consequence.WAIT
    if run.came_too_late or not run.is_current:
        return Consequence.NOTHING
    if run.state is RunState.CANCELLED and not run.has_stalled:
        return Consequence.CANCEL
    return Consequence.CONTINUE
