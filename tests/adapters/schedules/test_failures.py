"""Schedules that fail again and again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from tests.adapters.schedules.clock import made_due, newest, terms
from tests.adapters.schedules.test_occurrences import import_of
from tests.domain.schedules.moments import at
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.schedules.failures import Failures
from vehicle_pipeline.adapters.schedules.occurrences import Occurrences
from vehicle_pipeline.adapters.schedules.schedules import Schedules
from vehicle_pipeline.domain.alerts import alert_sentence
from vehicle_pipeline.schedule_contracts import Occurrence, Schedule

MADE = at("2026-05-01T12:00-03:00")
LIMIT = 4

Tables = psycopg.Connection[tuple[Any, ...]]


class Days:
    """One occurrence a day, each of which ends in some way."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self.schedules = Schedules(database, 3)
        self.occurrences = Occurrences(database, 3)
        self.failures = Failures(database, LIMIT, 3)
        self.tables = tables
        self.now = MADE
        self.schedule = self.schedules.create(uuid4(), terms(), MADE)

    def begun(self) -> Occurrence:
        self.now += timedelta(days=1)
        due = self.now.replace(hour=6)
        (made,) = made_due(self.occurrences, due)
        return self.occurrences.start(made.id, f"run {made.id}", self.now)

    def end(self, state: Any, *import_states: str) -> Occurrence:
        begun = self.begun()
        for each in import_states:
            job_id = uuid4()
            with self.occurrences._database.transaction() as connection:
                import_of(self.schedule.id, begun.id, job_id)(connection)
            self.tables.execute(
                "update import_jobs set status = %s, total_rows = 0,"
                " held_because = case when %s = 'held' then '[]'::jsonb end where id = %s",
                [each, each, job_id],
            )
        ended = self.occurrences.finish(begun.id, f"run {begun.id}", state, self.now)
        self.failures.judge(self.now)
        return ended

    def current(self) -> Schedule:
        return self.schedules.get(self.schedule.id)

    def alerts(self) -> list[str]:
        found = self.tables.execute(
            "select code from alerts where channel = 'alerts' order by id"
        ).fetchall()
        return [str(row[0]) for row in found]


@pytest.fixture
def days(database: Database, tables: Tables) -> Days:
    return Days(database, tables)


def test_at_half_the_limit_there_is_a_warning_and_at_the_limit_one_pause_and_one_alert(
    days: Days,
) -> None:
    days.end("failed")
    assert days.alerts() == []
    days.end("failed")
    assert days.alerts() == ["schedule_failing"]
    days.end("failed")
    assert days.current().enabled
    days.end("failed")
    paused = days.current()
    assert not paused.enabled
    assert paused.paused_because is not None
    assert paused.paused_because.code == "paused_after_failures"
    assert paused.paused_because.params == {"failures": LIMIT}
    for _ in range(3):
        days.failures.judge(days.now)
    assert days.alerts() == ["schedule_failing", "schedule_paused"]


def test_the_alerts_say_what_to_do_in_both_languages(days: Days) -> None:
    for _ in range(LIMIT):
        days.end("failed")
    rows = days.tables.execute(
        "select code, params from alerts where channel = 'alerts' order by id"
    ).fetchall()
    warning, pause = (alert_sentence(str(code), params) for code, params in rows)
    assert warning == "O agendamento 'Frota' falhou 2 vezes seguidas; depois de 4 será pausado"
    assert pause.startswith("O agendamento 'Frota' foi pausado depois de 4 falhas seguidas;")
    assert "resume it" in alert_sentence(str(rows[1][0]), rows[1][1], "en")


@pytest.mark.parametrize(
    ("state", "imports", "is_failure"),
    [
        ("failed", (), True),
        ("done", ("failed", "failed"), True),
        ("done", ("failed", "completed"), False),
        ("done", ("cancelled",), False),
        ("done", ("held",), False),
        ("done", (), False),
        ("nothing_new", (), False),
    ],
)
def test_a_failure_is_an_occurrence_that_failed_or_whose_imports_all_did(
    days: Days, state: str, imports: tuple[str, ...], is_failure: bool
) -> None:
    days.end("failed")
    days.end(state, *imports)
    assert days.current().failures == (2 if is_failure else 0)


def test_an_occurrence_is_judged_when_its_imports_have_ended(days: Days) -> None:
    ended = days.end("done", "processing")
    assert not newest(days.occurrences, days.schedule.id, 1)[0].judged
    days.tables.execute("update import_jobs set status = 'failed'")
    days.failures.judge(days.now)
    assert days.current().failures == 1
    assert newest(days.occurrences, days.schedule.id, 1)[0].id == ended.id


def test_after_a_pause_was_ended_failures_count_from_the_beginning(days: Days) -> None:
    for _ in range(LIMIT):
        days.end("failed")
    days.schedules.resume(days.schedule.id, days.now)
    days.end("failed")
    assert days.current().enabled
    assert days.current().failures == 1


def test_a_replay_that_succeeds_counts(days: Days) -> None:
    failed = days.end("failed")
    days.occurrences.replay(failed.id)
    days.occurrences.start(failed.id, "again", days.now)
    days.occurrences.finish(failed.id, "again", "done", days.now)
    days.failures.judge(days.now)
    assert days.current().failures == 0


def test_two_daemons_count_once(days: Days) -> None:
    for _ in range(LIMIT - 1):
        begun = days.begun()
        days.occurrences.finish(begun.id, f"run {begun.id}", "failed", days.now)
    judge: Callable[[Any], None] = days.failures.judge
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(judge, [days.now] * 8))
    assert days.current().failures == LIMIT - 1
    assert days.alerts() == ["schedule_failing"]
