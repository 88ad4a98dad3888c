"""The contract with the installed Dagster, and what its own `delete_run` leaves."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import dagster as dg
import psycopg
import pytest
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.remote_origin import (
    RegisteredCodeLocationOrigin,
    RemoteInstigatorOrigin,
    RemoteRepositoryOrigin,
)
from dagster._core.scheduler.instigation import (
    InstigatorState,
    InstigatorStatus,
    ScheduleInstigatorData,
)
from dagster._daemon.types import DaemonHeartbeat

from vehicle_pipeline.adapters.postgres.batches import Tally
from vehicle_pipeline.adapters.postgres.dagster_tables import TABLES, DagsterTables
from vehicle_pipeline.adapters.postgres.database import Database

Tables = psycopg.Connection[tuple[Any, ...]]
# Whatever Dagster has written by now is older.
LATER = datetime.now(UTC) + timedelta(days=1)
LONG_AGO = datetime.now(UTC) - timedelta(days=1)


@dg.asset(check_specs=[dg.AssetCheckSpec("good", asset="thing")])
def thing() -> Iterator[Any]:
    yield dg.MaterializeResult(tags={"color": "red"})
    yield dg.AssetCheckResult(passed=True)


@pytest.fixture
def run(dagster_on_postgres: dg.DagsterInstance, tables: Tables) -> dg.DagsterRun:
    """A run with a tag, events, event tags and a check, the only one that Dagster knows."""
    for table in TABLES:
        tables.execute(f"delete from {table}")
    result = dg.materialize([thing], instance=dagster_on_postgres, tags={"a": "b"})
    return result.dagster_run


def rows(tables: Tables) -> dict[str, int]:
    """How many rows the tables hold that have any."""
    found = {}
    for table in TABLES:
        (count,) = tables.execute(f"select count(*) from {table}").fetchone() or (0,)
        if count:
            found[table.removeprefix("dagster.")] = count
    return found


def swept(database: Database, before: datetime) -> int:
    return sum(DagsterTables(database).remove_orphans(before), Tally()).count


def test_a_run_fills_every_table_that_is_purged(run: dg.DagsterRun, tables: Tables) -> None:
    assert {f"dagster.{name}" for name in rows(tables)} == set(TABLES)


def test_dagster_leaves_the_checks_of_a_run_and_we_do_not(
    run: dg.DagsterRun, dagster_on_postgres: dg.DagsterInstance, tables: Tables, database: Database
) -> None:
    assert swept(database, LATER) == 0
    dagster_on_postgres.delete_run(run.run_id)
    # Should this fail, the new Dagster removes them itself and DagsterTables can go.
    assert rows(tables) == {"asset_check_executions": 1}
    assert swept(database, LONG_AGO) == 0
    assert swept(database, LATER) == 1
    assert rows(tables) == {}


def test_events_of_a_run_that_went_by_half_are_found(
    run: dg.DagsterRun, tables: Tables, database: Database
) -> None:
    events = rows(tables)["event_logs"]
    tables.execute("delete from dagster.runs")
    assert swept(database, LONG_AGO) == 0
    assert swept(database, LATER) == events + 1
    assert rows(tables) == {}


def test_a_run_that_is_there_keeps_everything(
    run: dg.DagsterRun, tables: Tables, database: Database
) -> None:
    all_ = rows(tables)
    assert swept(database, LATER) == 0
    assert rows(tables) == all_


def test_events_that_belong_to_no_run_at_all_stay(
    run: dg.DagsterRun, dagster_on_postgres: dg.DagsterInstance, tables: Tables, database: Database
) -> None:
    dagster_on_postgres.report_runless_asset_event(dg.AssetMaterialization("elsewhere"))
    dagster_on_postgres.delete_run(run.run_id)
    swept(database, LATER)
    assert rows(tables) == {"event_logs": 1}


def test_the_last_sign_of_each_daemon_is_found(
    dagster_on_postgres: dg.DagsterInstance, database: Database, tables: Tables
) -> None:
    now = datetime.now(UTC).timestamp()
    for daemon, age in (("SENSOR", 90), ("SENSOR", 30), ("SCHEDULER", 60)):
        beat = DaemonHeartbeat(now - age, daemon, "id", [])
        dagster_on_postgres.add_daemon_heartbeat(beat)
    beats = DagsterTables(database).heartbeats()
    tables.execute("delete from dagster.daemon_heartbeats")
    assert beats.keys() == {"SENSOR", "SCHEDULER"}
    assert 30 <= beats["SENSOR"] < 60 <= beats["SCHEDULER"] < 90


def test_a_schedule_that_is_turned_off_is_seen(
    dagster_on_postgres: dg.DagsterInstance, tables: Tables, database: Database
) -> None:
    code = RegisteredCodeLocationOrigin("code")
    repository = RemoteRepositoryOrigin(code, "__repository__")
    origin = RemoteInstigatorOrigin(repository, "scheduled_reimports")
    found = DagsterTables(database)
    assert not found.is_turned_off("scheduled_reimports")
    state = InstigatorState(
        origin,
        InstigatorType.SCHEDULE,
        InstigatorStatus.STOPPED,
        ScheduleInstigatorData("* * * * *"),
    )
    dagster_on_postgres.add_instigator_state(state)
    try:
        assert found.is_turned_off("scheduled_reimports")
        assert not found.is_turned_off("another")
        dagster_on_postgres.update_instigator_state(state.with_status(InstigatorStatus.RUNNING))
        assert not found.is_turned_off("scheduled_reimports")
    finally:
        tables.execute("delete from dagster.instigators")
