from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.adapters.schedules.clock import edit, made_due, newest, terms
from tests.adapters.test_housekeeping import an_import
from tests.domain.schedules.moments import at
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.schedules.occurrences import Occurrences
from vehicle_pipeline.adapters.schedules.queries import Overdue, ScheduleQueries
from vehicle_pipeline.adapters.schedules.schedules import Schedules
from vehicle_pipeline.contracts import Assumption, ConflictPolicy, DialectOverrides
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.domain.schedules.terms import checked
from vehicle_pipeline.errors import (
    BadScheduleError,
    ScheduleNameTakenError,
    ScheduleNotFoundError,
)
from vehicle_pipeline.guard_contracts import Guard
from vehicle_pipeline.schedule_contracts import MissedPolicy, Schedule, ScheduleTerms, UploadSource

LIMIT = 3
NO_NAME = "0198a5b2-6f0c-7d5e-9a3b-2f1c4d5e6f70"
MADE = at("2026-05-01T12:00-03:00")


@pytest.fixture
def schedules(database: Database) -> Schedules:
    return Schedules(database, LIMIT)


@pytest.fixture
def occurrences(database: Database) -> Occurrences:
    return Occurrences(database, LIMIT)


def made(schedules: Schedules, **more: Any) -> Schedule:
    return schedules.create(uuid4(), terms(**more), MADE)


def told(occurrences: Occurrences, schedule_id: UUID) -> list[tuple[str, str, str | None]]:
    """Every occurrence, the first due time first."""
    found = reversed(newest(occurrences, schedule_id, 100))
    return [(each.due_at.strftime("%d %H"), each.state, each.reason) for each in found]


def test_a_schedule_is_overdue_when_nothing_has_begun_what_is_due(
    schedules: Schedules, occurrences: Occurrences, database: Database
) -> None:
    queries = ScheduleQueries(database)
    made(schedules)
    paused = made(schedules, name="Outra", cron="* * * * *")
    schedules.pause(paused.id, MADE)
    in_time, late = at("2026-05-02T06:02-03:00"), at("2026-05-02T06:10-03:00")
    assert queries.overdue(in_time) == Overdue(enabled=1, late=0, seconds=0)
    assert queries.overdue(late) == Overdue(enabled=1, late=1, seconds=600)
    # Noticed, but not begun, it is overdue all the same.
    (due,) = made_due(occurrences, at("2026-05-02T06:01-03:00"))
    assert queries.overdue(late) == Overdue(enabled=1, late=1, seconds=600)
    occurrences.start(due.id, "run", late)
    assert queries.overdue(late) == Overdue(enabled=1, late=0, seconds=0)


def test_a_schedule_is_read_back_as_it_was_made(
    schedules: Schedules, database: Database, tables: psycopg.Connection[tuple[Any, ...]]
) -> None:
    job_id, _ = an_import(tables)
    wanted = terms(
        timezone="Europe/Lisbon",
        source=UploadSource(import_id=job_id),
        on_conflict=ConflictPolicy.SKIP,
        overrides=DialectOverrides(sheet="Frota", mapping={"placa": "Nr."}),
        missed=MissedPolicy.ALL,
        guard=Guard(max_shrink=0.2),
    )
    schedule = schedules.create(uuid4(), wanted, MADE)
    assert schedules.get(schedule.id) == schedule
    page = ScheduleQueries(database).page(skip=0, limit=9)
    assert [each.schedule for each in page.items] == [schedule]
    kept = {name: getattr(schedule, name) for name in ScheduleTerms.model_fields}
    assert kept == {name: getattr(wanted, name) for name in ScheduleTerms.model_fields}
    assert (schedule.planned_until, schedule.created_at, schedule.paused_at) == (MADE, MADE, None)


def test_a_source_is_written_as_the_interface_names_it() -> None:
    job_id = uuid4()
    source = terms(source={"import": job_id}).model_dump(mode="json")["source"]
    assert source == {"import": str(job_id)}


def test_names_are_unique(schedules: Schedules) -> None:
    made(schedules)
    other = made(schedules, name="Outra")
    with pytest.raises(ScheduleNameTakenError):
        made(schedules)
    with pytest.raises(ScheduleNameTakenError):
        edit(schedules, other.id, terms(), MADE)
    assert (
        edit(schedules, other.id, terms(name="Outra", cron="0 7 * * *"), MADE).cron == "0 7 * * *"
    )


def test_a_schedule_that_does_not_exist_is_not_found(schedules: Schedules) -> None:
    for call in (
        lambda: schedules.get(uuid4()),
        lambda: edit(schedules, uuid4(), terms(), MADE),
        lambda: schedules.pause(uuid4(), MADE),
        lambda: schedules.resume(uuid4(), MADE),
        lambda: schedules.delete(uuid4()),
    ):
        with pytest.raises(ScheduleNotFoundError):
            call()


def test_a_deleted_schedule_takes_its_occurrences_along(
    schedules: Schedules,
    occurrences: Occurrences,
    tables: psycopg.Connection[tuple[Any, ...]],
) -> None:
    schedule = made(schedules)
    occurrences.make_due(at("2026-05-02T06:00-03:00"))
    schedules.delete(schedule.id)
    assert tables.execute("select count(*) from schedule_occurrences").fetchone() == (0,)


def test_an_edit_after_today_s_time_replays_nothing(
    schedules: Schedules, occurrences: Occurrences
) -> None:
    schedule = made(schedules)
    occurrences.make_due(at("2026-05-02T06:00:10-03:00"))
    edit(schedules, schedule.id, terms(cron="0 9 * * *"), at("2026-05-02T10:00-03:00"))
    occurrences.make_due(at("2026-05-02T10:01-03:00"))
    assert told(occurrences, schedule.id) == [("02 09", "due", None)]  # 6 h in Sao Paulo, in UTC
    occurrences.make_due(at("2026-05-03T09:00-03:00"))
    assert told(occurrences, schedule.id)[1:] == [("03 12", "due", None)]


