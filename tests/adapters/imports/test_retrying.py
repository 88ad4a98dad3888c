"""What is taken up again by night, and what is not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.imports.retrying import REACH, Retries
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.domain.messages import log_line

Tables = psycopg.Connection[tuple[Any, ...]]
NOW = datetime.now(UTC)
LIMIT = 2


@pytest.fixture
def retries(database: Database) -> Retries:
    return Retries(database, LIMIT)


def an_import(tables: Tables, **columns: Any) -> UUID:
    """An import that failed last night because of the system."""
    job_id = uuid4()
    row = {
        "id": job_id,
        "filename": "frota.csv",
        "object_key": f"{job_id}.csv",
        "file_size": 10,
        "file_sha256": str(job_id),
        "status": "failed",
        "error_code": "gave_up",
        "total_rows": 0,
        "created_at": NOW - timedelta(hours=4),
        "finished_at": NOW - timedelta(hours=3),
        **columns,
    }
    tables.execute(
        f"insert into import_jobs ({', '.join(row)}) values ({', '.join(['%s'] * len(row))})",
        list(row.values()),
    )
    return job_id


def taken(retries: Retries) -> list[UUID]:
    return [each.job_id for each in retries.take_up(NOW)]


@pytest.mark.parametrize("code", ["gave_up", "reader_killed"])
def test_what_failed_for_the_system_s_sake_goes_on_and_says_so(
    retries: Retries, database: Database, tables: Tables, code: str
) -> None:
    job_id = an_import(tables, error_code=code)
    (retried,) = retries.take_up(NOW)
    assert (retried.job_id, retried.error_code, retried.attempt) == (job_id, code, 1)
    jobs = ImportJobs(database)
    assert (jobs.get(job_id).status, jobs.get(job_id).retries) == ("pending", 1)
    lines = [log_line(each.code, each.params, None) for each in jobs.logs(job_id)]
    assert lines[-1] == "Retomada pelo sistema à noite: tentativa 1 de 2"
    promised = tables.execute("select job_id from outbox").fetchall()
    assert promised == [(job_id,)]


@pytest.mark.parametrize("code", ["missing_columns", "empty_file", "upload_missing"])
def test_what_failed_for_its_file_stays(retries: Retries, tables: Tables, code: str) -> None:
    an_import(tables, error_code=code)
    assert taken(retries) == []


def test_each_import_is_taken_up_a_limited_number_of_nights(
    retries: Retries, tables: Tables
) -> None:
    job_id = an_import(tables)
    for _ in range(LIMIT):
        assert taken(retries) == [job_id]
        tables.execute(
            "update import_jobs set status = 'failed', error_code = 'gave_up', finished_at = now()"
        )
    assert taken(retries) == []


@pytest.mark.parametrize(
    "columns",
    [
        {"status": "cancelled", "error_code": None},
        {"status": "completed", "error_code": None},
        {"status": "undone", "error_code": None},
        {"dry_run": True},
        {"undoes": uuid4()},
        {"undone_by": uuid4()},
        {"file_removed_at": NOW},
        {"finished_at": NOW - REACH - timedelta(minutes=1)},
    ],
)
def test_nothing_else_is_taken_up(
    retries: Retries, tables: Tables, columns: dict[str, Any]
) -> None:
    others = {
        name: an_import(tables, status="completed", error_code=None)
        for name in ("undoes", "undone_by")
        if name in columns
    }
    an_import(tables, **{**columns, **others})
    assert taken(retries) == []


@pytest.mark.parametrize("same", ["schedule_id", "file_sha256"])
@pytest.mark.parametrize(("status", "is_taken"), [("completed", False), ("failed", True)])
def test_an_older_file_does_not_come_after_a_newer_one(
    retries: Retries, tables: Tables, same: str, status: str, is_taken: bool
) -> None:
    shared = {same: str(uuid4())}
    older = an_import(tables, **shared)
    an_import(tables, **shared, status=status, error_code=None, created_at=NOW)
    assert taken(retries) == ([older] if is_taken else [])


def test_two_runs_take_each_import_up_once(retries: Retries, tables: Tables) -> None:
    ids = {an_import(tables) for _ in range(5)}
    with ThreadPoolExecutor(4) as threads:
        found = [each for both in threads.map(taken, [retries] * 4) for each in both]
    assert sorted(found) == sorted(ids)


def test_without_attempts_nothing_is_taken_up(database: Database, tables: Tables) -> None:
    an_import(tables)
    assert taken(Retries(database, 0)) == []
