import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from vehicle_pipeline.local import readiness
from vehicle_pipeline.local.environment import STACK_MARKER
from vehicle_pipeline.local.errors import StartError
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.leftovers import end_leftovers
from vehicle_pipeline.local.programs import Program
from vehicle_pipeline.local.readiness import Watch
from vehicle_pipeline.local.supervisor import STOP_ROOM, Supervisor, seconds_to_stop

SLEEPER = Program("sleeper", "dorminhoco", (sys.executable, "-c", "import time; time.sleep(600)"))
BROKEN = Program("broken", "quebrado", (sys.executable, "-c", "raise SystemExit('sem disco')"))
# Ignores SIGTERM and leaves its group, as a daemon does.
ESCAPED = """
import os, signal, time
os.setsid()
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(600)
"""
OWNER = """
import os, sys, time
from pathlib import Path
from tests.local.test_supervisor import SLEEPER, environment
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.supervisor import Supervisor
data_dir = DataDir(Path(sys.argv[1]))
supervisor = Supervisor(data_dir)
supervisor.start([SLEEPER], environment(data_dir))
supervisor.start_programs([SLEEPER])
print(supervisor.states()["sleeper"].pid, flush=True)
time.sleep(600)
"""


def environment(data_dir: DataDir) -> dict[str, str]:
    return {**os.environ, STACK_MARKER: str(data_dir.root)}


def eventually(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[DataDir]:
    data_dir = DataDir(tmp_path)
    data_dir.create()
    yield data_dir
    end_leftovers(data_dir.root)


@pytest.fixture
def supervisor(data_dir: DataDir) -> Iterator[Supervisor]:
    supervisor = Supervisor(data_dir)
    supervisor.start([SLEEPER, BROKEN], environment(data_dir))
    yield supervisor
    supervisor.stop()


def pid_of(supervisor: Supervisor, program: Program) -> int:
    return supervisor.states()[program.name].pid


def test_a_killed_program_is_started_again_and_a_stop_ends_everything(
    supervisor: Supervisor,
) -> None:
    supervisor.start_programs([SLEEPER])
    first = pid_of(supervisor, SLEEPER)
    os.kill(first, signal.SIGKILL)

    eventually(lambda: pid_of(supervisor, SLEEPER) not in (0, first))
    second = pid_of(supervisor, SLEEPER)
    supervisor.stop()

    assert not supervisor.is_alive
    assert not psutil.pid_exists(second)


def test_the_time_to_stop_is_that_of_the_slowest_program_of_each_group_and_some_room() -> None:
    programs = [
        Program("pg", "PG", (), group="services", stop_seconds=60),
        Program("sqs", "SQS", (), group="services", stop_seconds=15),
        Program("a", "A", (), stop_seconds=20),
        Program("b", "B", (), stop_seconds=5),
    ]

    assert seconds_to_stop(programs) >= 60 + 20 + STOP_ROOM
    assert seconds_to_stop([]) >= STOP_ROOM > 0


def test_a_program_is_killed_when_its_time_to_stop_is_over_and_not_before(
    data_dir: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(600)"
    deaf = [
        Program(name, name, (sys.executable, "-c", code), group=group, stop_seconds=2)
        for name, group in (("app", "app"), ("db", "services"))
    ]
    supervisor = Supervisor(data_dir)
    supervisor.start(deaf, environment(data_dir))
    supervisor.start_programs(deaf)
    eventually(lambda: all(state.pid for state in supervisor.states().values()))
    time.sleep(1)  # they must have heard that they are not to listen

    began = time.monotonic()
    supervisor.stop()

    assert time.monotonic() - began >= sum(program.stop_seconds for program in deaf) - 1


def test_a_program_that_cannot_start_is_named_with_the_end_of_its_log(
    supervisor: Supervisor, data_dir: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "MAX_STARTS", 2)
    watch = Watch(supervisor, [SLEEPER, BROKEN], data_dir)
    supervisor.start_programs([SLEEPER, BROKEN])

    with pytest.raises(StartError) as caught:
        watch.until_listening(data_dir.code_server_socket)

    assert BROKEN.label in caught.value.sentence
    assert "sem disco" in caught.value.log


def test_a_killed_supervisor_is_noticed(supervisor: Supervisor, data_dir: DataDir) -> None:
    watch = Watch(supervisor, [SLEEPER, BROKEN], data_dir)
    watch.check()
    # Other tests may have left a server of the session's beside it.
    (parent,) = (
        child
        for child in psutil.Process().children()
        if str(data_dir.root) in " ".join(child.cmdline())
    )
    parent.kill()

    eventually(lambda: not supervisor.is_alive)
    with pytest.raises(StartError):
        watch.check()


def test_a_process_that_left_its_group_is_found_and_ended(data_dir: DataDir) -> None:
    bystander = subprocess.Popen(SLEEPER.command)
    command = [sys.executable, "-c", ESCAPED]
    escaped = subprocess.Popen(command, env=environment(data_dir), stdout=subprocess.PIPE)
    with bystander, escaped:
        assert escaped.stdout
        escaped.stdout.readline()
        ended = end_leftovers(data_dir.root, grace=0.5)
        survivor = bystander.poll() is None
        bystander.kill()

    assert ended == 1
    assert survivor


@pytest.mark.skipif(sys.platform != "linux", reason="needs a signal at the parent's death")
def test_nothing_survives_an_owner_that_is_killed(data_dir: DataDir) -> None:
    command = [sys.executable, "-c", OWNER, str(data_dir.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout
        sleeper = int(owner.stdout.readline())
        assert psutil.pid_exists(sleeper)
        owner.kill()

    eventually(lambda: not psutil.pid_exists(sleeper))


def test_as_json_its_own_lines_have_fields_and_those_of_programs_stay_as_they_are(
    data_dir: DataDir,
) -> None:
    supervisor = Supervisor(data_dir, "json")
    supervisor.start([BROKEN], environment(data_dir))
    supervisor.start_programs([BROKEN])
    eventually(lambda: "sem disco" in data_dir.log(BROKEN.name).read_text())
    supervisor.stop()

    lines = [json.loads(line) for line in data_dir.log("supervisord").read_text().splitlines()]
    assert any("spawned: 'broken'" in line["message"] for line in lines)
    assert {line["logger"] for line in lines} == {"supervisord"}
    assert {line["level"] for line in lines} <= {"info", "warning", "critical"}
    assert set(data_dir.log(BROKEN.name).read_text().splitlines()) == {"sem disco"}
