"""The guard by the real job: what it holds, what it lets through, and what approval means."""

from typing import Any
from uuid import uuid4

import dagster as dg
import pytest

from tests.defs.imports.test_cancel import cancelled_after
from tests.defs.pipeline import Outcome, Pipeline
from vehicle_pipeline.contracts import ConflictPolicy, ImportCounts, ImportStatus
from vehicle_pipeline.errors import ImportActionRefusedError, ImportNotActiveError
from vehicle_pipeline.guard_contracts import Guard

HEADER = "modelo,placa,ano,valor_fipe\n"
FLEET = f"{HEADER}Gol,ABC1C34,2020,40000.00\nUno,BBB2B22,2021,30000.00\nKa,CCC3C33,2019,20000.00\n"
# One price doubled, one raised by a tenth, one as it was; one new vehicle.
DEARER = (
    f"{HEADER}Gol,ABC1C34,2020,80000.00\nUno,BBB2B22,2021,33000.00\nKa,CCC3C33,2019,20000.00\n"
    "Fox,DDD4D44,2018,25000.00\n"
)


def guarded(pipeline: Pipeline, content: str = DEARER, **limits: float) -> Outcome:
    return pipeline.import_(content, policy=ConflictPolicy.UPDATE, guard=Guard(**limits))


@pytest.mark.parametrize(
    ("limits", "found"),
    [
        ({"max_changed_share": 0.5}, {"max_changed_share": pytest.approx(2 / 3)}),
        ({"max_price_change": 0.99}, {"max_price_change": 1.0}),
        ({"max_median_price_change": 0.05}, {"max_median_price_change": pytest.approx(0.1)}),
        (
            {"max_changed_share": 0, "max_price_change": 0.5, "max_median_price_change": 0.2},
            {"max_changed_share": pytest.approx(2 / 3), "max_price_change": 1.0},
        ),
    ],
)
def test_an_import_beyond_a_limit_is_held_and_changes_nothing(
    pipeline: Pipeline, limits: dict[str, float], found: dict[str, Any]
) -> None:
    pipeline.import_(FLEET)
    before = pipeline.vehicles()
    held = guarded(pipeline, **limits)
    assert held.success
    assert held.import_.status is ImportStatus.HELD
    assert {each.limit: each.found for each in held.import_.held_because or ()} == found
    assert pipeline.vehicles() == before
    assert held.import_.counts == ImportCounts()
    assert held.import_.finished_at is None


@pytest.mark.parametrize(
    "limits",
    [
        {"max_changed_share": 0.67},
        {"max_price_change": 1.0},
        {"max_median_price_change": 0.1},
        {"max_rejected_share": 0.0},
    ],
)
def test_an_import_at_its_limits_is_loaded(pipeline: Pipeline, limits: dict[str, float]) -> None:
    pipeline.import_(FLEET)
    done = guarded(pipeline, **limits)
    assert done.import_.status is ImportStatus.COMPLETED
    assert done.import_.counts == ImportCounts(inserted=1, updated=2, unchanged=1)
    assert done.import_.held_because is None


@pytest.mark.parametrize("chunk_rows", [1, 1_000])
def test_rejected_rows_are_counted_over_all_chunks(pipeline: Pipeline, chunk_rows: int) -> None:
    content = f"{HEADER}Gol,ABC1C34,2020,1.00\nUno,nada,2021,1.00\nKa,CCC3C33,1,1.00\n,,,\n"
    held = pipeline.import_(content, chunk_rows=chunk_rows, guard=Guard(max_rejected_share=0.5))
    (because,) = held.import_.held_because or ()
    assert because.found == pytest.approx(2 / 3)
    assert pipeline.vehicles() == []


def test_repeated_and_registered_rows_are_not_rejected_ones(pipeline: Pipeline) -> None:
    pipeline.import_(FLEET)
    row = FLEET.splitlines()[1]
    again = pipeline.import_(f"{FLEET}{row}\n", guard=Guard(max_rejected_share=0))
    assert again.import_.status is ImportStatus.COMPLETED
    assert again.import_.counts == ImportCounts(duplicate=4)


def test_under_skip_no_registered_vehicle_changes(pipeline: Pipeline) -> None:
    pipeline.import_(FLEET)
    limits = Guard(max_changed_share=0, max_price_change=0, max_median_price_change=0)
    done = pipeline.import_(DEARER, guard=limits)
    assert done.import_.status is ImportStatus.COMPLETED


def test_a_first_import_changes_no_registered_vehicle(pipeline: Pipeline) -> None:
    done = guarded(pipeline, max_changed_share=0, max_price_change=0, max_median_price_change=0)
    assert done.import_.counts == ImportCounts(inserted=4)


