from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.adapters.recorded import chunk, new_import, plates, started
from vehicle_pipeline.adapters.imports.chunk_loading import VehicleTable
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.imports.reimports import Reimports
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.contracts import ConflictPolicy, ImportStatus, LogRecord
from vehicle_pipeline.errors import (
    ImportActionRefusedError,
    ImportNotActiveError,
    ImportNotFoundError,
    ImportNotRevivableError,
)

Tables = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture
def jobs(database: Database) -> ImportJobs:
    return ImportJobs(database)


@pytest.fixture
def reimports(database: Database) -> Reimports:
    return Reimports(database)


def promised(tables: Tables) -> list[UUID]:
    return [row[0] for row in tables.execute("select job_id from outbox order by id")]


def ids(count: int) -> list[UUID]:
    return [uuid4() for _ in range(count)]


def codes(tables: Tables, job_id: UUID) -> list[str]:
    query = "select code from job_logs where job_id = %s order by id"
    return [row[0] for row in tables.execute(query, [job_id])]


@pytest.mark.parametrize("end", ["fail", "cancel"])
def test_an_import_that_did_not_complete_goes_on_itself(
    jobs: ImportJobs, reimports: Reimports, tables: Tables, end: str
) -> None:
    job_id = started(jobs, "run", 2)
    if end == "fail":
        jobs.fail(job_id, "gave_up", {"attempts": 5, "run_id": "run"})
    else:
        jobs.cancel(job_id)
    tables.execute("delete from outbox")
    again = reimports.again(job_id, uuid4())
    assert (again.id, again.status) == (job_id, ImportStatus.PENDING)
    assert (again.error_code, again.error_params, again.finished_at) == (None, {}, None)
    assert (again.dagster_run_id, again.started_at) == (None, None)
    assert again.revived_at is not None
    assert promised(tables) == [job_id]
    assert codes(tables, job_id)[-1] == "import_revived"


def test_what_was_committed_before_a_cancel_is_counted_and_the_rest_follows(
    jobs: ImportJobs, database: Database, reimports: Reimports
) -> None:
    vehicles = VehicleTable(database)
    job_id = started(jobs, "first", 2, 1)
    first = chunk(*plates("AAA1A11", "BBB1B11"))
    vehicles.load("first", 0, first)
    cancelled, _ = jobs.cancel(job_id)
    assert (cancelled.status, cancelled.counts.inserted) == (ImportStatus.CANCELLED, 2)
    reimports.again(job_id, uuid4())
    jobs.start(job_id, "second")
    vehicles.load("second", 0, first)
    vehicles.load("second", 1, chunk(*plates("CCC1C11"), first_row=4))
    finished, _ = jobs.complete("second")
    assert (finished.status, finished.counts.inserted) == (ImportStatus.COMPLETED, 3)
    assert finished.counts.total == finished.total_rows == 3


def test_the_run_from_before_cannot_write_to_an_import_that_goes_on(
    jobs: ImportJobs, database: Database, reimports: Reimports
) -> None:
    job_id = started(jobs, "first", 1)
    jobs.cancel(job_id)
    reimports.again(job_id, uuid4())
    with pytest.raises(ImportNotActiveError):
        VehicleTable(database).load("first", 0, chunk(*plates("AAA1A11")))
    assert jobs.release(job_id, "first", LogRecord(level="error", code="run_died")) == []


def test_a_completed_import_stays_and_its_file_is_imported_anew(
    jobs: ImportJobs, reimports: Reimports, tables: Tables
) -> None:
    key = {"idempotency_key": "once", "on_conflict": ConflictPolicy.UPDATE, "dry_run": True}
    job_id = jobs.create(new_import(**key)).id
    jobs.start(job_id, "run")
    tables.execute("update import_jobs set total_rows = 0; delete from outbox")
    completed, _ = jobs.complete("run")
    new_id = uuid4()
    again = reimports.again(job_id, new_id)
    assert (again.id, again.status) == (new_id, ImportStatus.PENDING)
    same = ("filename", "object_key", "file_size", "on_conflict", "overrides", "dry_run")
    assert [getattr(again, name) for name in same] == [getattr(completed, name) for name in same]
    assert promised(tables) == [new_id]
    assert jobs.get(job_id) == completed


def completed(jobs: ImportJobs, tables: Tables) -> UUID:
    """A completed import of no rows; no message is promised any more."""
    job_id = jobs.create(new_import()).id
    jobs.start(job_id, str(job_id))
    tables.execute("update import_jobs set total_rows = 0 where id = %s", [job_id])
    jobs.complete(str(job_id))
    tables.execute("delete from outbox")
    return job_id


def test_a_command_that_is_given_twice_imports_once(
    jobs: ImportJobs, reimports: Reimports, tables: Tables
) -> None:
    job_id = completed(jobs, tables)
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda new_id: reimports.again(job_id, new_id).id, ids(8)))
    (again,) = found
    assert promised(tables) == [again]
    jobs.start(again, "run")
    assert reimports.again(job_id, uuid4()).id == again
    tables.execute("update import_jobs set total_rows = 0 where id = %s", [again])
    jobs.complete("run")
    assert reimports.again(job_id, uuid4()).id not in (job_id, again)


def test_an_import_under_way_with_other_options_is_not_the_same(
    jobs: ImportJobs, reimports: Reimports, tables: Tables
) -> None:
    job_id = completed(jobs, tables)
    first = reimports.again(job_id, uuid4()).id
    tables.execute("update import_jobs set dry_run = true where id = %s", [first])
    assert reimports.again(job_id, uuid4()).id != first


@pytest.mark.parametrize("run", [None, "run"])
def test_an_import_under_way_is_left_alone(
    jobs: ImportJobs, reimports: Reimports, tables: Tables, run: str | None
) -> None:
    job_id = jobs.create(new_import()).id
    if run:
        jobs.start(job_id, run)
    before = jobs.get(job_id)
    with pytest.raises(ImportNotRevivableError):
        reimports.again(job_id, uuid4())
    assert jobs.get(job_id) == before
    assert promised(tables) == [job_id]


def test_an_import_that_does_not_exist_is_not_found(reimports: Reimports) -> None:
    with pytest.raises(ImportNotFoundError):
        reimports.again(uuid4(), uuid4())


def test_an_undone_import_is_imported_again_as_a_new_one(database: Database) -> None:
    jobs = ImportJobs(database)
    job_id, new_id = jobs.create(new_import()).id, uuid4()
    with database.transaction() as connection:
        connection.execute("update import_jobs set status = 'undone'")
    assert Reimports(database).again(job_id, new_id).id == new_id


def test_a_completed_undo_is_not_imported(database: Database) -> None:
    job_id = ImportJobs(database).create(new_import()).id
    with database.transaction() as connection:
        connection.execute(
            "update import_jobs set status = 'completed', undoes = gen_random_uuid(),"
            " total_rows = 0"
        )
    with pytest.raises(ImportActionRefusedError):
        Reimports(database).again(job_id, uuid4())
