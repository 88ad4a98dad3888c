"""The outbox of alerts, on real PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from tests.adapters.recorded import new_import, started
from vehicle_pipeline.adapters.alerts.outbox import (
    FIRST_PAUSE,
    GIVE_UP_SECONDS,
    LONGEST_PAUSE,
    Alert,
    Alerts,
    raise_alert,
)
from vehicle_pipeline.adapters.imports.job_rows import revive
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.errors import StatementRefusedError

Tables = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture
def alerts(database: Database) -> Alerts:
    return Alerts(database)


@pytest.fixture
def jobs(database: Database) -> ImportJobs:
    return ImportJobs(database)


def promise(database: Database, *codes: str) -> None:
    for code in codes:
        with database.transaction() as connection:
            raise_alert(connection, code, {"message_id": "m"})


def claimed(alerts: Alerts) -> Alert:
    alert = alerts.claim()
    assert alert is not None
    return alert


def make_due(tables: Tables) -> None:
    """As if the pause were over."""
    tables.execute("update alerts set due_at = now()")


def pause(tables: Tables) -> float:
    """Seconds until the one alert is due."""
    rows = tables.execute("select extract(epoch from due_at - now())::float8 from alerts")
    return float(rows.fetchall()[0][0])


def test_an_import_that_fails_is_an_alert_and_only_the_first_time(
    alerts: Alerts, jobs: ImportJobs
) -> None:
    job_id = started(jobs, "run", 2)
    jobs.fail(job_id, "missing_columns", {"missing": "placa"})
    jobs.fail(job_id, "gave_up", {"attempts": 5, "run_id": "run"})
    (alert,) = alerts.page(skip=0, limit=10).items
    assert (alert.code, alert.job_id, alert.attempts) == ("import_failed", job_id, 0)
    assert alert.params == {
        "filename": "frota.csv",
        "error_code": "missing_columns",
        "error_params": {"missing": "placa"},
        "run_id": "run",
        "dry_run": False,
    }


def test_an_import_that_goes_on_and_fails_again_is_another_alert(
    database: Database, alerts: Alerts, jobs: ImportJobs
) -> None:
    job_id = jobs.create(new_import()).id
    for _ in range(2):
        jobs.fail(job_id, "upload_missing", {})
        with database.transaction() as connection:
            revive(connection, job_id)
    assert alerts.page(skip=0, limit=10).total == 2


def test_a_cancelled_import_is_no_alert(alerts: Alerts, jobs: ImportJobs) -> None:
    jobs.cancel(started(jobs, "run", 2))
    assert alerts.claim() is None


def test_an_alert_shares_the_fate_of_its_transaction(
    database: Database, alerts: Alerts, jobs: ImportJobs, tables: Tables
) -> None:
    job_id = jobs.create(new_import()).id
    # The log line is written last; without it nothing of the failure may remain.
    tables.execute("alter table job_logs add constraint refuses check (code <> 'upload_missing')")
    try:
        with pytest.raises(StatementRefusedError):
            jobs.fail(job_id, "upload_missing", {})
    finally:
        tables.execute("alter table job_logs drop constraint refuses")
    assert jobs.get(job_id).status == "pending"
    assert alerts.count_unsent() == 0


def test_alerts_are_taken_in_the_order_in_which_they_are_due(
    database: Database, alerts: Alerts, tables: Tables
) -> None:
    promise(database, "first", "second", "third")
    tables.execute("update alerts set due_at = due_at - interval '1 s' where code = 'second'")
    assert [claimed(alerts).code for _ in range(3)] == ["second", "first", "third"]
    assert alerts.claim() is None


def test_who_is_killed_with_an_alert_in_hand_does_not_lose_it(
    database: Database, alerts: Alerts, tables: Tables
) -> None:
    promise(database, "dead_letter")
    first = claimed(alerts)
    # Nothing is heard of the sender any more; meanwhile nobody else sends it.
    assert alerts.claim() is None
    assert FIRST_PAUSE - 5 < pause(tables) <= FIRST_PAUSE
    make_due(tables)
    again = claimed(alerts)
    assert (again.id, again.attempts) == (first.id, 2)
    alerts.mark_sent(again)
    make_due(tables)
    assert alerts.claim() is None
    assert alerts.count_unsent() == 0


def test_pauses_double_up_to_an_hour(database: Database, alerts: Alerts, tables: Tables) -> None:
    promise(database, "dead_letter")
    pauses = []
    for _ in range(12):
        make_due(tables)
        claimed(alerts)
        pauses.append(round(pause(tables)))
    assert pauses[:4] == [10, 20, 40, 80]
    assert pauses[8:] == [2560, *[LONGEST_PAUSE] * 3]


def test_an_alert_that_is_a_day_old_is_given_up_and_can_still_be_seen(
    database: Database, alerts: Alerts, tables: Tables
) -> None:
    promise(database, "dead_letter")
    alerts.mark_failed(claimed(alerts), "HTTP 500")
    make_due(tables)
    tables.execute(
        "update alerts set created_at = now() - make_interval(secs => %s)", [GIVE_UP_SECONDS]
    )
    assert alerts.claim() is None
    assert alerts.count_unsent() == 1
    (seen,) = alerts.page(skip=0, limit=10).items
    assert (seen.last_error, seen.sent_at, seen.attempts) == ("HTTP 500", None, 1)


def test_a_late_failure_does_not_spoil_a_success(database: Database, alerts: Alerts) -> None:
    promise(database, "dead_letter")
    alert = claimed(alerts)
    alerts.mark_sent(alert)
    alerts.mark_failed(alert, "HTTP 500")
    (seen,) = alerts.page(skip=0, limit=10).items
    assert (seen.last_error, seen.sent_at is not None) == (None, True)


def test_many_who_claim_at_once_get_each_alert_once(database: Database, alerts: Alerts) -> None:
    promise(database, *map(str, range(20)))

    def claim_all(_: int) -> list[str]:
        return [alert.code for alert in iter(alerts.claim, None)]

    with ThreadPoolExecutor(4) as pool:
        taken = [code for codes in pool.map(claim_all, range(4)) for code in codes]
    assert sorted(taken, key=int) == list(map(str, range(20)))


def test_alerts_are_listed_newest_first(database: Database, alerts: Alerts) -> None:
    promise(database, "first", "second", "third")
    page = alerts.page(skip=1, limit=1)
    assert ([alert.code for alert in page.items], page.total) == (["second"], 3)


def test_an_alert_may_be_about_no_import_but_not_about_one_that_is_not_there(
    database: Database,
) -> None:
    with pytest.raises(StatementRefusedError), database.transaction() as connection:
        raise_alert(connection, "import_failed", {}, uuid4())
