"""A run's process stands still in the middle of its work while a second run of the import starts.

So does a machine that is suspended, or one that swaps: its run was given up, and it comes back.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from signal import SIGCONT, SIGKILL, SIGSTOP
from uuid import UUID

import pytest

from tests.defs.bare_runs import NOTHING_OPENED
from tests.defs.doomed_runs import Request
from tests.defs.fault_points import Fault
from tests.defs.fault_world import FaultWorld, Variant
from vehicle_pipeline.contracts import ConflictPolicy

UPDATE = Variant(ConflictPolicy.UPDATE)
PATIENCE = 30.0
# What a run ends with whose import another run owns.
FENCED = "another run has taken it over"


@dataclass(frozen=True)
class Phase:
    """Where the first run stands still, and whether the second can take the import over then, or
    has to wait for it.
    """

    point: str
    is_taken_over: bool
    is_waited_for: bool


PHASES = {
    # The second run takes the import over and finishes it; the first finds that it lost it.
    "before it plans": Phase("start: COMMIT acknowledged 1", True, False),
    "before a chunk": Phase("load: COMMIT acknowledged 1", True, False),
    "before it locks a chunk": Phase("load: lock_chunk 1", True, False),
    "after a chunk": Phase("load: COMMIT acknowledged 2", True, False),
    # The second takes the import over and waits for the chunk, which the first must not write.
    "a chunk is locked": Phase("load: any_known 1", True, True),
    "vehicles are updated": Phase("load: insert_rejected 1", True, True),
    "before the fence": Phase("load: fence 2", True, True),
    # The first still has the import and may commit; the second waits to take it over.
    "while it plans": Phase("plan: opened 1", False, True),
    "behind the fence": Phase("load: commit_chunk 1", False, True),
    "before COMMIT": Phase("load: COMMIT 2", False, True),
    "while it completes": Phase("complete: log 1", False, True),
}


@pytest.mark.parametrize("goes_on", [True, False], ids=["goes on", "is killed"])
@pytest.mark.parametrize("phase", PHASES.values(), ids=PHASES)
def test_a_run_that_stood_still_while_another_started_changes_nothing(
    fault_world: FaultWorld, phase: Phase, goes_on: bool
) -> None:
    expected = fault_world.undisturbed(UPDATE)
    job_id = fault_world.accept(UPDATE)
    with stopped(fault_world, job_id, phase.point) as pid:
        owner = fault_world.pipeline.jobs.get(job_id).dagster_run_id
        begin_second(fault_world, job_id)
        second = None
        if phase.is_waited_for:
            wait_for_lock(fault_world)
        else:
            second = fault_world.doomed.end()
        is_taken_over = fault_world.pipeline.jobs.get(job_id).dagster_run_id != owner
        os.kill(pid, SIGCONT if goes_on else SIGKILL)
        second = second or fault_world.doomed.end()
        first = fault_world.doomed.wait(pid)

    assert fault_world.left(job_id) == expected
    assert is_taken_over is phase.is_taken_over
    ends = (first.report.error or "", second.report.error or "")
    if not goes_on:
        assert (first.signal, *ends) == (SIGKILL, "", "")
    elif is_taken_over or ends[0]:
        assert FENCED in ends[0]
        assert ends[1] == ""
    else:
        # It had the import still, and finished it before the second run got hold of it.
        assert ends[1] == NOTHING_OPENED


@contextmanager
def stopped(fault_world: FaultWorld, job_id: UUID, point: str) -> Iterator[int]:
    """The process of a run that stands still at a point; it is gone afterwards."""
    fault = Fault(point=point, signal=SIGSTOP)
    # One loader: what the other one had locked would be chance.
    run = fault_world.run(job_id, UPDATE, fault, loaders=1)
    assert run.is_stopped
    try:
        yield run.pid
    finally:
        with suppress(ProcessLookupError):
            os.kill(run.pid, SIGKILL)


def begin_second(fault_world: FaultWorld, job_id: UUID) -> None:
    run = fault_world.doomed_run(job_id, UPDATE, None)
    fault_world.doomed.begin(Request(run=run))


def wait_for_lock(fault_world: FaultWorld) -> None:
    """Return once a run waits for what another one has locked."""
    query = (
        "select count(*) from pg_stat_activity"
        " where wait_event_type = 'Lock' and backend_type = 'client backend'"
    )
    deadline = time.monotonic() + PATIENCE
    while fault_world.pipeline.tables.execute(query).fetchone() == (0,):
        assert time.monotonic() < deadline
        time.sleep(0.01)
