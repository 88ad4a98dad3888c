"""Housekeeping leaves alone what a schedule imports again and again."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tests.adapters.schedules.clock import terms
from tests.adapters.test_housekeeping import (
    OLD,
    Tables,
    an_import,
    before,
    names,
    put,
    removed,
)
from vehicle_pipeline.adapters.housekeeping import Housekeeping
from vehicle_pipeline.adapters.postgres.database import Connection, Database
from vehicle_pipeline.adapters.schedules import schedules
from vehicle_pipeline.adapters.schedules.queries import ScheduleQueries
from vehicle_pipeline.adapters.schedules.schedules import Schedules
from vehicle_pipeline.adapters.storage.folder_store import FolderStore
from vehicle_pipeline.errors import BadScheduleError
from vehicle_pipeline.schedule_contracts import ScheduleTerms, UploadSource


def scheduled(database: Database, job_id: UUID, *, enabled: bool = True) -> Schedules:
    made = Schedules(database, 3)
    given = terms(source=UploadSource(import_id=job_id), enabled=enabled)
    made.create(uuid4(), given, before(1))
    return made


def test_a_file_and_its_import_stay_while_a_schedule_names_it_and_go_afterwards(
    database: Database, tables: Tables, tmp_path: Path
) -> None:
    house, store = Housekeeping(database), FolderStore(tmp_path)
    job_id, key = an_import(tables)
    _, other = an_import(tables)
    # Its last import ended long ago, too.
    an_import(tables, key=key, age=OLD * 2)
    for each in (key, other):
        put(store, tmp_path, each)
    # A paused schedule will need it again.
    paused = scheduled(database, job_id, enabled=False)
    assert removed(house.remove_files(store, before())) == 1
    assert names(tmp_path) == {key}
    removed(house.remove_imports(before()))
    assert tables.execute("select id from import_jobs").fetchall() == [(job_id,)]
    assert removed(house.remove_unclaimed(store, before())) == 0
    paused.delete(ScheduleQueries(database).page(skip=0, limit=1).items[0].schedule.id)
    assert removed(house.remove_files(store, before())) == 1
    assert names(tmp_path) == set()
    removed(house.remove_imports(before()))
    assert tables.execute("select id from import_jobs").fetchall() == []


def test_an_import_that_a_schedule_is_about_to_name_is_waited_for_and_stays(
    database: Database, tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, store = Housekeeping(database), FolderStore(tmp_path)
    job_id, key = an_import(tables)
    put(store, tmp_path, key)
    claim, begun = schedules._claim_upload, threading.Event()

    def slow(connection: Connection, terms: ScheduleTerms) -> None:
        claim(connection, terms)
        begun.set()
        # By now housekeeping waits for the lock.
        time.sleep(1)

    monkeypatch.setattr(schedules, "_claim_upload", slow)
    for remove in (
        lambda: house.remove_files(store, before()),
        lambda: house.remove_imports(before()),
    ):
        begun.clear()
        with ThreadPoolExecutor(1) as pool:
            making = pool.submit(scheduled, database, job_id)
            assert begun.wait(10)
            assert removed(remove()) == 0
            made = making.result(10)
        assert names(tmp_path) == {key}
        assert tables.execute("select id from import_jobs").fetchall() == [(job_id,)]
        made.delete(ScheduleQueries(database).page(skip=0, limit=1).items[0].schedule.id)


def test_an_upload_that_is_gone_by_then_is_refused(database: Database, tables: Tables) -> None:
    with pytest.raises(BadScheduleError) as refusal:
        scheduled(database, uuid4())
    assert refusal.value.params["reason"] == "source_import_missing"
    job_id, _ = an_import(tables)
    tables.execute("update import_jobs set file_removed_at = now()")
    with pytest.raises(BadScheduleError) as refusal:
        scheduled(database, job_id)
    assert refusal.value.params["reason"] == "source_import_without_file"
