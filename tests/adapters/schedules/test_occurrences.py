import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.adapters.schedules.clock import made_due, newest, terms
from tests.domain.schedules.moments import at
from vehicle_pipeline.adapters.postgres.database import Connection, Database
from vehicle_pipeline.adapters.postgres.patience import PatientConnection
from vehicle_pipeline.adapters.schedules.occurrences import Occurrences
from vehicle_pipeline.adapters.schedules.schedules import Schedules
from vehicle_pipeline.errors import (
    OccurrenceNotFoundError,
    OccurrenceNotOpenError,
    OccurrenceUnderWayError,
)
from vehicle_pipeline.schedule_contracts import MissedPolicy, Occurrence, OccurrenceState, Schedule

LIMIT = 3
MADE = at("2026-05-01T12:00-03:00")
SIX = at("2026-05-02T06:00-03:00")
NOW = at("2026-05-02T06:00:05-03:00")


@pytest.fixture
def schedules(database: Database) -> Schedules:
    return Schedules(database, LIMIT)


@pytest.fixture
def occurrences(database: Database) -> Occurrences:
    return Occurrences(database, LIMIT)


@pytest.fixture
def schedule(schedules: Schedules) -> Schedule:
    return schedules.create(uuid4(), terms(missed=MissedPolicy.ALL), MADE)


@pytest.fixture
def due(occurrences: Occurrences, schedule: Schedule) -> Occurrence:
    (made,) = made_due(occurrences, NOW)
    return made


def import_of(schedule_id: UUID, occurrence_id: int, job_id: UUID) -> Callable[[Connection], None]:
    insert = (
        "insert into import_jobs (id, filename, object_key, file_size, file_sha256, schedule_id,"
        " occurrence_id) values (%s, 'frota.csv', %s, 1, '', %s, %s)"
    )
    values = [job_id, str(job_id), schedule_id, occurrence_id]
    return lambda connection: connection.execute(insert, values) and None


def states(occurrences: Occurrences, schedule: Schedule) -> list[OccurrenceState]:
    return [each.state for each in reversed(newest(occurrences, schedule.id, 100))]


def test_a_due_time_has_one_occurrence_however_often_it_is_asked_for(
    occurrences: Occurrences, due: Occurrence
) -> None:
    assert (due.due_at, due.state, due.reason, due.job_ids) == (SIX, "due", None, [])
    assert made_due(occurrences, NOW) == made_due(occurrences, NOW) == [due]


def test_two_daemons_make_one_occurrence(occurrences: Occurrences, schedule: Schedule) -> None:
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(partial(made_due, occurrences), [NOW] * 8))
    assert {each.id for made in found for each in made} == {found[0][0].id}
    assert states(occurrences, schedule) == ["due"]


def test_after_an_outage_the_rule_for_missed_times_holds(
    occurrences: Occurrences, schedule: Schedule
) -> None:
    made = made_due(occurrences, at("2026-05-06T08:00-03:00"))
    assert [each.reason for each in made] == ["caught_up_after_outage"] * LIMIT
    missed, *_ = reversed(newest(occurrences, schedule.id, 100))
    assert (missed.due_at, missed.state, missed.reason) == (SIX, "missed", "missed_beyond_limit")
    assert missed.params == {"limit": LIMIT}
    assert missed.finished_at == at("2026-05-06T08:00-03:00")


def test_an_occurrence_runs_and_ends(
    occurrences: Occurrences, schedule: Schedule, due: Occurrence
) -> None:
    running = occurrences.start(due.id, "run", NOW)
    assert (running.state, running.dagster_run_id, running.started_at) == ("running", "run", NOW)
    assert made_due(occurrences, NOW) == []
    job_id = uuid4()
    done = occurrences.finish(
        due.id, "run", "done", NOW, make_import=import_of(schedule.id, due.id, job_id)
    )
    assert (done.state, done.job_ids, done.finished_at) == ("done", [job_id], NOW)
    with pytest.raises(OccurrenceNotOpenError):
        occurrences.finish(due.id, "run", "failed", NOW)
    with pytest.raises(OccurrenceNotOpenError):
        occurrences.start(due.id, "run", NOW)


def test_a_failed_occurrence_says_why(occurrences: Occurrences, due: Occurrence) -> None:
    occurrences.start(due.id, "run", NOW)
    params = {"location": "s3://bucket/"}
    failed = occurrences.finish(
        due.id, "run", "failed", NOW, reason="source_missing", params=params
    )
    assert (failed.reason, failed.params) == ("source_missing", params)


def test_a_run_takes_over_from_one_that_has_died(occurrences: Occurrences, due: Occurrence) -> None:
    occurrences.start(due.id, "first", NOW)
    assert occurrences.start(due.id, "second", NOW).dagster_run_id == "second"
    with pytest.raises(OccurrenceNotOpenError):
        occurrences.finish(due.id, "first", "done", NOW)
    assert occurrences.finish(due.id, "second", "nothing_new", NOW).state == "nothing_new"


