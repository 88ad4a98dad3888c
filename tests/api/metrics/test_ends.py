"""Counters and histograms of imports that end, whatever becomes of their rows afterwards."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from api.metrics.ends import EndedImports
from tests.api.metrics.exposition import Exposition
from tests.api.world import DONE, World
from vehicle_pipeline.adapters.imports.measures import ImportMeasures
from vehicle_pipeline.adapters.postgres.dagster_tables import DagsterTables
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.settings import Settings


def recently() -> datetime:
    """Within what a process that has just started looks back over, and settled."""
    return datetime.now(UTC) - timedelta(seconds=60)


@pytest.fixture
def database(settings: Settings, world: World) -> Iterator[Database]:
    pool = Database(settings.database_url)
    yield pool
    pool.close()


class Counted:
    """The counters of a process that has run for some minutes."""

    def __init__(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        self.registry = CollectorRegistry()
        measures = ImportMeasures(database)
        self.ends = EndedImports(self.registry, measures, DagsterTables(database))
        monkeypatch.setattr(self.ends, "_began", self.ends._began - 200)

    def look(self) -> Exposition:
        self.ends.look()
        return Exposition(generate_latest(self.registry).decode())


@pytest.fixture
def counted(database: Database, monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(database, monkeypatch)


def ended(world: World, end: datetime | None = None, **columns: Any) -> UUID:
    """An import that was accepted ten seconds before it ended."""
    end = end or recently()
    times = {"created_at": end - timedelta(seconds=10), "started_at": end, "finished_at": end}
    return world.add_import(**{**DONE, **times, **columns})


def test_imports_are_counted_by_how_they_end_and_where_they_come_from(
    world: World, counted: Counted
) -> None:
    none: dict[str, Any] = {"total_rows": None, "processed_rows": 0, "inserted_rows": 0}
    first = ended(world)
    ended(world, schedule_id="1" * 32)
    ended(world, schedule_id="1" * 32, retries=1)
    ended(world, parent_id=first)
    ended(world, dry_run=True)
    ended(world, status="failed", **none)
    ended(world, status="cancelled", **none)
    # It had been completed before it was undone.
    ended(world, status="undone")
    world.add_import(status="processing")
    found = counted.look()
    ends = {
        (status, source): found.value("imports_ended_total", status=status, source=source)
        for status in ("completed", "failed", "cancelled")
        for source in ("upload", "schedule", "retry", "repair", "dry_run", "undo")
    }
    assert {key: count for key, count in ends.items() if count} == {
        ("completed", "upload"): 2,
        ("completed", "schedule"): 1,
        ("completed", "retry"): 1,
        ("completed", "repair"): 1,
        ("completed", "dry_run"): 1,
        ("failed", "upload"): 1,
        ("cancelled", "upload"): 1,
    }
    # A dry run brings none.
    assert found.value("rows_total", outcome="inserted") == 3 * 5
    assert found.value("import_seconds_count") == 5


def test_nothing_is_counted_twice_and_nothing_is_taken_back(world: World, counted: Counted) -> None:
    job_id = ended(world)
    world.add_rejected(job_id, 2)
    world.add_rejected(job_id, 3, code="of an earlier version")
    counted.look()
    world.connection.execute("delete from import_jobs")
    found = counted.look()
    assert found.value("imports_ended_total", status="completed", source="upload") == 1
    assert found.value("faults_total", code="invalid_plate") == 1
    assert found.value("faults_total", code="other") == 1
    # A failed import that goes on and ends again has ended twice.
    world.add_import(**DONE, finished_at=datetime.now(UTC))
    # Its end is not old enough to be known of for certain.
    assert counted.look().value("rows_total", outcome="inserted") == 3


def test_more_ends_than_are_read_at_once_are_read_one_look_after_the_other(
    world: World, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImportMeasures.ended, "__defaults__", (2,))
    end = recently()
    for second in (0, 1, 1, 2, 3):
        ended(world, end=end + timedelta(seconds=second))
    counts = [
        counted.look().value("imports_ended_total", status="completed", source="upload")
        for _ in range(3)
    ]
    # Those of one moment come together.
    assert counts == [3, 5, 5]


def test_stages_are_those_of_the_page_of_an_import(world: World, counted: Counted) -> None:
    job_id = world.add_import()
    run_id = world.take_up(job_id)
    end = recently()
    begin = end - timedelta(seconds=10)
    world.update_import(
        job_id, **DONE, created_at=begin, started_at=begin, finished_at=end, dagster_run_id=run_id
    )
    world.connection.execute(
        "update dagster.runs set create_timestamp = %s at time zone 'UTC'",
        [begin + timedelta(seconds=4)],
    )
    world.add_steps(
        run_id,
        begin,
        ("open_upload", "START", 5),
        ("open_upload", "SUCCESS", 7),
        ("load_chunks", "START", 7),
        ("load_chunks", "SUCCESS", 10),
    )
    # What a person has held up says nothing about the system.
    ended(world, held_at=end, held_because="[]")
    found = counted.look()
    stages = ("queue", "start", "open", "load", "guard")
    sums = {stage: found.value("import_stage_seconds_sum", stage=stage) for stage in stages}
    assert sums == {"queue": 4, "start": 1, "open": 2, "load": 3, "guard": 0}
    assert found.value("import_stage_seconds_bucket", stage="queue", le="5.0") == 1
    assert found.value("import_stage_seconds_bucket", stage="queue", le="2.5") == 0
    assert found.value("import_seconds_sum") == 10
    assert found.value("import_seconds_count") == 1


def test_a_database_that_comes_back_is_asked_for_what_ended_meanwhile(
    world: World, counted: Counted, database: Database
) -> None:
    counted.look()
    seen_upto = counted.ends._seen_upto
    assert seen_upto is not None
    # As if nothing could be asked for some minutes.
    counted.ends._seen_upto = seen_upto - timedelta(seconds=200)
    ended(world)
    found = counted.look()
    assert found.value("imports_ended_total", status="completed", source="upload") == 1


def test_a_fault_over_one_import_has_no_other_counted_twice(
    world: World, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = recently()
    ended(world, end=end)
    ended(world, end=end + timedelta(seconds=1), held_at=end, schedule_id="1" * 32)
    with monkeypatch.context() as patch:
        patch.setattr(counted.ends._counters, "_time", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            counted.look()
    found = counted.look()
    assert found.value("imports_ended_total", status="completed", source="upload") == 1
