from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.errors import CheckViolation

from tests.adapters.recorded import DIALECT, chunk, chunks_of, new_import, plates, started
from vehicle_pipeline.adapters.imports.chunk_loading import VehicleTable
from vehicle_pipeline.adapters.imports.job_rows import revive
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.contracts import (
    Assumption,
    ConflictPolicy,
    DialectOverrides,
    ImportCounts,
    ImportStatus,
)
from vehicle_pipeline.errors import (
    IdempotencyConflictError,
    ImportNotActiveError,
    ImportNotFoundError,
    StatementRefusedError,
)

Tables = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture
def jobs(database: Database) -> ImportJobs:
    return ImportJobs(database)


def logs(tables: Tables) -> list[tuple[Any, ...]]:
    return tables.execute("select level, code, params from job_logs order by id").fetchall()


# --- acceptance ---------------------------------------------------------------------------------


def test_an_import_begins_waiting_with_a_promised_message(jobs: ImportJobs, tables: Tables) -> None:
    new = new_import(on_conflict=ConflictPolicy.UPDATE)
    created = jobs.create(new)
    assert created == jobs.get(new.id)
    assert (created.id, created.filename, created.object_key) == (new.id, "frota.csv", "x.csv")
    assert (created.status, created.on_conflict) == (ImportStatus.PENDING, ConflictPolicy.UPDATE)
    assert (created.total_rows, created.counts, created.dialect) == (None, ImportCounts(), None)
    assert (created.dagster_run_id, created.started_at, created.finished_at) == (None, None, None)
    assert tables.execute("select job_id from outbox").fetchall() == [(new.id,)]


def test_the_same_key_and_content_is_the_same_import(jobs: ImportJobs, tables: Tables) -> None:
    first = jobs.create(new_import(idempotency_key="k"))
    assert jobs.create(new_import(idempotency_key="k", filename="other name.csv")) == first
    assert tables.execute("select count(*) from outbox").fetchone() == (1,)


def test_an_import_from_before_there_were_options_asks_for_none(
    jobs: ImportJobs, tables: Tables
) -> None:
    first = jobs.create(new_import(idempotency_key="k"))
    tables.execute("update import_jobs set overrides = default")
    assert jobs.create(new_import(idempotency_key="k")) == first


@pytest.mark.parametrize(
    "changes",
    [
        {"file_sha256": "1" * 64},
        {"on_conflict": ConflictPolicy.UPDATE},
        {"dry_run": True},
        {"overrides": DialectOverrides(mapping={"placa": "Nr."})},
    ],
)
def test_the_same_key_with_another_content_is_a_conflict(
    jobs: ImportJobs, tables: Tables, changes: dict[str, Any]
) -> None:
    jobs.create(new_import(idempotency_key="k"))
    with pytest.raises(IdempotencyConflictError):
        jobs.create(new_import(idempotency_key="k", **changes))
    assert tables.execute("select count(*) from import_jobs").fetchone() == (1,)


def test_without_a_key_the_same_file_is_another_import(jobs: ImportJobs) -> None:
    assert jobs.create(new_import()).id != jobs.create(new_import()).id


def test_an_id_is_used_once(jobs: ImportJobs, tables: Tables) -> None:
    new = new_import()
    jobs.create(new)
    with pytest.raises(StatementRefusedError):
        jobs.create(new)
    assert tables.execute("select count(*) from outbox").fetchone() == (1,)


