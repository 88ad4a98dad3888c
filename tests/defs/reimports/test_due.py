"""The schedule that starts what is due, on Dagster's real history."""

from datetime import UTC, datetime, timedelta
from typing import Any

import dagster as dg
import pytest
from dagster import DagsterRunStatus

from tests.adapters.schedules.clock import newest
from tests.defs.reimports.world import World, rows
from vehicle_pipeline.adapters.schedules.occurrences import MOST_OF_ONE
from vehicle_pipeline.contracts import (
    DUE_TAG,
    OCCURRENCE_TAG,
    ONE_OF_TAG,
    SCHEDULE_TAG,
    WILL_RETRY_TAG,
)
from vehicle_pipeline.definitions import build_definitions
from vehicle_pipeline.defs.reimports import due, reimport
from vehicle_pipeline.schedule_contracts import MissedPolicy


class Clock:
    """Evaluates the schedule as the daemon does, and keeps the runs that it asks for."""

    def __init__(self, world: World, instance: dg.DagsterInstance) -> None:
        self.world = world
        self.instance = instance
        self._definitions = build_definitions(world.settings)
        self._schedule = self._definitions.resolve_schedule_def("scheduled_reimports")

    def tick(self) -> list[dg.RunRequest]:
        repository = self._definitions.get_repository_def()
        with dg.build_schedule_context(
            instance=self.instance,
            repository_def=repository,
            resources=self._definitions.resources,
            scheduled_execution_time=datetime.now(UTC),
        ) as context:
            return list(self._schedule.evaluate_tick(context).run_requests or ())

    def create_run(self, tags: dict[str, str], **more: Any) -> dg.DagsterRun:
        job = self._definitions.resolve_job_def("reimport")
        return self.instance.create_run_for_job(job, tags=tags, **more)


@pytest.fixture
def clock(world: World, tmp_path: Any) -> Any:
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        yield Clock(world, instance)


def test_one_run_is_asked_for_with_the_schedule_s_name_and_the_due_time(
    clock: Clock, world: World
) -> None:
    schedule = world.schedule("Frota mensal")
    (request,) = clock.tick()
    (occurrence,) = newest(world.occurrences, schedule.id, 5)
    assert request.run_key == f"{schedule.id}/{occurrence.due_at.isoformat()}"
    assert request.tags[SCHEDULE_TAG] == "Frota mensal"
    assert request.tags[OCCURRENCE_TAG] == str(occurrence.id)
    assert request.tags[DUE_TAG] == occurrence.due_at.isoformat()
    config = request.run_config["ops"]["reimports"]["config"]
    assert config == {"occurrence_id": occurrence.id}


def test_a_request_that_became_no_run_is_repeated_and_one_that_did_is_not(
    clock: Clock, world: World
) -> None:
    world.schedule()
    (lost,) = clock.tick()
    (again,) = clock.tick()
    assert again.tags == lost.tags
    clock.create_run(dict(again.tags), status=DagsterRunStatus.STARTING)
    assert clock.tick() == []


def test_a_replay_and_what_is_asked_for_start_while_the_schedule_is_paused(
    clock: Clock, world: World
) -> None:
    schedule = world.schedule()
    (first,) = clock.tick()
    occurrence = newest(world.occurrences, schedule.id, 1)[0]
    world.run(occurrence)
    world.schedules.pause(schedule.id, datetime.now(UTC))
    assert clock.tick() == []
    world.occurrences.replay(occurrence.id)
    (replay,) = clock.tick()
    assert replay.tags == first.tags
    world.run(occurrence)
    world.due(schedule)
    assert clock.tick() == []
    world.tables.execute("update schedule_occurrences set reason = 'run_now' where state = 'due'")
    assert len(clock.tick()) == 1


def test_what_is_caught_up_runs_one_after_the_other(clock: Clock, world: World) -> None:
    schedule = world.schedule(missed=MissedPolicy.ALL)
    past = datetime.now(UTC) - timedelta(minutes=6)
    world.tables.execute("update schedules set planned_until = %s", [past])
    ran: list[datetime] = []
    while requests := clock.tick():
        request, *others = requests
        assert all(world.occurrence(int(each.tags[OCCURRENCE_TAG])).reason for each in others)
        occurrence = world.occurrence(int(request.tags[OCCURRENCE_TAG]))
        (world.folder / f"{occurrence.id}.csv").write_bytes(rows(f"ABC1C{len(ran):02}"))
        world.run(occurrence)
        # While its import is under way, what is on time is skipped, and the others wait.
        for other in clock.tick():
            begun = world.occurrence(int(other.tags[OCCURRENCE_TAG]))
            assert begun.reason is None
            world.run(begun)
            assert world.occurrence(begun.id).state == "skipped"
        world.complete_imports()
        ran.append(occurrence.due_at)
    assert ran == sorted(ran)
    found = newest(world.occurrences, schedule.id, 20)
    caught_up = {each.state for each in found if each.reason == "caught_up_after_outage"}
    assert caught_up == {"done"}
    assert len(ran) >= 4


