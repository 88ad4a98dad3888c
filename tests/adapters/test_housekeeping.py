"""What is removed, what is kept, and that a removal may be broken off anywhere."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.adapters.recorded import chunk, plates, started
from vehicle_pipeline.adapters import housekeeping as module
from vehicle_pipeline.adapters.housekeeping import Housekeeping
from vehicle_pipeline.adapters.imports import rejected_parts
from vehicle_pipeline.adapters.imports.chunk_loading import VehicleTable
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.postgres.batches import Tally, batched, work_off
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.storage.folder_store import FolderStore

Tables = psycopg.Connection[tuple[Any, ...]]
DAY = timedelta(days=1)
# An import of OLD has ended before BEFORE, one of today after it.
OLD = timedelta(days=100)


@pytest.fixture
def house(database: Database) -> Housekeeping:
    return Housekeeping(database)


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path)


def before(days: float = 50) -> datetime:
    return datetime.now(UTC) - days * DAY


def an_import(
    tables: Tables, status: str = "completed", *, age: timedelta = OLD, key: str | None = None
) -> tuple[UUID, str]:
    """An import without rows, and the key of its file."""
    job_id, key = uuid4(), key or f"{uuid4()}.csv"
    ended = None if status in ("pending", "processing") else datetime.now(UTC) - age
    tables.execute(
        "insert into import_jobs (id, filename, object_key, file_size, file_sha256, status,"
        " total_rows, created_at, finished_at) values (%s, 'f.csv', %s, 10, '', %s, 0, %s, %s)",
        [job_id, key, status, datetime.now(UTC) - age - DAY, ended],
    )
    return job_id, key


def put(store: FolderStore, folder: Path, key: str, *, age: timedelta = OLD) -> None:
    with store.writer(key) as writer:
        writer.write(b"x" * 10)
    moment = (datetime.now(UTC) - age).timestamp()
    os.utime(folder / key, (moment, moment))


def removed(batches: Iterator[Tally]) -> int:
    return sum(batches, Tally()).count


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# --- files --------------------------------------------------------------------------------------


def test_a_file_goes_once_its_import_has_ended_long_ago(
    house: Housekeeping, store: FolderStore, tables: Tables, tmp_path: Path
) -> None:
    old = [an_import(tables, status)[1] for status in ("completed", "failed", "cancelled")]
    kept = [
        an_import(tables, age=DAY)[1],
        an_import(tables, "pending")[1],
        an_import(tables, "processing")[1],
    ]
    for key in (*old, *kept):
        put(store, tmp_path, key)
    assert sum(house.remove_files(store, before()), Tally()) == Tally(3, 30)
    assert names(tmp_path) == set(kept)
    assert removed(house.remove_files(store, before())) == 0


@pytest.mark.parametrize("other", ["pending", "processing", "completed"])
def test_a_file_of_several_imports_waits_for_the_last(
    house: Housekeeping, store: FolderStore, tables: Tables, tmp_path: Path, other: str
) -> None:
    _, key = an_import(tables)
    again, _ = an_import(tables, other, age=DAY, key=key)
    put(store, tmp_path, key)
    assert removed(house.remove_files(store, before())) == 0
    assert names(tmp_path) == {key}
    tables.execute(
        "update import_jobs set status = 'completed', finished_at = %s where id = %s",
        [datetime.now(UTC) - OLD, again],
    )
    assert removed(house.remove_files(store, before())) == 1
    assert names(tmp_path) == set()


def test_an_import_that_goes_on_at_that_moment_keeps_its_file(
    house: Housekeeping,
    store: FolderStore,
    tables: Tables,
    tmp_path: Path,
    migrated_url: str,
) -> None:
    """Whoever revives it holds its row; housekeeping waits, and sees what it has become."""
    job_id, key = an_import(tables, "failed")
    put(store, tmp_path, key)
    with psycopg.connect(migrated_url) as other:
        other.execute(
            "update import_jobs set status = 'pending', finished_at = null where id = %s", [job_id]
        )
        removal = house.remove_files(store, before())
        with pytest.raises(TimeoutError):
            _within(0.3, removal)
        other.commit()
    assert removed(house.remove_files(store, before())) == 0
    assert names(tmp_path) == {key}


def _within(seconds: float, batches: Iterator[Tally]) -> None:
    """Go on with a removal in a thread; TimeoutError while it waits."""
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(1)
    try:
        pool.submit(list, batches).result(seconds)
    finally:
        pool.shutdown(wait=False)


def test_files_of_no_import_go_and_others_files_stay(
    house: Housekeeping, store: FolderStore, tables: Tables, tmp_path: Path
) -> None:
    _, claimed = an_import(tables)
    orphan, young = f"{uuid4()}.csv", f"{uuid4()}.xlsx"
    for key in (claimed, orphan, "somebody-elses.csv"):
        put(store, tmp_path, key)
    put(store, tmp_path, young, age=timedelta(0))
    assert sum(house.remove_unclaimed(store, before(1)), Tally()) == Tally(1, 10)
    assert names(tmp_path) == {claimed, young, "somebody-elses.csv"}


def test_a_file_whose_removal_was_broken_off_goes_the_next_time(
    house: Housekeeping, store: FolderStore, tables: Tables, tmp_path: Path
) -> None:
    _, key = an_import(tables)
    put(store, tmp_path, key)
    tables.execute("update import_jobs set file_removed_at = now()")
    assert removed(house.remove_unclaimed(store, before(1))) == 1
    assert names(tmp_path) == set()


# --- rows, imports ------------------------------------------------------------------------------


@pytest.fixture
def rejecting(database: Database, tables: Tables) -> UUID:
    """An import that completed with rejected rows and log lines, long ago."""
    jobs = ImportJobs(database)
    job_id = started(jobs, "run", 5)
    rows = chunk(*plates("ABC1D23", "ABC1D24"), *plates("NO", "NEITHER", "NOR"))
    VehicleTable(database).load("run", 0, rows)
    jobs.complete("run")
    age(tables)
    return job_id


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> UUID:
    """The same with each rejected row in a part of its own."""
    monkeypatch.setattr(rejected_parts, "PART_ROWS", 1)
    return UUID(str(request.getfixturevalue("rejecting")))


def age(tables: Tables, days: int = 100) -> None:
    tables.execute(
        "update import_jobs set created_at = created_at - make_interval(days => %s),"
        " finished_at = finished_at - make_interval(days => %s)",
        [days, days],
    )


def count(tables: Tables, table: str) -> int:
    (rows,) = tables.execute(f"select count(*) from {table}").fetchone() or (0,)
    return int(rows)


def test_rejected_rows_and_log_lines_go_and_the_import_stays(
    house: Housekeeping, tables: Tables, rejecting: UUID
) -> None:
    lines = count(tables, "job_logs")
    assert removed(house.remove_rows(before(200))) == 0
    assert removed(house.remove_rows(before())) == 3 + lines
    assert (count(tables, "rejected_parts"), count(tables, "job_logs")) == (0, 0)
    assert count(tables, "import_jobs") == count(tables, "import_chunks") == 1
    assert removed(house.remove_rows(before())) == 0


def test_an_import_that_can_still_go_on_keeps_its_rejected_rows(
    house: Housekeeping, tables: Tables, store: FolderStore, rejecting: UUID
) -> None:
    tables.execute("update import_jobs set status = 'failed'")
    assert removed(house.remove_rows(before())) == 0
    assert removed(house.remove_imports(before())) == 0
    assert count(tables, "rejected_parts") == 1
    assert removed(house.remove_files(store, before())) == 1
    assert removed(house.remove_rows(before())) > 3


def test_an_import_goes_with_all_that_is_its_but_the_vehicles(
    house: Housekeeping, tables: Tables, rejecting: UUID
) -> None:
    an_import(tables, age=DAY)
    an_import(tables, "pending")
    assert removed(house.remove_imports(before())) == 1
    assert count(tables, "import_jobs") == 2
    for table in ("rejected_parts", "job_logs", "import_chunks"):
        assert count(tables, table) == 0
    assert count(tables, "vehicles") == 2


def test_a_correction_outlives_the_import_that_it_corrects(
    house: Housekeeping, tables: Tables, rejecting: UUID
) -> None:
    child, _ = an_import(tables, age=DAY)
    tables.execute("update import_jobs set parent_id = %s where id = %s", [rejecting, child])
    assert removed(house.remove_imports(before())) == 1
    assert tables.execute("select id, parent_id from import_jobs").fetchall() == [(child, None)]


def test_a_removal_goes_in_steps_and_on_where_it_was_broken_off(
    house: Housekeeping, tables: Tables, in_parts: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH_ROWS", 1)
    steps = house.remove_rows(before())
    monkeypatch.setattr(module, "BATCH_PARTS", 1)
    assert next(steps) == Tally(1)
    assert count(tables, "rejected_parts") == 2
    assert removed(house.remove_rows(before())) == 2 + 3 + 2  # log lines: opened, rows, completed
    assert count(tables, "rejected_parts") == 0


# --- the rest -----------------------------------------------------------------------------------


def test_changes_of_vehicles_go_by_their_age_unless_an_undo_needs_them(
    house: Housekeeping, tables: Tables
) -> None:
    job_id, _ = an_import(tables)
    for age in (100, 10):
        tables.execute(
            "insert into vehicle_changes (plate, job_id, kind, changed_at, placa, modelo, ano,"
            " valor_fipe, import_id, source_row, created_at, updated_at) values"
            " ('ABC1C34', %s, 'updated', %s, 'ABC1C34', 'Gol', 2020, 1, %s, 2, now(), now())",
            [uuid4(), before(age), job_id],
        )
    undo, _ = an_import(tables, "pending")
    tables.execute("update import_jobs set undoes = %s where id = %s", [job_id, undo])
    assert removed(house.remove_history(before())) == 0
    tables.execute("update import_jobs set status = 'cancelled' where id = %s", [undo])
    assert removed(house.remove_history(before())) == 1
    assert removed(house.remove_history(before())) == 0


def test_alerts_and_dead_letters_go_by_their_age(house: Housekeeping, tables: Tables) -> None:
    tables.execute(
        "insert into alerts (code, created_at, sent_at) values"
        " ('sent', now() - interval '100 days', now() - interval '99 days'),"
        " ('never sent', now() - interval '100 days', null),"
        " ('sent lately', now() - interval '100 days', now()), ('new', now(), null)"
    )
    tables.execute(
        "insert into dead_letters (message_id, body, receive_count, collected_at, redriven_at)"
        " values ('redriven', '', 1, now() - interval '100 days', now() - interval '99 days'),"
        " ('open', '', 1, now() - interval '100 days', null), ('new', '', 1, now(), null),"
        " ('redriven lately', '', 1, now() - interval '100 days', now())"
    )
    assert removed(house.remove_alerts(before())) == 4
    assert tables.execute("select code from alerts order by 1").fetchall() == [
        ("new",),
        ("sent lately",),
    ]
    assert tables.execute("select message_id from dead_letters order by 1").fetchall() == [
        ("new",),
        ("redriven lately",),
    ]


def test_deliveries_of_imports_that_are_gone_are_forgotten(
    house: Housekeeping, tables: Tables
) -> None:
    job_id, _ = an_import(tables)
    tables.execute(
        "insert into deliveries (message_id, job_id, receipt_handle, attempt, visible_at) values"
        " ('known', %(known)s, '', 1, now() - interval '9 days'),"
        " ('gone', %(gone)s, '', 1, now() - interval '9 days'),"
        " ('gone, in flight', %(gone)s, '', 1, now())",
        {"known": job_id, "gone": uuid4()},
    )
    assert removed(house.remove_deliveries(before(1))) == 1
    assert count(tables, "deliveries") == 2


def test_only_one_process_keeps_house_at_a_time(house: Housekeeping, migrated_url: str) -> None:
    other = Database(migrated_url)
    try:
        with house.alone() as first, Housekeeping(other).alone() as second:
            assert (first, second) == (True, False)
        with Housekeeping(other).alone() as later:
            assert later
    finally:
        other.close()


def test_the_size_of_every_table_is_known_and_removed_rows_leave_space(
    house: Housekeeping, tables: Tables
) -> None:
    tables.execute(
        "insert into alerts (code, params) select 'x', jsonb_build_object('n', repeat('x', 500))"
        " from generate_series(1, 2_000)"
    )
    full = {size.name: size for size in house.sizes()}["alerts"]
    tables.execute("delete from alerts")
    house.vacuum(["alerts", "dead_letters"])
    after = {size.name: size for size in house.sizes()}["alerts"]
    assert full.bytes > 1_000_000
    assert after.rows == 0
    tables.execute(
        "insert into alerts (code, params) select 'x', jsonb_build_object('n', repeat('x', 500))"
        " from generate_series(1, 2_000)"
    )
    assert {size.name: size for size in house.sizes()}["alerts"].bytes <= 1.1 * full.bytes


def test_what_is_due_is_found_by_an_index(tables: Tables, database: Database) -> None:
    tables.execute(
        "insert into import_jobs (id, filename, object_key, file_size, file_sha256, status,"
        " total_rows, created_at, finished_at, file_removed_at, rows_removed_at)"
        " select gen_random_uuid(), '', gen_random_uuid(), 1, '', 'completed', 0, at, at,"
        "  case when n < 19000 then at end, case when n < 19000 then at end"
        " from generate_series(1, 20000) n,"
        "  lateral (select now() - make_interval(days => 20000 - n)) as moment (at)"
    )
    tables.execute("analyze import_jobs")
    indexes = {
        "lock_due_files": "import_jobs_with_file",
        "due_rows": "import_jobs_with_rows",
        "due_imports": "import_jobs_newest_first",
    }
    for name, index in indexes.items():
        with database.transaction() as connection:
            values = {"before": before(), "limit": 200}
            plan = connection.execute(f"explain {getattr(module._SQL, name)}", values).fetchall()
        assert index in str(plan)


# --- drafts -------------------------------------------------------------------------------------


def a_draft(tables: Tables, *, age: timedelta = OLD) -> str:
    """The key of the file of an upload that waits."""
    draft_id = uuid4()
    tables.execute(
        "insert into drafts (id, filename, object_key, file_size, file_sha256, created_at)"
        " values (%s, 'f.csv', %s, 10, '', %s)",
        [draft_id, f"{draft_id}.csv", datetime.now(UTC) - age],
    )
    return f"{draft_id}.csv"


def test_an_upload_that_nobody_confirms_goes_with_its_file(
    house: Housekeeping, store: FolderStore, tables: Tables, tmp_path: Path
) -> None:
    old, new = a_draft(tables), a_draft(tables, age=DAY)
    for key in (old, new):
        put(store, tmp_path, key)
    assert sum(house.remove_drafts(store, before()), Tally()) == Tally(1, 10)
    assert names(tmp_path) == {new}
    assert tables.execute("select object_key from drafts").fetchall() == [(new,)]
    # However old its file is, it belongs to somebody.
    assert removed(house.remove_unclaimed(store, datetime.now(UTC))) == 0


def test_an_upload_that_is_being_confirmed_keeps_its_file(
    house: Housekeeping, store: FolderStore, tables: Tables, tmp_path: Path, migrated_url: str
) -> None:
    key = a_draft(tables)
    put(store, tmp_path, key)
    with psycopg.connect(migrated_url) as other:
        other.execute("select * from drafts for update")
        assert removed(house.remove_drafts(store, before())) == 0
    assert names(tmp_path) == {key}


# --- batches ------------------------------------------------------------------------------------


def test_work_stops_when_its_time_is_over() -> None:
    endless = iter(lambda: Tally(1, 2), None)
    removal = work_off(endless, seconds=0.05)
    assert not removal.is_complete
    assert removal.removed.bytes == 2 * removal.removed.count > 0
    assert 0.05 < removal.seconds < 5
    assert work_off([Tally(1), Tally(2, 3)], seconds=60).removed == Tally(3, 3)


def test_batches_hold_everything_once() -> None:
    assert list(batched(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(batched([], 2)) == []
