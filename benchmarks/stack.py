"""A whole stack of its own: started with `vehicle-pipeline up`, stopped and deleted afterwards."""

import contextlib
import os
import signal
import socket
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg

from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.postgres import EmbeddedPostgres
from vehicle_pipeline.local.state import read as read_state

# Seconds. A cold start takes up to 30 on two cores; a busy machine gets more.
START_TIMEOUT = 150
# Normally 10; PostgreSQL alone may take 60 where the disk is slow.
STOP_TIMEOUT = 120
# The 1,000,000-row file is larger than the default limit.
MAX_UPLOAD_MB = "100"
NO_SETTINGS: Mapping[str, str] = {}


class StackUnavailableError(Exception):
    """The stack did not start; the message says what it said last."""


@dataclass(frozen=True)
class Stack:
    """Addresses of a running stack."""

    api_url: str
    dagster_url: str
    database_url: str
    data_dir: DataDir
    process: "subprocess.Popen[bytes]"

    def connect(self) -> "psycopg.Connection[Any]":
        """A connection that commits each statement, as CHECKPOINT needs."""
        return psycopg.connect(self.database_url, autocommit=True)


@contextlib.contextmanager
def running_stack(settings: Mapping[str, str] = NO_SETTINGS) -> Iterator[Stack]:
    """Start a stack on free ports and a fresh data dir, and stop it at the end.

    `settings` are environment variables for it.

    Raises StackUnavailableError when it does not become ready.
    """
    with (
        tempfile.TemporaryDirectory(prefix="vehicle-bench-") as folder,
        stack_in(Path(folder), settings) as stack,
    ):
        yield stack


@contextlib.contextmanager
def stack_in(folder: Path, settings: Mapping[str, str]) -> Iterator[Stack]:
    """The same in a folder that is left as it is at the end; afterwards `process` has ended."""
    data_dir = folder / "data"
    log = folder / "up.log"
    process = _start(data_dir, log, settings)
    try:
        yield _wait_until_ready(process, data_dir, log)
    finally:
        _stop(process)


def _start(data_dir: Path, log: Path, settings: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    command = Path(sysconfig.get_path("scripts")) / "vehicle-pipeline"
    api_port, dagster_port = _free_ports(2)
    arguments = ["up", "--data-dir", data_dir, "--api-port", api_port, "--dagster-port"]
    with log.open("wb") as output:
        try:
            return subprocess.Popen(
                [command, *map(str, arguments), str(dagster_port)],
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, "MAX_UPLOAD_MB": MAX_UPLOAD_MB, **settings},
                # A process group of its own: Ctrl-C reaches it through `_stop`, once.
                start_new_session=True,
            )
        except OSError as error:
            raise StackUnavailableError(f"{command} cannot be run: {error}") from error


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as probes:
        sockets = [probes.enter_context(socket.socket()) for _ in range(count)]
        for probe in sockets:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in sockets]


def _wait_until_ready(process: "subprocess.Popen[bytes]", data_dir: Path, log: Path) -> Stack:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise StackUnavailableError(f"It ended by itself.\n{_tail(log)}")
        stack = _published(process, data_dir)
        if stack is not None and _is_ready(stack):
            return stack
        time.sleep(0.2)
    raise StackUnavailableError(f"It was not ready within {START_TIMEOUT} s.\n{_tail(log)}")


def _published(process: "subprocess.Popen[bytes]", data_dir: Path) -> Stack | None:
    """The addresses, once the stack has written them down."""
    state = read_state(DataDir(data_dir))
    if state is None:
        return None
    embedded = EmbeddedPostgres(DataDir(data_dir).postgres)
    return Stack(
        api_url=state.api_url,
        dagster_url=state.dagster_url,
        database_url=os.environ.get("DATABASE_URL") or embedded.url(),
        data_dir=DataDir(data_dir),
        process=process,
    )


def _is_ready(stack: Stack) -> bool:
    try:
        return httpx.get(f"{stack.api_url}/health/ready", timeout=5).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-lines:])


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