def test_a_tick_asks_for_several_that_are_caught_up_and_for_one_of_the_timetable(
    clock: Clock, world: World
) -> None:
    schedule = world.schedule(missed=MissedPolicy.ALL)
    past = datetime.now(UTC) - timedelta(minutes=20)
    world.tables.execute("update schedules set planned_until = %s", [past])
    requests = clock.tick()
    assert len(requests) == MOST_OF_ONE
    times = [request.tags[DUE_TAG] for request in requests]
    assert times == sorted(times)
    # One of them at a time: see the limits of the run queue.
    assert {request.tags[ONE_OF_TAG] for request in requests} == {str(schedule.id)}
    for request in requests[:-1]:
        world.run(world.occurrence(int(request.tags[OCCURRENCE_TAG])))
    again = clock.tick()
    assert again[0].tags == requests[-1].tags
    assert len(again) == MOST_OF_ONE
    world.tables.execute("update schedule_occurrences set reason = null")
    assert len(clock.tick()) == 1


def test_what_is_caught_up_waits_for_imports_and_stays_due_in_the_end(
    clock: Clock, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reimport, "WAIT_SECONDS", 0.01)
    schedule = world.schedule(missed=MissedPolicy.ALL)
    past = datetime.now(UTC) - timedelta(minutes=6)
    world.tables.execute("update schedules set planned_until = %s", [past])
    (world.folder / "frota.csv").write_bytes(rows("ABC1C34"))
    first, second, *_ = [world.occurrence(int(each.tags[OCCURRENCE_TAG])) for each in clock.tick()]
    world.run(first)
    world.run(second)
    assert world.occurrence(second.id).state == "due"
    world.complete_imports()
    world.run(second)
    assert world.occurrence(second.id).state == "nothing_new"
    assert world.occurrence(second.id).schedule_id == schedule.id


def test_of_many_that_are_due_a_tick_starts_some_and_the_next_one_the_others(
    clock: Clock, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due, "MOST_STARTED", 2)
    for number in range(5):
        world.schedule(f"Frota {number}")
    started: set[str] = set()
    for expected in (2, 2, 1, 0):
        requests = clock.tick()
        assert len(requests) == expected
        for request in requests:
            started.add(request.tags[SCHEDULE_TAG])
            clock.create_run(dict(request.tags), status=DagsterRunStatus.STARTING)
    assert len(started) == 5


@pytest.mark.parametrize("status", [DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED, None])
def test_an_occurrence_whose_run_is_gone_for_good_has_failed(
    clock: Clock, world: World, status: DagsterRunStatus | None
) -> None:
    schedule = world.schedule()
    (request,) = clock.tick()
    occurrence_id = int(request.tags[OCCURRENCE_TAG])
    run_id = "00000000-0000-0000-0000-000000000000"
    if status:
        run_id = clock.create_run(dict(request.tags), status=status).run_id
    world.occurrences.start(occurrence_id, run_id, datetime.now(UTC))
    clock.tick()
    failed = world.occurrence(occurrence_id)
    assert (failed.state, failed.reason) == ("failed", "occurrence_run_ended")
    assert world.occurrences.replay(occurrence_id).schedule_id == schedule.id


def test_an_occurrence_whose_run_lives_or_will_be_repeated_runs_on(
    clock: Clock, world: World
) -> None:
    world.schedule()
    (request,) = clock.tick()
    occurrence_id = int(request.tags[OCCURRENCE_TAG])
    tags = {**request.tags, WILL_RETRY_TAG: "true"}
    dead = clock.create_run(tags, status=DagsterRunStatus.FAILURE)
    world.occurrences.start(occurrence_id, dead.run_id, datetime.now(UTC))
    clock.tick()
    assert world.occurrence(occurrence_id).state == "running"
    clock.create_run(dict(request.tags), status=DagsterRunStatus.STARTED)
    clock.tick()
    assert world.occurrence(occurrence_id).state == "running"


def test_without_schedules_a_tick_says_so_and_does_nothing(clock: Clock) -> None:
    assert clock.tick() == []


def test_a_thousand_schedules_that_are_not_due_take_a_moment(clock: Clock, world: World) -> None:
    for number in range(3):
        world.schedule(f"Frota {number}", cron="0 6 29 2 *")
    world.tables.execute(
        "insert into schedules select gen_random_uuid(), name || n, cron, timezone, source,"
        " on_conflict, overrides, missed, guard, planned_until, paused_at, paused_because,"
        " created_at, updated_at from schedules, generate_series(1, 333) as n"
    )
    begin = datetime.now(UTC)
    assert clock.tick() == []
    assert datetime.now(UTC) - begin < timedelta(seconds=10)
