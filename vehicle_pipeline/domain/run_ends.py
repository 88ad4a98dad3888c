"""What a run's end means for its import: the one place that decides it.

Asked by the sensor that settles messages, the sensors of failed and cancelled runs, the collector
of dead letters and the reconciler. The table of states is in docs/architecture.md.
"""

from dataclasses import dataclass
from enum import StrEnum

from vehicle_pipeline.contracts import ImportStatus

# How long Dagster may take to repeat a failed run, in seconds. It looks every 5 s, once at each
# failure: one that it has not repeated by then it has overlooked.
REPEAT_SECONDS = 30.0


class RunState(StrEnum):
    """How far a run is; queued and cancelling runs are live."""

    LIVE = "live"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class RunEnd:
    """A run of an import, as Dagster's history has it.

    `is_current`: no other run works on the import. `is_promised`: Dagster is going to repeat
    the run. `has_stalled`: it was killed because it made no progress. `came_too_late`: it failed
    because the import was over or another run's.
    """

    state: RunState
    is_current: bool = True
    is_promised: bool = False
    has_stalled: bool = False
    came_too_late: bool = False
    failed_audit: bool = False


class Consequence(StrEnum):
    """What becomes of the import."""

    # Nothing: it is over, or another run's.
    NOTHING = "nothing"
    # A run works on it, or Dagster is going to start one.
    WAIT = "wait"
    # No run has begun; a message or the reconciler starts one.
    START = "start"
    # It is freed for the next run, which continues after the last committed chunk.
    CONTINUE = "continue"
    CANCEL = "cancel"
    # It was completed, but its figures do not agree with the tables.
    DOUBT = "doubt"


def consequence(status: ImportStatus, run: RunEnd | None) -> Consequence:
    """Decide what `run` means for an import with this status.

    `run` began since the import did, or since it went on after its end; None: there is none.
    """
    if status.is_terminal:
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
