"""The launcher under the real daemon, when things are killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from dagster import DagsterInstance, DagsterRun, DagsterRunStatus, RunsFilter

from tests.defs import launcher_definitions as jobs
from vehicle_pipeline.defs.launching.worker_identity import WorkerIdentity

ROOT = Path(__file__).parents[3]
WORKSPACE = "dagster_home/workspace.yaml"
# The daemon needs about 5 s to start, run monitoring and retries a few more.
PATIENCE = 60.0


@contextmanager
def running(log: Path, *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    with (
        log.open("ab") as output,
        subprocess.Popen(
            [sys.executable, "-m", *arguments], cwd=ROOT, stdout=output, stderr=output
        ) as process,
    ):
        try:
            yield process
        finally:
            process.terminate()


@pytest.fixture
def code_server(
    dagster_home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator["subprocess.Popen[bytes]"]:
    path = dagster_home / "code-server.sock"
    monkeypatch.setenv("DAGSTER_CODE_SERVER_SOCKET", str(path))
    command = ("dagster", "api", "grpc", "-m", jobs.__name__, "-s", str(path))
    with running(dagster_home / "code-server.log", *command) as process:
        wait_until_listening(path)
        yield process


def wait_until_listening(path: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.connect(str(path))
            except (FileNotFoundError, ConnectionRefusedError):
                assert time.monotonic() < deadline
                time.sleep(0.1)
            else:
                return


def daemon(home: Path) -> AbstractContextManager["subprocess.Popen[bytes]"]:
    return running(home / "daemon.log", "dagster._daemon", "run", "-w", WORKSPACE)


def run_with(instance: DagsterInstance, status: DagsterRunStatus) -> DagsterRun:
    """The one run of `dies_once` with this status, as soon as there is one."""
    deadline = time.monotonic() + PATIENCE
    wanted = RunsFilter(job_name="dies_once", statuses=[status])
    while not (found := instance.get_runs(filters=wanted)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found[0]


def test_a_run_outlives_the_daemon_and_a_killed_one_is_noticed_and_repeated(
    instance: DagsterInstance, dagster_home: Path, code_server: "subprocess.Popen[bytes]"
) -> None:
    with daemon(dagster_home) as first:
        launch = ("dagster", "job", "launch", "-w", WORKSPACE, "-j", "dies_once")
        subprocess.run([sys.executable, "-m", *launch], cwd=ROOT, check=True)
        run = run_with(instance, DagsterRunStatus.STARTED)
        worker = WorkerIdentity.of_run(run)
        first.send_signal(signal.SIGKILL)
        first.wait()
        assert worker is not None
        assert worker.is_alive()

    with daemon(dagster_home):
        os.kill(worker.pid, signal.SIGKILL)
        failed = run_with(instance, DagsterRunStatus.FAILURE)
        repeated = run_with(instance, DagsterRunStatus.SUCCESS)

    messages = "\n".join(entry.message for entry in instance.all_logs(failed.run_id))
    assert f"process {worker.pid} on {worker.host} was killed or crashed" in messages
    assert repeated.parent_run_id == failed.run_id == run.run_id
