"""Killed between any two statements, an occurrence happens once, and each object is imported once.

The processes are real and so is SIGKILL; a second run does what comes after a run that died.
"""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from itertools import count
from multiprocessing.context import ForkServerContext
from pathlib import Path
from uuid import uuid4

import pytest

from tests.adapters.schedules.clock import newest
from tests.adapters.sources.places import BucketPlace, FolderPlace, Place
from tests.defs.reimports import dying
from tests.defs.reimports.world import World, rows
from tests.effort import THOROUGH
from vehicle_pipeline.schedule_contracts import LocationSource, Schedule, UploadSource


@pytest.fixture(scope="module")
def forks() -> ForkServerContext:
    """Forks processes that have imported everything and started nothing."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([dying.__name__])
    return context


def killed_at(world: World, forks: ForkServerContext, url: str, fault: int) -> bool:
    """Have a process work until a fault; return whether it came to it."""
    uploads = Path(world.settings.uploads_url)
    arguments = (url, world.folder.parent, uploads, uuid4(), fault, dict(os.environ))
    process = forks.Process(target=dying.doomed, args=arguments)
    process.start()
    process.join(60)
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def recover(world: World, schedule: Schedule) -> None:
    """A retry of the run takes over what it had begun; a tick starts what nobody had."""
    uploads, root = Path(world.settings.uploads_url), world.folder.parent
    for each in newest(world.occurrences, schedule.id, 10):
        if each.state == "running":
            dying.carry_out(world.database, root, uploads, each, str(uuid4()))
    dying.work(world.database, root, uploads, str(uuid4()))


def check_once(world: World, schedule: Schedule, imports: int) -> None:
    made = world.imports()
    assert len(made) == imports
    assert world.promised() == imports
    assert {each.object_key for each in made} <= world.stored()
    found = newest(world.occurrences, schedule.id, 10)
    assert len(found) == len({each.due_at for each in found})
    done = [each for each in found if each.state == "done"]
    assert [job_id for each in done for job_id in each.job_ids] == [each.id for each in made]
    assert {each.state for each in found} <= {"done", "skipped", "nothing_new"}


def faults() -> Iterator[int]:
    return count() if THOROUGH else count(0, 3)


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, folder: Path, aws: str) -> Place:
    """Where another program puts its spreadsheets."""
    return FolderPlace(folder) if request.param == "folder" else BucketPlace()


@pytest.mark.timeout(600)
def test_of_a_location(
    world: World, place: Place, forks: ForkServerContext, migrated_url: str
) -> None:
    location = LocationSource(location=place.location, glob="**/*", pick="new")
    deaths = 0
    for fault in faults():
        world.tables.execute("delete from schedules; delete from import_jobs")
        place.put("a.csv", rows("ABC1C34"))
        place.put("b.csv", rows("ABC1C34"))
        place.put("c.pdf", b"%PDF-1.7")
        schedule = world.schedule(source=location)
        was_killed = killed_at(world, forks, migrated_url, fault)
        recover(world, schedule)
        check_once(world, schedule, 1)
        states = sorted(state for state, _ in world.ledger(schedule).values())
        assert states == ["imported", "refused", "same_content"]
        if not was_killed:
            break
        deaths += 1
    assert deaths > 10


@pytest.mark.timeout(600)
def test_of_an_upload(world: World, forks: ForkServerContext, migrated_url: str) -> None:
    (world.folder / "a.csv").write_bytes(rows("ABC1C34"))
    world.ran(world.schedule("Primeira"))
    (upload,) = world.imports()
    deaths = 0
    for fault in faults():
        world.tables.execute("delete from schedules; delete from outbox")
        world.tables.execute("delete from import_jobs where id <> %s", [upload.id])
        schedule = world.schedule(source=UploadSource(import_id=upload.id))
        was_killed = killed_at(world, forks, migrated_url, fault)
        recover(world, schedule)
        made = [each for each in world.imports() if each.id != upload.id]
        assert len(made) == 1
        (done,) = [
            each for each in newest(world.occurrences, schedule.id, 10) if each.state == "done"
        ]
        assert done.job_ids == [made[0].id]
        assert world.promised() == 1
        if not was_killed:
            break
        deaths += 1
    assert deaths > 5