def test_the_loaded_steps_are_skipped_and_the_run_is_a_success(pipeline: Pipeline) -> None:
    pipeline.import_(FLEET)
    held = guarded(pipeline, max_price_change=0.5)
    assert {"import_vehicles.load_chunks", "import_vehicles.finish_import"} <= held.skipped, (
        held.skipped
    )
    materialized = {event.asset_key for event in held.events if event.is_step_materialization}
    assert materialized == {dg.AssetKey("uploads")}
    assert not held.checks


def test_people_hear_which_limit_was_exceeded_and_by_how_much(pipeline: Pipeline) -> None:
    pipeline.import_(FLEET)
    held = guarded(pipeline, max_price_change=0.5)
    logs = [each.data for each in held.live if each.event == "job_log"]
    assert [log["code"] for log in logs[-2:]] == ["import_held", "held_max_price_change"]
    params = logs[-1]["params"]
    assert (params["largest_placa"], params["found"], params["allowed"]) == ("ABC1C34", 100, 50)
    assert params["largest_before"] == "R$ 40.000,00"
    assert pipeline.alerts() == ["alert_import_held"]


def test_an_approved_import_is_loaded(pipeline: Pipeline) -> None:
    pipeline.import_(FLEET)
    held = guarded(pipeline, max_price_change=0.5)
    approved = pipeline.judging.approve(held.import_.id, "Ana")
    assert (approved.status, approved.decision) == (ImportStatus.PENDING, "approved")
    assert (approved.decided_by, approved.decided_at is not None) == ("Ana", True)
    done = pipeline.run(held.import_.id)
    assert done.import_.status is ImportStatus.COMPLETED
    assert done.import_.counts == ImportCounts(inserted=1, updated=2, unchanged=1)


def test_approval_is_for_the_figures_that_were_judged(pipeline: Pipeline) -> None:
    pipeline.import_(FLEET)
    held = guarded(pipeline, max_price_change=0.5)
    pipeline.judging.approve(held.import_.id, "Ana")
    cheaper = f"{HEADER}Gol,ABC1C34,2020,20000.00\n"
    pipeline.import_(cheaper, policy=ConflictPolicy.UPDATE)
    before = pipeline.vehicles()
    again = pipeline.run(held.import_.id)
    assert again.import_.status is ImportStatus.HELD
    assert [each.found for each in again.import_.held_because or ()] == [3.0]
    said = {log.code: log.params for log in pipeline.jobs.logs(held.import_.id)}
    assert "judged_again" in said
    # What differs, before and after; nothing else does.
    assert [code for code in said if code.startswith("judged_again_")] == [
        "judged_again_largest_price_change"
    ]
    assert said["judged_again_largest_price_change"] == {
        "before_share": 100,
        "before_placa": "ABC1C34",
        "before_from": "R$ 40.000,00",
        "before_to": "R$ 80.000,00",
        "after_share": 300,
        "after_placa": "ABC1C34",
        "after_from": "R$ 20.000,00",
        "after_to": "R$ 80.000,00",
    }
    assert pipeline.vehicles() == before
    assert len(pipeline.alerts()) == 2


def test_approval_over_a_newer_import_of_the_schedule_says_so(pipeline: Pipeline) -> None:
    schedule_id = uuid4()
    of_schedule = {"policy": ConflictPolicy.UPDATE, "schedule_id": schedule_id}
    pipeline.import_(FLEET, **of_schedule)
    guard = Guard(max_price_change=0.5)
    held, other = (pipeline.import_(DEARER, guard=guard, **of_schedule) for _ in range(2))
    pipeline.judging.approve(other.import_.id, "Ana")
    assert "approved_over_newer" not in codes(pipeline, other)
    newer = pipeline.run(other.import_.id)
    assert newer.import_.status is ImportStatus.COMPLETED
    pipeline.judging.approve(held.import_.id, "Ana")
    (line,) = [
        log for log in pipeline.jobs.logs(held.import_.id) if log.code == "approved_over_newer"
    ]
    assert (line.level, line.params["import_id"]) == ("warning", str(other.import_.id))
    pipeline.run(held.import_.id)
    # Nothing would change any more.
    assert {"judged_again_changed", "judged_again_largest_price_change"} <= codes(pipeline, held)


def codes(pipeline: Pipeline, outcome: Outcome) -> set[str]:
    return {log.code for log in pipeline.jobs.logs(outcome.import_.id)}


