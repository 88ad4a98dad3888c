"""A run's process is killed outside of its chunks: when it opens, between its steps, at its end."""

from signal import SIGKILL

import pytest

from tests.defs.fault_points import Fault
from tests.defs.fault_world import CHUNK_ROWS, FaultWorld, Variant, scope_of
from tests.effort import one_in
from vehicle_pipeline.contracts import ConflictPolicy, ImportStatus
from vehicle_pipeline.guard_contracts import Guard

IMPORT = Variant()
DRY_RUN = Variant(dry_run=True)
UPDATE = Variant(ConflictPolicy.UPDATE)
# Within its limits, and beyond one.
GUARDED = Variant(ConflictPolicy.UPDATE, guard=Guard(max_changed_share=1))
HELD = Variant(ConflictPolicy.UPDATE, guard=Guard(max_changed_share=0))

STEPS = [
    "open_upload",
    *(f"read_chunk[{index}]" for index in range(3)),
    *(f"validate_chunk[{index}]" for index in range(3)),
    "find_repeated_plates",
    "apply_guard",
    "load_chunks",
    "finish_import",
]


@pytest.mark.parametrize(
    ("variant", "scope"),
    [
        (IMPORT, "start"),
        (IMPORT, "plan"),
        (IMPORT, "complete"),
        (DRY_RUN, "complete"),
        (GUARDED, "judge"),
        (HELD, "judge"),
    ],
    ids=["start", "plan", "complete", "complete a dry run", "judge", "hold"],
)
def test_a_run_killed_at_any_point_of_opening_or_ending_leaves_what_an_undisturbed_one_does(
    fault_world: FaultWorld, variant: Variant, scope: str
) -> None:
    fault_world.check_every_point(scope, variant, at_least=7)


def test_a_run_killed_between_any_two_steps_leaves_what_an_undisturbed_one_does(
    fault_world: FaultWorld,
) -> None:
    expected = fault_world.undisturbed(IMPORT)
    points = fault_world.points(IMPORT, job="import_upload")
    steps = [each for each in points if scope_of(each) == "step"]
    assert sorted(steps) == sorted(
        ["step: audit_import", *(f"step: import_vehicles.{step}" for step in STEPS)]
    )
    for point in one_in(4, steps):
        job_id = fault_world.killed_at(point, IMPORT, job="import_upload")
        fault_world.recover(job_id)
        assert fault_world.left(job_id) == expected, point


@pytest.mark.parametrize(
    "point",
    [
        "load: lock_chunk 1",
        "load: update_changed 1",
        "load: add_progress 1",
        "load: COMMIT sent 2",
        "load: COMMIT acknowledged 2",
    ],
)
def test_dagsters_next_run_completes_the_import_and_its_checks_pass(
    fault_world: FaultWorld, point: str
) -> None:
    expected = fault_world.undisturbed(UPDATE)
    job_id = fault_world.killed_at(point, UPDATE, job="import_upload")
    assert fault_world.pipeline.jobs.get(job_id).status is ImportStatus.PROCESSING
    again = fault_world.pipeline.run(job_id, CHUNK_ROWS)
    assert again.success
    assert again.checks.items() >= {"conservation": True, "one_row_per_vehicle": True}.items()
    assert fault_world.left(job_id) == expected


def test_a_run_that_is_killed_again_and_again_still_comes_to_the_same_end(
    fault_world: FaultWorld,
) -> None:
    expected = fault_world.undisturbed(UPDATE)
    job_id = fault_world.accept(UPDATE)
    for point in (
        "start: COMMIT 1",
        "plan: opened 1",
        "load: update_changed 1",
        "load: COMMIT acknowledged 2",
        "complete: complete 1",
    ):
        ended = fault_world.run(job_id, UPDATE, Fault(point=point, signal=SIGKILL))
        assert ended.signal == SIGKILL
    fault_world.recover(job_id)
    assert fault_world.left(job_id) == expected
