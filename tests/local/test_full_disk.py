"""A full disk takes log lines, and nothing else, from what is supervised."""

import sys
from collections.abc import Iterator

import pytest

from tests.disks import SmallDisk, small_disk
from tests.local.test_supervisor import BROKEN, environment, eventually, pid_of
from vehicle_pipeline.local import data_dirs, supervisor_conf
from vehicle_pipeline.local.errors import StartError
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.leftovers import end_leftovers
from vehicle_pipeline.local.programs import Program
from vehicle_pipeline.local.readiness import Watch
from vehicle_pipeline.local.supervisor import Supervisor

TALK = "import time; any(print('x' * 2000) or time.sleep(0.001) for _ in iter(int, 1))"
TALKER = Program("talker", "falador", (sys.executable, "-uc", TALK))


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallDisk]:
    # The disk is smaller than what usually counts as full.
    monkeypatch.setattr(data_dirs, "FULL_BYTES", 100_000)
    with small_disk() as disk:
        if disk is None:
            pytest.skip("may not mount")
        yield disk


@pytest.fixture
def data_dir(disk: SmallDisk) -> Iterator[DataDir]:
    data_dir = DataDir(disk.folder / "data")
    data_dir.create()
    yield data_dir
    end_leftovers(data_dir.root)


@pytest.fixture
def supervisor(data_dir: DataDir) -> Iterator[Supervisor]:
    supervisor = Supervisor(data_dir)
    yield supervisor
    supervisor.stop()


def test_supervisord_and_its_programs_outlive_a_full_disk_and_log_again_afterwards(
    data_dir: DataDir, supervisor: Supervisor, disk: SmallDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Rotated all the time, while nothing can be written as well.
    monkeypatch.setattr(supervisor_conf, "LOG_BYTES", "200KB")
    supervisor.start([TALKER, BROKEN], environment(data_dir))
    supervisor.start_programs([TALKER])
    log = data_dir.log("talker")
    eventually(lambda: log.exists() and log.stat().st_size > 0)
    talker = pid_of(supervisor, TALKER)

    disk.fill()
    supervisor.start_programs([BROKEN])  # makes supervisord write to its own log
    broken_starts: set[int] = set()
    eventually(lambda: broken_starts.add(pid_of(supervisor, BROKEN)) or len(broken_starts) > 2)
    assert supervisor.is_alive
    assert pid_of(supervisor, TALKER) == talker

    disk.free()
    for each in data_dir.logs.glob("talker.log*"):
        each.unlink()
    eventually(lambda: log.exists() and log.stat().st_size > 0)


def test_a_program_that_gave_up_on_a_full_disk_gets_one_more_chance_when_there_is_space(
    data_dir: DataDir, supervisor: Supervisor, disk: SmallDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor_conf, "START_RETRIES", 0)
    supervisor.start([BROKEN], environment(data_dir))
    watch = Watch(supervisor, [BROKEN], data_dir)
    disk.fill()
    supervisor.start_programs([BROKEN])
    eventually(lambda: supervisor.states()[BROKEN.name].statename == "FATAL")

    watch.check()
    assert supervisor.states()[BROKEN.name].statename == "FATAL"
    disk.free()
    watch.check()
    assert supervisor.states()[BROKEN.name].statename != "FATAL"
    eventually(lambda: supervisor.states()[BROKEN.name].statename == "FATAL")
    with pytest.raises(StartError, match=BROKEN.label):
        watch.check()