def test_figures_that_have_come_within_the_limits_need_no_approval(pipeline: Pipeline) -> None:
    pipeline.import_(FLEET)
    held = guarded(pipeline, max_price_change=0.5)
    pipeline.judging.approve(held.import_.id, "Ana")
    pipeline.import_(f"{HEADER}Gol,ABC1C34,2020,79000.00\n", policy=ConflictPolicy.UPDATE)
    done = pipeline.run(held.import_.id)
    assert done.import_.status is ImportStatus.COMPLETED


def test_a_discarded_import_is_cancelled(pipeline: Pipeline) -> None:
    pipeline.import_(FLEET)
    before = pipeline.vehicles()
    held = guarded(pipeline, max_price_change=0.5)
    discarded = pipeline.judging.discard(held.import_.id, "Ana")
    assert (discarded.status, discarded.decision) == (ImportStatus.CANCELLED, "discarded")
    assert discarded.finished_at is not None
    assert pipeline.vehicles() == before
    for decide in (pipeline.judging.approve, pipeline.judging.discard):
        with pytest.raises(ImportActionRefusedError):
            decide(held.import_.id, "Bia")


def test_a_held_import_can_be_cancelled(pipeline: Pipeline) -> None:
    pipeline.import_(FLEET)
    held = guarded(pipeline, max_price_change=0.5)
    cancelled, _ = pipeline.jobs.cancel(held.import_.id)
    assert cancelled.status is ImportStatus.CANCELLED


def test_no_run_can_take_a_held_import_nor_fail_it(pipeline: Pipeline) -> None:
    pipeline.import_(FLEET)
    held = guarded(pipeline, max_price_change=0.5)
    with pytest.raises(ImportNotActiveError):
        pipeline.jobs.start(held.import_.id, "another run")
    assert pipeline.jobs.fail(held.import_.id, "gave_up", {})[0].status is ImportStatus.HELD


def test_a_run_that_goes_on_does_not_judge_what_it_has_changed_itself(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.import_(FLEET)
    # Once the first row is loaded, one vehicle of three would change, not two.
    limits = Guard(max_changed_share=0.7, max_price_change=1)
    job_id = pipeline.accept(DEARER, policy=ConflictPolicy.UPDATE, guard=limits)
    with cancelled_after(monkeypatch, 0):
        assert pipeline.run(job_id, chunk_rows=1).import_.status is ImportStatus.CANCELLED
    figures = pipeline.jobs.get(job_id).judged
    pipeline.reimports.again(job_id, uuid4())
    done = pipeline.run(job_id, chunk_rows=1)
    assert done.import_.counts == ImportCounts(inserted=1, updated=2, unchanged=1)
    assert done.import_.judged == figures


def test_a_dry_run_says_whether_it_would_be_held(pipeline: Pipeline) -> None:
    pipeline.import_(FLEET)
    tried = pipeline.import_(
        DEARER, policy=ConflictPolicy.UPDATE, dry_run=True, guard=Guard(max_price_change=0.5)
    )
    assert tried.import_.status is ImportStatus.COMPLETED
    assert tried.import_.dry_run_report is not None
    assert [each.limit for each in tried.import_.held_because or ()] == ["max_price_change"]
    codes = [log.code for log in pipeline.jobs.logs(tried.import_.id)]
    assert "dry_run_would_be_held" in codes
    assert pipeline.alerts() == []


def test_a_shrunken_file_of_a_schedule_is_held(pipeline: Pipeline) -> None:
    schedule_id, limits = uuid4(), Guard(max_shrink=0.5)
    first = pipeline.import_(FLEET, guard=limits, schedule_id=schedule_id)
    assert "guard_without_predecessor" in [log.code for log in pipeline.jobs.logs(first.import_.id)]
    short = f"{HEADER}Gol,ABC1C34,2020,40000.00\n"
    held = pipeline.import_(short, guard=limits, schedule_id=schedule_id)
    (because,) = held.import_.held_because or ()
    assert (because.limit, because.found) == ("max_shrink", pytest.approx(2 / 3))
    other = pipeline.import_(short, guard=limits, schedule_id=uuid4())
    assert other.import_.status is ImportStatus.COMPLETED


def test_an_import_without_a_guard_has_no_figures(pipeline: Pipeline) -> None:
    done = pipeline.import_(FLEET)
    assert (done.import_.judged, done.import_.held_because) == (None, None)


def test_a_held_import_leaves_nothing_in_scratch(pipeline: Pipeline) -> None:
    pipeline.import_(FLEET)
    guarded(pipeline, max_price_change=0.5)
    assert list(pipeline.settings.scratch_dir.iterdir()) == []
