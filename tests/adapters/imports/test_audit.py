from typing import Any

import psycopg
import pytest
from psycopg.errors import CheckViolation

from tests.adapters.recorded import chunk, plates, started
from vehicle_pipeline.adapters.imports.audit import Audit, Audits
from vehicle_pipeline.adapters.imports.chunk_loading import VehicleTable
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.contracts import ImportCounts

COUNTS = ImportCounts(inserted=2, duplicate=1, rejected=1)


@pytest.fixture
def audits(database: Database) -> Audits:
    """Two vehicles, a duplicate and a rejected row with two faults, by `run`."""
    jobs, table = ImportJobs(database), VehicleTable(database)
    started(jobs, "run", 2, 2)
    table.load("run", 0, chunk(*plates("ABC1234", "ABC1C34")))
    rows = [*plates("XYZ1A00"), ("Gol", "?", "x", "1")]
    table.load("run", 1, chunk(*rows, first_row=4))
    jobs.complete("run")
    return Audits(database)


def test_an_audit_counts_afresh(audits: Audits) -> None:
    assert audits.of_run("run") == Audit(
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
        ("delete from rejected_parts where codes ? 'duplicate_in_file'",
         "rejected_row_numbers", 1),
        ("delete from vehicles where plate = 'XYZ1A00'", "vehicles", 1),
        ("update import_chunks set inserted_rows = 5 where chunk_index = 0",
         "ledger", COUNTS.model_copy(update={"inserted": 6})),
        ("update import_chunks set committed_at = null where chunk_index = 1",
         "ledger", ImportCounts(inserted=1, duplicate=1)),
    ],
)  # fmt: skip
def test_an_audit_notices_what_was_changed(
    audits: Audits, tables: psycopg.Connection[Any], change: str, field: str, value: object
) -> None:
    tables.execute(change)
    audit = audits.of_run("run")
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
    audits: Audits, tables: psycopg.Connection[Any], name: str, field: str
) -> None:
    query = "select pg_get_constraintdef(oid) from pg_constraint where conname = %s"
    ((definition,),) = tables.execute(query, [name]).fetchall()
    tables.execute(f"alter table vehicles drop constraint {name}")
    try:
        assert getattr(audits.of_run("run"), field) is False
    finally:
        tables.execute(f"alter table vehicles add constraint {name} {definition}")


def test_the_database_refuses_a_plate_that_is_not_canonical(
    audits: Audits, tables: psycopg.Connection[Any]
) -> None:
    with pytest.raises(CheckViolation):
        tables.execute("update vehicles set plate = 'XYZ1000' where plate = 'XYZ1A00'")


def test_there_is_no_audit_of_a_run_without_an_import(audits: Audits) -> None:
    with pytest.raises(LookupError):
        audits.of_run("another run")