def test_an_occurrence_is_skipped_while_the_last_one_runs(
    occurrences: Occurrences, schedule: Schedule, due: Occurrence
) -> None:
    occurrences.start(due.id, "run", NOW)
    (next_,) = made_due(occurrences, at("2026-05-03T06:00-03:00"))
    skipped = occurrences.start(next_.id, "other", NOW)
    assert (skipped.state, skipped.reason) == ("skipped", "last_still_running")
    assert states(occurrences, schedule) == ["running", "skipped"]


def test_another_schedule_s_occurrence_is_not_in_the_way(
    occurrences: Occurrences, schedules: Schedules, due: Occurrence
) -> None:
    schedules.create(uuid4(), terms(name="Outra"), MADE)
    for made in made_due(occurrences, NOW):
        assert occurrences.start(made.id, f"run {made.id}", NOW).state == "running"


def test_of_two_that_start_together_one_runs(occurrences: Occurrences, schedule: Schedule) -> None:
    made = made_due(occurrences, at("2026-05-04T07:00-03:00"))
    assert len(made) == LIMIT
    with ThreadPoolExecutor(LIMIT) as threads:
        list(threads.map(lambda each: occurrences.start(each.id, f"run {each.id}", NOW), made))
    # What is caught up waits for its turn.
    assert sorted(states(occurrences, schedule)) == ["due", "due", "running"]


def test_an_occurrence_that_has_ended_can_be_replayed(
    occurrences: Occurrences, due: Occurrence
) -> None:
    with pytest.raises(OccurrenceUnderWayError):
        occurrences.replay(due.id)
    occurrences.start(due.id, "run", NOW)
    with pytest.raises(OccurrenceUnderWayError):
        occurrences.replay(due.id)
    occurrences.finish(due.id, "run", "failed", NOW, reason="source_missing")
    again = occurrences.replay(due.id)
    assert (again.state, again.reason, again.finished_at) == ("due", "replayed", None)
    assert made_due(occurrences, NOW) == [again]


def test_an_occurrence_that_does_not_exist_is_not_found(occurrences: Occurrences) -> None:
    for call in (lambda: occurrences.start(0, "run", NOW), lambda: occurrences.replay(0)):
        with pytest.raises(OccurrenceNotFoundError):
            call()


class Killed(BaseException):
    """Nothing catches it, so its connection is rolled back as that of a killed process is."""


@pytest.fixture
def killing() -> Callable[[int], Any]:
    """Ends the process that works with PostgreSQL at its nth statement or commit.

    That is this thread: an API of other tests may be at work in threads of its own.
    """
    process = threading.get_ident()

    def kill_at(fault: int) -> Any:
        numbers = count()

        def reach() -> None:
            if threading.get_ident() == process and next(numbers) == fault:
                raise Killed

        def dying(original: Callable[..., Any], *, afterwards: bool) -> Callable[..., Any]:
            def replacement(*arguments: Any, **more: Any) -> Any:
                reach()
                result = original(*arguments, **more)
                if afterwards:
                    reach()
                return result

            return replacement

        patch = pytest.MonkeyPatch()
        for name in ("execute", "commit"):
            original = getattr(PatientConnection, name)
            patch.setattr(PatientConnection, name, dying(original, afterwards=name == "commit"))
        return patch

    return kill_at


def test_killed_anywhere_a_due_time_is_made_and_run_once(
    occurrences: Occurrences, schedules: Schedules, killing: Callable[[int], Any]
) -> None:
    """At every statement, before and after every commit, until a call goes through."""
    deaths = 0
    for fault in count():
        schedule = schedules.create(uuid4(), terms(missed=MissedPolicy.ALL), MADE)
        patch = killing(fault)
        try:
            for made in made_due(occurrences, at("2026-05-04T06:00-03:00")):
                occurrences.start(made.id, "run", NOW)
                occurrences.finish(made.id, "run", "done", NOW)
            died = False
        except Killed:
            died, deaths = True, deaths + 1
        finally:
            patch.undo()
        for made in reversed(newest(occurrences, schedule.id, 100)):
            if made.state == "running":
                occurrences.start(made.id, "retry", NOW)
                occurrences.finish(made.id, "retry", "done", NOW)
        for made in made_due(occurrences, at("2026-05-04T06:00:30-03:00")):
            occurrences.start(made.id, "again", NOW)
            occurrences.finish(made.id, "again", "done", NOW)
        found = newest(occurrences, schedule.id, 100)
        assert [each.due_at.day for each in found] == [4, 3, 2]
        assert {each.state for each in found} == {OccurrenceState.DONE}
        schedules.delete(schedule.id)
        if not died:
            break
    assert deaths > 20