def test_an_edit_keeps_what_the_old_terms_had_made_due(
    schedules: Schedules, occurrences: Occurrences
) -> None:
    schedule = made(schedules)
    edit(schedules, schedule.id, terms(cron="0 9 * * *"), at("2026-05-02T06:01-03:00"))
    assert told(occurrences, schedule.id) == [("02 09", "due", None)]


def test_nothing_is_due_in_a_pause_and_its_end_follows_the_rule(
    schedules: Schedules, occurrences: Occurrences
) -> None:
    schedule = made(schedules)
    paused = schedules.pause(schedule.id, at("2026-05-02T05:00-03:00"))
    assert not paused.enabled
    assert paused.paused_because == Assumption(code="paused_by_owner")
    assert made_due(occurrences, at("2026-05-03T06:00-03:00")) == []
    assert told(occurrences, schedule.id) == []
    resumed = schedules.resume(schedule.id, at("2026-05-03T07:00-03:00"))
    assert (resumed.enabled, resumed.paused_because) == (True, None)
    assert told(occurrences, schedule.id) == [
        ("02 09", "missed", "missed_before_latest"),
        ("03 09", "due", "caught_up_after_pause"),
    ]


def test_pausing_and_resuming_twice_change_nothing(
    schedules: Schedules, occurrences: Occurrences
) -> None:
    schedule = made(schedules)
    assert schedules.resume(schedule.id, MADE) == schedule
    paused = schedules.pause(schedule.id, MADE, Assumption(code="last_still_running"))
    assert schedules.pause(schedule.id, at("2026-05-02T07:00-03:00")) == paused


def test_what_was_due_before_a_pause_waits_for_its_end(
    schedules: Schedules, occurrences: Occurrences
) -> None:
    schedule = made(schedules)
    schedules.pause(schedule.id, at("2026-05-02T06:01-03:00"))
    assert told(occurrences, schedule.id) == [("02 09", "due", None)]
    assert made_due(occurrences, at("2026-05-02T06:02-03:00")) == []
    schedules.resume(schedule.id, at("2026-05-02T06:03-03:00"))
    assert len(made_due(occurrences, at("2026-05-02T06:04-03:00"))) == 1


def test_an_edit_in_a_pause_catches_up_nothing_of_the_old_terms(
    schedules: Schedules, occurrences: Occurrences
) -> None:
    schedule = made(schedules, enabled=False, missed=MissedPolicy.ALL)
    assert schedule.paused_at == MADE
    later = terms(enabled=False, missed=MissedPolicy.ALL, cron="0 9 * * *")
    edit(schedules, schedule.id, later, at("2026-05-02T08:00-03:00"))
    schedules.resume(schedule.id, at("2026-05-02T10:00-03:00"))
    assert told(occurrences, schedule.id) == [
        ("02 09", "missed", "missed_in_pause"),
        ("02 12", "due", "caught_up_after_pause"),
    ]


def test_an_edit_can_pause_and_resume(schedules: Schedules, occurrences: Occurrences) -> None:
    schedule = made(schedules)
    off = edit(schedules, schedule.id, terms(enabled=False), at("2026-05-01T13:00-03:00"))
    assert (off.enabled, off.paused_at) == (False, at("2026-05-01T13:00-03:00"))
    on = edit(
        schedules,
        schedule.id,
        terms(cron="0 9 * * *", missed=MissedPolicy.NONE),
        at("2026-05-02T10:00-03:00"),
    )
    assert (on.enabled, on.cron) == (True, "0 9 * * *")
    assert told(occurrences, schedule.id) == [("02 09", "missed", "missed_in_pause")]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"cron": "0 6 * *"}, "bad_cron"),
        ({"timezone": "Brasília"}, "bad_timezone"),
        ({"cron": "0 0 30 2 *"}, "never_due"),
        ({"source": {"location": "/srv", "glob": "../*"}}, "bad_glob"),
        ({"name": "a\0"}, "bad_name"),
    ],
)
def test_terms_that_make_no_sense_are_refused(more: dict[str, Any], code: str) -> None:
    with pytest.raises(BadScheduleError) as refusal:
        checked(terms(**more))
    assert refusal.value.code == code
    assert sentence(code, refusal.value.params)


def test_terms_are_tidied() -> None:
    assert checked(terms(cron=" 0  6 * * * ")).cron == "0 6 * * *"


@pytest.mark.parametrize(
    "other", ["FROTA MENSAL", "frota mensal", "Ｆｒｏｔａ mensal", "Frota mensal"]
)
def test_names_that_people_cannot_tell_apart_are_one(schedules: Schedules, other: str) -> None:
    first = made(schedules, name="Frota mensal")
    with pytest.raises(ScheduleNameTakenError):
        made(schedules, name=other)
    second = made(schedules, name="Outra")
    with pytest.raises(ScheduleNameTakenError):
        edit(schedules, second.id, terms(name=other), MADE)
    # Its own is free for it.
    assert edit(schedules, first.id, terms(name="FROTA Mensal"), MADE).name == "FROTA Mensal"


@pytest.mark.parametrize(
    "name", [NO_NAME, NO_NAME.upper(), NO_NAME.replace("-", ""), f"{{{NO_NAME}}}"]
)
def test_a_name_is_no_identifier(name: str) -> None:
    with pytest.raises(BadScheduleError) as refusal:
        checked(terms(name=name))
    assert refusal.value.params["reason"] == "name_is_id"
