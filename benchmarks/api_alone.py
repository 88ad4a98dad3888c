"""The API of a checkout, with a PostgreSQL and without anything else of a stack."""

import contextlib
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from signal import SIGINT, SIGTERM

import dagster as dg

from benchmarks.stack import StackUnavailableError
from vehicle_pipeline.adapters.postgres.migrate import migrate
from vehicle_pipeline.local.environment import dagster_storage_url
from vehicle_pipeline.local.postgres import EmbeddedPostgres

HOST = "127.0.0.1"
# How long a start, and an answer, may take, in seconds.
START_TIMEOUT, PATIENCE = 90.0, 60.0
# What shells grant; the API may ask for more.
DESCRIPTORS = 1_024


@dataclass(frozen=True)
class Api:
    """A running API."""

    port: int
    pid: int

    def connect(self) -> socket.socket:
        """Return a new connection."""
        return socket.create_connection((HOST, self.port), PATIENCE)

    def send(self, path: str, headers: str = "") -> socket.socket:
        """Send a request; return the connection, from which nothing was read yet."""
        connection = self.connect()
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n{headers}\r\n".encode())
        return connection

    @property
    def megabytes(self) -> float:
        """What the process has in memory."""
        (line,) = (
            line
            for line in Path(f"/proc/{self.pid}/status").read_text("ascii").splitlines()
            if line.startswith("VmRSS")
        )
        return int(line.split()[1]) / 1024

    def lists(self) -> bool:
        """Ask for the imports, over a new connection; return whether they came."""
        connection = HTTPConnection(HOST, self.port, timeout=PATIENCE)
        try:
            connection.request("GET", "/api/v1/imports")
            answer = connection.getresponse()
            answer.read()
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()
        return answer.status == HTTPStatus.OK


@contextlib.contextmanager
def running_api(root: Path, url: str) -> Iterator[Api]:
    """Serve the API of the checkout at `root`."""
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="vehicle-bench-") as data:
        environment = {
            **os.environ,
            "API_PORT": str(port),
            "AWS_ACCESS_KEY_ID": "none",
            "AWS_SECRET_ACCESS_KEY": "none",
            # Nobody is there: no message has to be sent.
            "AWS_ENDPOINT_URL": f"http://{HOST}:9",
            "DATABASE_URL": url,
            "DATA_DIR": data,
            "QUEUE": "aws",
        }
        # The current folder is where Python looks first.
        with (
            (Path(data) / "api.log").open("wb") as log,
            subprocess.Popen(
                [sys.executable, "-m", "api"],
                cwd=root,
                env=environment,
                stdout=log,
                stderr=log,
                preexec_fn=_few_descriptors,
            ) as process,
        ):
            try:
                api = Api(port, process.pid)
                _wait_until(api.lists)
                yield api
            finally:
                process.send_signal(SIGTERM)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(15)
                process.kill()


def _few_descriptors() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS, hard))


@contextlib.contextmanager
def running_database(folder: Path) -> Iterator[str]:
    """A PostgreSQL of its own, with our tables and Dagster's."""
    server = EmbeddedPostgres(folder / "postgres")
    program = server.program
    with subprocess.Popen(
        program.command,
        user=program.user,
        group=program.user,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _wait_until(lambda: server.wait_until_ready(seconds=START_TIMEOUT))
            migrate(server.url())
            _make_dagster_tables(server.url(), folder)
            yield server.url()
        finally:
            process.send_signal(SIGINT)


def _make_dagster_tables(url: str, folder: Path) -> None:
    storage = f"storage: {{postgres: {{postgres_url: '{dagster_storage_url(url)}'}}}}\n"
    (folder / "dagster.yaml").write_text(storage + "telemetry: {enabled: false}\n")
    with dg.DagsterInstance.from_config(str(folder)):
        pass


def _wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while not condition():
        if time.monotonic() > deadline:
            raise StackUnavailableError(f"It was not ready within {START_TIMEOUT:.0f} s.")
        time.sleep(0.2)
