"""The table of states: what each end of a run means for an import in each status."""

from dataclasses import replace
from itertools import product

import pytest

from vehicle_pipeline.contracts import ImportStatus
from vehicle_pipeline.domain.run_ends import Consequence, RunEnd, RunState, consequence

LIVE = RunEnd(RunState.LIVE)
SUCCEEDED = RunEnd(RunState.SUCCEEDED)
FAILED = RunEnd(RunState.FAILED)
CANCELLED = RunEnd(RunState.CANCELLED)
OPEN = (ImportStatus.PENDING, ImportStatus.PROCESSING)
OVER = tuple(status for status in ImportStatus if status.is_terminal)

TABLE = [
    # The import is under way.
    (OPEN, None, Consequence.START),
    (OPEN, LIVE, Consequence.WAIT),
    (OPEN, replace(LIVE, has_stalled=True), Consequence.WAIT),
    (OPEN, replace(FAILED, is_promised=True), Consequence.WAIT),
    (OPEN, replace(FAILED, is_promised=True, has_stalled=True), Consequence.WAIT),
    (OPEN, FAILED, Consequence.CONTINUE),
    (OPEN, replace(FAILED, has_stalled=True), Consequence.CONTINUE),
    (OPEN, replace(FAILED, came_too_late=True), Consequence.NOTHING),
    (OPEN, replace(FAILED, is_current=False), Consequence.NOTHING),
    (OPEN, SUCCEEDED, Consequence.CONTINUE),
    (OPEN, CANCELLED, Consequence.CANCEL),
    (OPEN, replace(CANCELLED, has_stalled=True), Consequence.CONTINUE),
    (OPEN, replace(CANCELLED, is_current=False), Consequence.NOTHING),
    # An audit follows completion: an import that is not over has failed none.
    (OPEN, replace(FAILED, failed_audit=True), Consequence.CONTINUE),
    # The import is over.
    (OVER, None, Consequence.NOTHING),
    (OVER, LIVE, Consequence.NOTHING),
    (OVER, SUCCEEDED, Consequence.NOTHING),
    (OVER, FAILED, Consequence.NOTHING),
    (OVER, CANCELLED, Consequence.NOTHING),
    ((ImportStatus.COMPLETED,), replace(FAILED, failed_audit=True), Consequence.DOUBT),
    (
        (ImportStatus.FAILED, ImportStatus.CANCELLED),
        replace(FAILED, failed_audit=True),
        Consequence.NOTHING,
    ),
]


@pytest.mark.parametrize(("statuses", "run", "expected"), TABLE)
def test_each_end_of_a_run_has_one_consequence(
    statuses: tuple[ImportStatus, ...], run: RunEnd | None, expected: Consequence
) -> None:
    assert {consequence(status, run) for status in statuses} == {expected}


EVERY_RUN = [
    RunEnd(state, *flags) for state, flags in product(RunState, product((True, False), repeat=5))
]


def test_nothing_revives_an_import_that_is_over() -> None:
    for status, run in product(OVER, EVERY_RUN):
        assert consequence(status, run) in (Consequence.NOTHING, Consequence.DOUBT)


def test_an_import_under_way_is_cancelled_by_nothing_but_a_run_of_its_own() -> None:
    cancelling = [run for run in EVERY_RUN if consequence(OPEN[0], run) is Consequence.CANCEL]
    assert cancelling
    for run in cancelling:
        assert (run.state, run.is_current, run.has_stalled) == (RunState.CANCELLED, True, False)
