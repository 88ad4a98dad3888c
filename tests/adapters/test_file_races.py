"""A file is given up, or imported again: never both, however the two transactions meet."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.api.serving import wait_until
from vehicle_pipeline.adapters.housekeeping import Housekeeping
from vehicle_pipeline.adapters.imports.reimports import Reimports
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.storage.folder_store import FolderStore
from vehicle_pipeline.errors import ObjectNotFoundError

Tables = psycopg.Connection[tuple[Any, ...]]

# Gates between what a transaction locks and what it writes, open unless the test holds the lock.
REIMPORT, HOUSEKEEPING = 1, 2
GATES = f"""
create function gate() returns trigger language plpgsql as $$
begin perform pg_advisory_xact_lock(tg_argv[0]::integer); return new; end $$;
create trigger copied before insert on import_jobs
    for each row execute function gate({REIMPORT});
create trigger revived before update on import_jobs
    for each row when (new.status = 'pending') execute function gate({REIMPORT});
create trigger given_up before update on import_jobs
    for each row when (new.file_removed_at is not null) execute function gate({HOUSEKEEPING});
"""
WAITING = """
select count(*) from pg_stat_activity
where datname = current_database() and wait_event_type = 'Lock'
"""
KEY = "frota.csv"


@pytest.fixture
def gates(tables: Tables) -> Iterator[None]:
    yield tables.execute(GATES) and None
    tables.execute("drop function gate cascade")


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    store = FolderStore(tmp_path)
    with store.writer(KEY) as file:
        file.write(b"x")
    return store


def ended(tables: Tables, status: str) -> UUID:
    job_id, moment = uuid4(), datetime.now(UTC) - timedelta(days=100)
    tables.execute(
        "insert into import_jobs (id, filename, object_key, file_size, file_sha256, status,"
        " total_rows, created_at, finished_at) values (%s, 'f.csv', %s, 1, '', %s, 0, %s, %s)",
        [job_id, KEY, status, moment, moment],
    )
    return job_id


@contextmanager
def closed(tables: Tables, gate: int) -> Iterator[None]:
    tables.execute("select pg_advisory_lock(%s)", [gate])
    try:
        yield
    finally:
        tables.execute("select pg_advisory_unlock(%s)", [gate])


def wait_for_waiting(tables: Tables, count: int) -> None:
    wait_until(lambda: tables.execute(WAITING).fetchone() == (count,))


@pytest.mark.usefixtures("gates")
@pytest.mark.parametrize("status", ["completed", "failed", "cancelled"])
@pytest.mark.parametrize("is_overlapping", [False, True], ids=["one by one", "overlapping"])
@pytest.mark.parametrize("first", [REIMPORT, HOUSEKEEPING], ids=["reimport", "housekeeping"])
def test_a_file_that_is_imported_again_stays_and_one_that_went_is_not_imported(
    database: Database,
    tables: Tables,
    store: FolderStore,
    first: int,
    is_overlapping: bool,
    status: str,
) -> None:
    job_id = ended(tables, status)

    def reimport() -> None:
        with suppress(ObjectNotFoundError):
            Reimports(database).again(job_id, uuid4())

    def keep_house() -> None:
        before = datetime.now(UTC) - timedelta(days=50)
        list(Housekeeping(database).remove_files(store, before))

    both = {REIMPORT: reimport, HOUSEKEEPING: keep_house}
    order = [both.pop(first), *both.values()]
    if is_overlapping:
        overlapping(tables, first, *order)
    else:
        for work in order:
            work()
    pending = tables.execute("select count(*) from import_jobs where status = 'pending'").fetchone()
    assert store.exists(KEY) is (first == REIMPORT)
    assert pending == (int(first == REIMPORT),)


def overlapping(tables: Tables, gate: int, first: Any, second: Any) -> None:
    """Let `second` begin while `first` has locked and not yet written."""
    with ThreadPoolExecutor(2) as pool:
        works: list[Future[None]] = []
        with closed(tables, gate):
            for count, work in enumerate((first, second), 1):
                works.append(pool.submit(work))
                wait_for_waiting(tables, count)
        for each in works:
            each.result(30)
