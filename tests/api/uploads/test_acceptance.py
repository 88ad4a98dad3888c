from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from api.uploads.acceptance import accept
from tests.api.serving import wait_until
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.imports.new_imports import NewImport
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.storage.folder_store import FolderStore
from vehicle_pipeline.contracts import ConflictPolicy, ImportRecord, ImportStatus
from vehicle_pipeline.errors import (
    BadSpreadsheetError,
    CommitInDoubtError,
    DatabaseUnavailableError,
    IdempotencyConflictError,
    StatementRefusedError,
)
from vehicle_pipeline.spreadsheets.limits import DEFAULT_LIMITS

Tables = psycopg.Connection[tuple[Any, ...]]

# What is done at the commit of an import, after the client has sent it.
_AT_COMMIT = """
create function at_commit() returns trigger language plpgsql as $$
begin
    {action}
    return null;
end $$;
create constraint trigger at_commit after insert on import_jobs
    deferrable initially deferred for each row execute function at_commit();
"""
# Any constant will do.
LOCK = 4711


@contextmanager
def at_commit(tables: Tables, action: str) -> Iterator[None]:
    tables.execute(_AT_COMMIT.format(action=action))
    try:
        yield
    finally:
        tables.execute("drop function at_commit cascade")


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path)


@pytest.fixture
def impatient(migrated_url: str, tables: Tables) -> Iterator[ImportJobs]:
    """Imports of a process that takes a PostgreSQL for gone after half a second of silence."""
    pool = Database(migrated_url, max_size=2, patience=0.5)
    yield ImportJobs(pool)
    pool.close()


def stored(store: FolderStore, key: str | None = None, sha256: str = "0" * 64) -> NewImport:
    job_id = uuid4()
    with store.writer(f"{job_id}.csv") as file:
        file.write(b"PK\x03\x04")
    return NewImport(
        id=job_id,
        filename="frota.csv",
        object_key=f"{job_id}.csv",
        file_size=1,
        file_sha256=sha256,
        on_conflict=ConflictPolicy.SKIP,
        idempotency_key=key,
    )


def accepted(new: NewImport, store: FolderStore, jobs: ImportJobs) -> ImportRecord:
    return accept(new, store, jobs, DEFAULT_LIMITS)


def imports(tables: Tables) -> list[UUID]:
    return [row[0] for row in tables.execute("select id from import_jobs")]


def test_a_commit_that_lands_late_finds_its_object_and_the_retry_gets_it(
    store: FolderStore, impatient: ImportJobs, tables: Tables
) -> None:
    new = stored(store, "once")
    with at_commit(tables, f"perform pg_advisory_xact_lock({LOCK});"):
        tables.execute("select pg_advisory_lock(%s)", [LOCK])
        try:
            with pytest.raises(CommitInDoubtError):
                accepted(new, store, impatient)
            assert imports(tables) == []
        finally:
            tables.execute("select pg_advisory_unlock(%s)", [LOCK])
        wait_until(lambda: imports(tables) == [new.id])
    assert store.exists(new.object_key)
    again = stored(store, "once")
    assert accepted(again, store, impatient).id == new.id
    assert store.exists(new.object_key)
    assert not store.exists(again.object_key)


def test_a_commit_that_went_through_unheard_is_found(
    store: FolderStore, impatient: ImportJobs, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = stored(store)
    create = impatient.create

    def unheard(new: NewImport) -> ImportRecord:
        create(new)
        raise CommitInDoubtError

    monkeypatch.setattr(impatient, "create", unheard)
    assert accepted(new, store, impatient).id == new.id
    assert store.exists(new.object_key)
    assert imports(tables) == [new.id]


def test_a_connection_that_breaks_during_the_commit_leaves_the_object_to_housekeeping(
    store: FolderStore, impatient: ImportJobs, tables: Tables
) -> None:
    new = stored(store)
    with (
        at_commit(tables, "perform pg_terminate_backend(pg_backend_pid());"),
        pytest.raises(CommitInDoubtError),
    ):
        accepted(new, store, impatient)
    assert store.exists(new.object_key)
    assert imports(tables) == []


def test_a_commit_that_is_refused_takes_the_object_along(
    store: FolderStore, impatient: ImportJobs, tables: Tables
) -> None:
    new = stored(store)
    with at_commit(tables, "raise 'no';"), pytest.raises(StatementRefusedError):
        accepted(new, store, impatient)
    assert not store.exists(new.object_key)


@pytest.mark.filterwarnings("ignore:rolling back returned connection")
def test_a_database_that_was_never_reached_takes_the_object_along(
    store: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vehicle_pipeline.adapters.postgres.database.CONNECT_TIMEOUT", 0.2)
    away = Database("postgresql://nobody@127.0.0.1:9/nothing")
    new = stored(store)
    try:
        with pytest.raises(DatabaseUnavailableError):
            accepted(new, store, ImportJobs(away))
    finally:
        away.close()
    assert not store.exists(new.object_key)


def test_an_error_that_nobody_foresaw_leaves_the_object(
    store: FolderStore, impatient: ImportJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unforeseen(new: NewImport) -> ImportRecord:
        raise ZeroDivisionError(new)

    monkeypatch.setattr(impatient, "create", unforeseen)
    new = stored(store)
    with pytest.raises(ZeroDivisionError):
        accepted(new, store, impatient)
    assert store.exists(new.object_key)


def test_what_is_refused_leaves_no_object(store: FolderStore, impatient: ImportJobs) -> None:
    workbook = stored(store).model_copy(update={"filename": "frota.xlsx"})
    with pytest.raises(BadSpreadsheetError):
        accepted(workbook, store, impatient)
    first = stored(store, "once")
    accepted(first, store, impatient)
    other = stored(store, "once", "1" * 64)
    with pytest.raises(IdempotencyConflictError):
        accepted(other, store, impatient)
    kept = [store.exists(new.object_key) for new in (workbook, first, other)]
    assert kept == [False, True, False]


def test_a_retry_gives_its_file_to_an_import_whose_own_is_lost(
    store: FolderStore, impatient: ImportJobs
) -> None:
    first, again = stored(store, "once"), stored(store, "once")
    accepted(first, store, impatient)
    store.delete(first.object_key)
    healed = accepted(again, store, impatient)
    assert (healed.id, healed.object_key) == (first.id, again.object_key)
    assert store.exists(again.object_key)


def test_an_import_that_failed_for_want_of_its_file_goes_on_with_that_of_the_retry(
    store: FolderStore, impatient: ImportJobs, tables: Tables
) -> None:
    first, again = stored(store, "once"), stored(store, "once")
    accepted(first, store, impatient)
    store.delete(first.object_key)
    impatient.fail(first.id, "upload_missing", {})
    tables.execute("delete from outbox")
    healed = accepted(again, store, impatient)
    assert (healed.status, healed.object_key) == (ImportStatus.PENDING, again.object_key)
    assert tables.execute("select job_id from outbox").fetchall() == [(first.id,)]


def test_an_import_that_is_over_needs_no_file(store: FolderStore, impatient: ImportJobs) -> None:
    first, again = stored(store, "once"), stored(store, "once")
    accepted(first, store, impatient)
    impatient.cancel(first.id)
    store.delete(first.object_key)
    assert accepted(again, store, impatient).object_key == first.object_key
    assert not store.exists(again.object_key)
