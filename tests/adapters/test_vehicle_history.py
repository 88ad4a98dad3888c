from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.adapters.recorded import chunk, started
from tests.domain.rows import good
from vehicle_pipeline.adapters.imports import merging
from vehicle_pipeline.adapters.imports.chunk_loading import VehicleTable
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.postgres.database import Connection, Database
from vehicle_pipeline.adapters.vehicle_history import VehicleEvent, VehicleHistory
from vehicle_pipeline.contracts import ConflictPolicy, ImportCounts

Tables = psycopg.Connection[tuple[Any, ...]]
UPDATE = ConflictPolicy.UPDATE


@pytest.fixture
def history(database: Database) -> VehicleHistory:
    return VehicleHistory(database)


@pytest.fixture
def jobs(database: Database) -> ImportJobs:
    return ImportJobs(database)


def load(
    database: Database, *rows: dict[str, str], policy: ConflictPolicy = UPDATE
) -> tuple[UUID, ImportCounts]:
    jobs = ImportJobs(database)
    run_id = f"run {len(rows)} {rows} {policy}"
    job_id = started(jobs, run_id, len(rows), policy=policy)
    counts = VehicleTable(database).load(run_id, 0, chunk(*rows)).counts
    jobs.complete(run_id)
    return job_id, counts


def told(history: VehicleHistory, placa: str = "ABC1234", **page: int) -> list[VehicleEvent]:
    return history.page(placa, **{"skip": 0, "limit": 50, **page}).items


def changed(event: VehicleEvent) -> dict[str, tuple[Any, Any]]:
    return {name: (each.before, each.after) for name, each in event.changes.items()}


def test_a_vehicle_has_a_history_from_its_insert_on(
    database: Database, history: VehicleHistory
) -> None:
    first, _ = load(database, good(placa="ABC1234"))
    second, _ = load(
        database, good(placa="XYZ1A00"), good(placa="ABC1C34", valor_fipe="43.900,00", ano="2021")
    )
    newest, oldest = told(history)
    assert (oldest.kind, oldest.job_id, oldest.row_number) == ("inserted", first, 2)
    assert changed(oldest)["valor_fipe"] == (None, Decimal("45000.00"))
    assert set(oldest.changes) == {"placa", "modelo", "ano", "valor_fipe"}
    assert (newest.kind, newest.job_id, newest.row_number) == ("updated", second, 3)
    assert changed(newest) == {
        "placa": ("ABC1234", "ABC1C34"),
        "ano": (2020, 2021),
        "valor_fipe": (Decimal("45000.00"), Decimal("43900.00")),
    }
    assert newest.changed_at > oldest.changed_at
    assert newest.filename == "frota.csv"


def test_what_changes_nothing_leaves_nothing(database: Database, history: VehicleHistory) -> None:
    first, _ = load(database, good(placa="ABC1234"))
    _, again = load(database, good(placa="ABC1C34"))
    _, skipped = load(
        database, good(placa="ABC1234", valor_fipe="1,00"), policy=ConflictPolicy.SKIP
    )
    assert (again, skipped) == (ImportCounts(unchanged=1), ImportCounts(duplicate=1))
    assert [event.job_id for event in told(history)] == [first]


def test_no_vehicle_is_rewritten_that_stays_as_it_is(database: Database, tables: Tables) -> None:
    load(database, good(placa="ABC1234"), good(placa="XYZ1A00"))
    places = tables.execute("select plate, ctid::text, xmax::text from vehicles").fetchall()
    load(database, good(placa="XYZ1A00"), good(placa="ABC1234"), good(placa="AAA1A11"))
    after = tables.execute("select plate, ctid::text, xmax::text from vehicles").fetchall()
    assert set(places) < set(after)


def test_the_history_is_paged_newest_first(database: Database, history: VehicleHistory) -> None:
    prices = ["45.000,00", "44.000,00", "43.000,00", "42.000,00"]
    jobs = [load(database, good(placa="ABC1234", valor_fipe=price))[0] for price in prices]
    page = history.page("abc-1234", skip=1, limit=2)
    assert page.total == 4
    assert [event.job_id for event in page.items] == jobs[::-1][1:3]


def test_an_unknown_plate_has_no_history(history: VehicleHistory) -> None:
    for placa in ("ZZZ9Z99", "no plate"):
        assert history.page(placa, skip=0, limit=5).total == 0


def test_a_removed_vehicle_keeps_its_history_and_begins_anew(
    database: Database, history: VehicleHistory, tables: Tables
) -> None:
    first, _ = load(database, good(placa="ABC1234"))
    remove(tables)
    (removed, _) = told(history)
    assert removed.kind == "removed"
    assert changed(removed)["modelo"] == ("VW Gol 1.0", None)
    second, _ = load(database, good(placa="ABC1C34", ano="2001"))
    events = told(history)
    assert [event.kind for event in events] == ["inserted", "removed", "inserted"]
    assert [event.job_id for event in events[::2]] == [second, first]
    assert history.page("ABC1234", skip=0, limit=1).total == 3


def test_values_of_before_the_history_are_unknown(
    database: Database, history: VehicleHistory, tables: Tables
) -> None:
    """Of an earlier version, or whose changes were too old to be kept."""
    load(database, good(placa="ABC1234"))
    second, _ = load(database, good(placa="ABC1234", ano="2021"))
    tables.execute("delete from vehicle_changes")
    (event,) = told(history)
    assert (event.kind, event.job_id) == ("updated", second)
    assert changed(event)["ano"] == (None, 2021)


@pytest.mark.parametrize("policy", list(ConflictPolicy))
def test_a_vehicle_that_is_removed_while_it_is_being_changed_is_inserted(
    policy: ConflictPolicy, database: Database, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(database, good(placa="ABC1234"))
    change = merging._change

    def too_late(connection: Connection, job_id: UUID, rows: Any) -> int:
        remove(tables)
        monkeypatch.setattr(merging, "_change", change)
        return change(connection, job_id, rows)

    monkeypatch.setattr(merging, "_change", too_late)
    _, counts = load(database, good(placa="ABC1234", ano="2001"), policy=policy)
    if policy is UPDATE:
        assert counts == ImportCounts(inserted=1)
        assert tables.execute("select ano from vehicles").fetchall() == [(2001,)]
    else:
        assert counts == ImportCounts(duplicate=1)


def remove(tables: Tables) -> None:
    """Remove all vehicles, as an undo does."""
    tables.execute(
        "with gone as (delete from vehicles returning *)"
        " insert into vehicle_changes (plate, job_id, kind, placa, modelo, ano, valor_fipe,"
        " import_id, source_row, created_at, updated_at)"
        " select plate, gen_random_uuid(), 'removed', placa, modelo, ano, valor_fipe, import_id,"
        " source_row, created_at, updated_at from gone"
    )
