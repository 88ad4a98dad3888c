"""Housekeeping leaves alone what a schedule imports again and again."""

from pathlib import Path
from uuid import UUID, uuid4

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
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.schedules.queries import ScheduleQueries
from vehicle_pipeline.adapters.schedules.schedules import Schedules
from vehicle_pipeline.adapters.storage.folder_store import FolderStore
from vehicle_pipeline.schedule_contracts import UploadSource


def scheduled(database: Database, job_id: UUID, *, enabled: bool = True) -> Schedules:
    schedules = Schedules(database, 3)
    given = terms(source=UploadSource(import_id=job_id), enabled=enabled)
    schedules.create(uuid4(), given, before(1))
    return schedules


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
    schedules = scheduled(database, job_id, enabled=False)
    assert removed(house.remove_files(store, before())) == 1
    assert names(tmp_path) == {key}
    removed(house.remove_imports(before()))
    assert tables.execute("select id from import_jobs").fetchall() == [(job_id,)]
    assert removed(house.remove_unclaimed(store, before())) == 0
    schedules.delete(ScheduleQueries(database).page(skip=0, limit=1).items[0].schedule.id)
    assert removed(house.remove_files(store, before())) == 1
    assert names(tmp_path) == set()
    removed(house.remove_imports(before()))
    assert tables.execute("select id from import_jobs").fetchall() == []
