import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from vehicle_pipeline.local import state
from vehicle_pipeline.local.environment import STACK_MARKER
from vehicle_pipeline.local.errors import AlreadyRunningError
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.leftovers import variables_of
from vehicle_pipeline.local.locks import FileLock
from vehicle_pipeline.local.state import StackState

STATE = StackState(pid=1, api_url="http://127.0.0.1:8000", dagster_url="http://127.0.0.1:3000")

STARTS = 100

# Holds the data dir, and runs one program there.
OWNER = """
import os, subprocess, sys, time
from pathlib import Path
from vehicle_pipeline.local import environment, owner, state
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.settings import Settings
data_dir = Path(sys.argv[1])
settings = Settings(data_dir=data_dir, database_url="postgresql://nobody@/none")
variables = environment.compose(settings, os.environ, owner=owner.identity())
with state.holding(DataDir(data_dir)):
    program = subprocess.Popen(["sleep", "600"], env=variables, stdout=subprocess.DEVNULL)
    print(program.pid, flush=True)
    time.sleep(600)
"""


@contextmanager
def owning(data_dir: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Yield a command that holds the data dir, and the number of its program."""
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(data_dir)], stdout=subprocess.PIPE, text=True
    ) as owner:
        try:
            assert owner.stdout
            yield owner, int(owner.stdout.readline())
        finally:
            owner.kill()


def test_what_is_published_is_read_back(tmp_path: Path) -> None:
    STATE.write(DataDir(tmp_path))

    assert state.read(DataDir(tmp_path)) == STATE


def test_nothing_and_nonsense_are_no_state(tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path)
    assert state.read(data_dir) is None

    data_dir.state.write_text('{"pid": ')
    assert state.read(data_dir) is None


def test_the_state_of_a_stack_that_crashed_counts_for_nothing(tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path)
    STATE.write(data_dir)
    assert not state.is_held(data_dir)

    with FileLock(data_dir.lock) as lock:
        lock.acquire()
        assert state.is_held(data_dir)
    assert not state.is_held(data_dir)


def test_who_takes_the_data_dir_over_finds_nothing_left_of_a_stack_that_crashed(
    tmp_path: Path,
) -> None:
    data_dir = DataDir(tmp_path)
    environment = {**os.environ, STACK_MARKER: str(tmp_path)}
    command = [sys.executable, "-c", "import time; print(flush=True); time.sleep(600)"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as orphan:
        assert orphan.stdout
        orphan.stdout.readline()
        with state.holding(data_dir):
            assert not psutil.pid_exists(orphan.pid)


def test_a_living_stack_is_never_taken_over_whatever_is_removed_from_its_data_dir(
    tmp_path: Path,
) -> None:
    data_dir = DataDir(tmp_path)
    with owning(tmp_path) as (owner, program):
        data_dir.lock.unlink()

        with pytest.raises(AlreadyRunningError), state.holding(data_dir):
            pass
        data_dir.lock.unlink()
        assert state.is_held(data_dir)
        assert psutil.pid_exists(program)

        owner.kill()
        owner.wait()
        assert not state.is_held(data_dir)
        with state.holding(data_dir):
            assert not psutil.pid_exists(program)


def test_a_data_dir_is_held_by_one_stack_at_a_time(tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path)

    with state.holding(data_dir), pytest.raises(AlreadyRunningError), state.holding(data_dir):
        pass


def test_the_variables_of_a_program_are_known_while_it_starts() -> None:
    for _ in range(STARTS):
        # The call returns at a moment when the system often shows no variables of the program yet.
        with subprocess.Popen(["sleep", "60"], env={STACK_MARKER: "/srv"}) as program:
            found = variables_of(psutil.Process(program.pid))
            program.kill()
        assert found == {STACK_MARKER: "/srv"}