def test_of_many_at_once_with_one_key_one_is_created(jobs: ImportJobs, tables: Tables) -> None:
    news = [new_import(idempotency_key="k") for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        created = list(pool.map(jobs.create, news))
    assert len({import_.id for import_ in created}) == 1
    assert tables.execute("select job_id from outbox").fetchall() == [(created[0].id,)]


def test_an_unknown_import_is_not_found(jobs: ImportJobs) -> None:
    for use in (jobs.get, jobs.cancel, lambda job_id: jobs.start(job_id, "run")):
        with pytest.raises(ImportNotFoundError):
            use(uuid4())


# --- runs and fences ----------------------------------------------------------------------------


def test_a_run_takes_an_import(jobs: ImportJobs) -> None:
    job_id = jobs.create(new_import()).id
    begun = jobs.start(job_id, "run 1")
    assert (begun.status, begun.dagster_run_id) == (ImportStatus.PROCESSING, "run 1")
    assert begun.started_at is not None
    assert jobs.of_run("run 1") == begun


def test_a_second_run_takes_over_and_fences_the_first_off(jobs: ImportJobs) -> None:
    job_id = started(jobs, "run 1", 1)
    begun = jobs.get(job_id).started_at
    assert jobs.start(job_id, "run 2").started_at == begun
    assert jobs.of_run("run 2").id == job_id
    for use in (jobs.of_run, jobs.complete, lambda run: jobs.plan(run, DIALECT, chunks_of(1))):
        with pytest.raises(ImportNotActiveError):
            use("run 1")


@pytest.mark.parametrize("end", ["fail", "cancel"])
def test_nobody_takes_or_changes_an_import_that_ended(jobs: ImportJobs, end: str) -> None:
    job_id = started(jobs, "run 1", 1)
    if end == "fail":
        jobs.fail(job_id, "unreadable_file", {})
    else:
        jobs.cancel(job_id)
    ended = jobs.get(job_id)
    for use in (jobs.of_run, jobs.complete, lambda run: jobs.start(job_id, run)):
        with pytest.raises(ImportNotActiveError):
            use("run 1")
    assert jobs.get(job_id) == ended


def test_two_imports_do_not_mix(jobs: ImportJobs) -> None:
    one, other = started(jobs, "run 1", 1), started(jobs, "run 2", 1, 1)
    assert (jobs.of_run("run 1").id, jobs.of_run("run 2").id) == (one, other)
    assert (jobs.get(one).total_rows, jobs.get(other).total_rows) == (1, 2)


# --- plan ---------------------------------------------------------------------------------------


def test_a_plan_is_stored_with_its_receipt_and_told(jobs: ImportJobs, tables: Tables) -> None:
    job_id = jobs.create(new_import()).id
    jobs.start(job_id, "run")
    assumed = DIALECT.model_copy(update={"assumptions": [Assumption(code="assumed_decimal_comma")]})
    planned, lines = jobs.plan("run", assumed, chunks_of(3, 2))
    assert (planned.total_rows, planned.dialect) == (5, assumed)
    chunks = "select chunk_index, first_row, row_count, committed_at from import_chunks order by 1"
    assert tables.execute(chunks).fetchall() == [(0, 2, 3, None), (1, 5, 2, None)]
    params = {
        "rows": 5,
        "kind": "csv",
        "encoding": "utf-8",
        "delimiter": ",",
        "header_row": 1,
        "decimal": "comma",
    }
    written = [("info", "file_opened", params), ("warning", "assumed_decimal_comma", {})]
    assert logs(tables) == written
    assert [(line.level, line.code, line.params) for line in lines] == written


def test_a_run_that_continues_finds_the_plan(jobs: ImportJobs, tables: Tables) -> None:
    job_id = started(jobs, "run 1", 3, 2)
    before = jobs.get(job_id)
    jobs.start(job_id, "run 2")
    planned, lines = jobs.plan("run 2", DIALECT, chunks_of(3, 2))
    assert planned == before.model_copy(update={"dagster_run_id": "run 2"})
    assert lines == []
    assert tables.execute("select count(*) from import_chunks").fetchone() == (2,)
    assert len(logs(tables)) == 1


# --- the end ------------------------------------------------------------------------------------


def test_an_import_is_complete_when_its_ledger_is(
    jobs: ImportJobs, database: Database, tables: Tables
) -> None:
    job_id = started(jobs, "run", 3, 1)
    table = VehicleTable(database)
    table.load("run", 0, chunk(*plates("ABC1234", "ABC1C34", "?")))
    table.load("run", 1, chunk(*plates("XYZ1A00"), first_row=5))
    finished, lines = jobs.complete("run")
    assert finished.status is ImportStatus.COMPLETED
    assert finished.counts == ImportCounts(inserted=2, duplicate=1, rejected=1)
    assert finished.counts.total == finished.total_rows == 4
    assert finished.finished_at is not None
    assert finished == jobs.get(job_id)
    totals = {"total": 4, **finished.counts.model_dump()}
    assert [(line.code, line.params) for line in lines] == [("import_completed", totals)]
    assert logs(tables)[-1] == ("info", "import_completed", totals)
    with pytest.raises(ImportNotActiveError):
        jobs.complete("run")


def test_an_import_with_a_chunk_missing_cannot_be_completed(
    jobs: ImportJobs, database: Database
) -> None:
    job_id = started(jobs, "run", 1, 1)
    VehicleTable(database).load("run", 0, chunk(*plates("ABC1234")))
    with pytest.raises(StatementRefusedError):
        jobs.complete("run")
    assert jobs.get(job_id).status is ImportStatus.PROCESSING


def test_totals_come_from_the_ledger_and_not_from_what_was_noted_meanwhile(
    jobs: ImportJobs, database: Database, tables: Tables
) -> None:
    started(jobs, "run", 1)
    VehicleTable(database).load("run", 0, chunk(*plates("ABC1234")))
    tables.execute("update import_jobs set inserted_rows = 7, processed_rows = 7")
    assert jobs.complete("run")[0].counts == ImportCounts(inserted=1)


@pytest.mark.parametrize(
    "change",
    [
        "processed_rows = 1",
        "error_rows = 1",
        "inserted_rows = 1",
        "duplicate_rows = 1",
        "total_rows = 3",
        "total_rows = null",
        "status = 'lost'",
        "on_conflict = 'replace'",
        "file_size = -1",
    ],
)
def test_the_database_refuses_figures_that_do_not_add_up(
    jobs: ImportJobs, tables: Tables, change: str
) -> None:
    started(jobs, "run")
    jobs.complete("run")
    with pytest.raises(CheckViolation):
        tables.execute(f"update import_jobs set {change}")


def test_a_failed_import_says_why_and_stays_so(jobs: ImportJobs, tables: Tables) -> None:
    job_id = started(jobs, "run")
    params = {"missing": "ano", "found": "—", "expected": "ano"}
    failed, lines = jobs.fail(job_id, "missing_columns", params)
    assert (failed.status, failed.error_code, failed.error_params) == (
        ImportStatus.FAILED,
        "missing_columns",
        params,
    )
    assert failed.finished_at is not None
    assert failed == jobs.get(job_id)
    assert [(line.level, line.code, line.params) for line in lines] == logs(tables)[-1:]
    assert logs(tables)[-1] == ("error", "missing_columns", params)
    written = len(logs(tables))
    assert jobs.fail(job_id, "gave_up", {}) == jobs.cancel(job_id) == (failed, [])
    assert len(logs(tables)) == written


def test_what_was_concluded_before_an_import_went_on_does_not_end_it(
    jobs: ImportJobs, database: Database
) -> None:
    job_id = started(jobs, "run")
    before = jobs.get(job_id).epoch
    jobs.cancel(job_id, epoch=before)
    with database.transaction() as connection:
        going_on = revive(connection, job_id)
    assert jobs.cancel(job_id, epoch=before) == (going_on, [])
    assert jobs.fail(job_id, "gave_up", {}, epoch=before) == (going_on, [])
    cancelled, _ = jobs.cancel(job_id, epoch=going_on.epoch)
    assert cancelled.status is ImportStatus.CANCELLED


def test_an_import_that_no_run_took_can_fail(jobs: ImportJobs) -> None:
    job_id = jobs.create(new_import()).id
    assert jobs.fail(job_id, "upload_missing", {})[0].status is ImportStatus.FAILED


def test_a_cancelled_import_keeps_what_was_loaded(
    jobs: ImportJobs, database: Database, tables: Tables
) -> None:
    job_id = started(jobs, "run", 1, 1)
    VehicleTable(database).load("run", 0, chunk(*plates("ABC1234")))
    cancelled, lines = jobs.cancel(job_id)
    assert (cancelled.status, cancelled.error_code) == (ImportStatus.CANCELLED, None)
    assert (cancelled.counts, cancelled.total_rows) == (ImportCounts(inserted=1), 2)
    assert [(line.level, line.code, line.params) for line in lines] == logs(tables)[-1:]
    assert jobs.cancel(job_id) == (cancelled, [])


def test_a_completed_import_can_neither_fail_nor_be_cancelled(jobs: ImportJobs) -> None:
    job_id = started(jobs, "run")
    finished, _ = jobs.complete("run")
    assert jobs.fail(job_id, "gave_up", {}) == jobs.cancel(job_id) == (finished, [])


def test_only_what_a_run_completed_itself_can_be_doubted_and_only_once(
    jobs: ImportJobs, tables: Tables
) -> None:
    job_id = started(jobs, "run")
    assert jobs.record_audit_failure(job_id, "run") == []
    jobs.complete("run")
    assert jobs.record_audit_failure(job_id, "another") == []
    (line,) = jobs.record_audit_failure(job_id, "run")
    assert logs(tables)[-1] == (line.level, line.code, line.params)
    assert jobs.record_audit_failure(job_id, "run") == []
    assert tables.execute(
        "select code, job_id from alerts where channel = 'alerts'"
    ).fetchall() == [("audit_failed", job_id)]


def test_log_lines_come_back_with_what_the_database_gave_them(
    jobs: ImportJobs, tables: Tables
) -> None:
    job_id = jobs.create(new_import()).id
    jobs.start(job_id, "run")
    assumed = DIALECT.model_copy(update={"assumptions": [Assumption(code="assumed_decimal_comma")]})
    _, lines = jobs.plan("run", assumed, chunks_of(1))
    stored = tables.execute("select id, code, created_at from job_logs order by id").fetchall()
    assert [(line.id, line.code, line.created_at) for line in lines] == stored
    assert len(stored) == 2
