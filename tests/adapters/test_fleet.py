from decimal import Decimal
from typing import Any

import psycopg
import pytest
from psycopg.errors import CheckViolation

from tests.adapters.recorded import chunk, plates, started
from vehicle_pipeline.adapters.fleet import VIEWS, Audit, Fleet
from vehicle_pipeline.adapters.imports.chunk_loading import VehicleTable
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.contracts import ImportCounts

COUNTS = ImportCounts(inserted=2, duplicate=1, rejected=1)


@pytest.fixture
def fleet(database: Database) -> Fleet:
    """Two vehicles, a duplicate and a rejected row with two faults, by `run`."""
    jobs, table = ImportJobs(database), VehicleTable(database)
    started(jobs, "run", 2, 2)
    table.load("run", 0, chunk(*plates("ABC1234", "ABC1C34")))
    rows = [*plates("XYZ1A00"), ("Gol", "?", "x", "1")]
    table.load("run", 1, chunk(*rows, first_row=4))
    jobs.complete("run")
    return Fleet(database)


def test_an_audit_counts_afresh(fleet: Fleet) -> None:
    assert fleet.audit("run") == Audit(
        total_rows=4,
        recorded=COUNTS,
        ledger=COUNTS,
        rejected_row_numbers=2,
        vehicles=2,
        is_plate_unique=True,
        is_plate_canonical=True,
    )


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ("delete from rejected_rows where field = 'placa' and code = 'duplicate_in_file'",
         "rejected_row_numbers", 1),
        ("delete from vehicles where plate = 'XYZ1A00'", "vehicles", 1),
        ("update import_chunks set inserted_rows = 5 where chunk_index = 0",
         "ledger", COUNTS.model_copy(update={"inserted": 6})),
        ("update import_chunks set committed_at = null where chunk_index = 1",
         "ledger", ImportCounts(inserted=1, duplicate=1)),
    ],
)  # fmt: skip
def test_an_audit_notices_what_was_changed(
    fleet: Fleet, tables: psycopg.Connection[Any], change: str, field: str, value: object
) -> None:
    tables.execute(change)
    audit = fleet.audit("run")
    assert getattr(audit, field) == value
    assert audit.recorded == COUNTS


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("vehicles_pkey", "is_plate_unique"),
        ("vehicles_plate_is_canonical", "is_plate_canonical"),
    ],
)
def test_an_audit_notices_that_a_constraint_is_gone(
    fleet: Fleet, tables: psycopg.Connection[Any], name: str, field: str
) -> None:
    query = "select pg_get_constraintdef(oid) from pg_constraint where conname = %s"
    ((definition,),) = tables.execute(query, [name]).fetchall()
    tables.execute(f"alter table vehicles drop constraint {name}")
    try:
        assert getattr(fleet.audit("run"), field) is False
    finally:
        tables.execute(f"alter table vehicles add constraint {name} {definition}")


def test_the_database_refuses_a_plate_that_is_not_canonical(
    fleet: Fleet, tables: psycopg.Connection[Any]
) -> None:
    with pytest.raises(CheckViolation):
        tables.execute("update vehicles set plate = 'XYZ1000' where plate = 'XYZ1A00'")


def test_there_is_no_audit_of_a_run_without_an_import(fleet: Fleet) -> None:
    with pytest.raises(LookupError):
        fleet.audit("another run")


def test_the_derived_views_are_computed_afresh(
    fleet: Fleet, tables: psycopg.Connection[Any]
) -> None:
    (by_year,) = fleet.refresh("fleet_by_year")
    assert by_year == {
        "ano": 2020,
        "vehicles": 2,
        "total_value": Decimal("90000.00"),
        "average_value": Decimal("45000.00"),
    }
    tables.execute("update vehicles set valor_fipe = 1 where plate = 'XYZ1A00'")
    (prices,) = fleet.refresh("fipe_price_statistics")
    assert (prices["lowest"], prices["highest"]) == (Decimal("1.00"), Decimal("45000.00"))
    (quality,) = fleet.refresh("import_quality")
    figures = ("imports", "failed", "rows", "rejected", "duplicates", "rejected_percent")
    assert [quality[name] for name in figures] == [1, 0, 4, 1, 1, Decimal("25.00")]


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_of_nothing_is_empty(database: Database, view: Any) -> None:
    assert Fleet(database).refresh(view) == []
