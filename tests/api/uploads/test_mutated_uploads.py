"""Thousands of damaged uploads to one API: none is too much for it, and none leaves anything."""

import os
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from tests.api.serving import wait_until
from tests.api.uploads.mutants import Mutant, mutant
from tests.effort import THOROUGH
from vehicle_pipeline.adapters.postgres.migrate import migrate

MUTANTS = 10_000 if THOROUGH else 500
AT_ONCE = 4
DATABASE = "mutants"
# What all of them may add to the memory of an API that has seen the first tenth, in bytes.
GROWTH = 80_000_000


@dataclass(frozen=True)
class Api:
    port: int
    process: "subprocess.Popen[bytes]"
    database_url: str
    data_dir: Path
    temporary: Path
    log: Path

    def answers(self) -> bool:
        with suppress(httpx.HTTPError):
            url = f"http://127.0.0.1:{self.port}/health/live"
            return httpx.get(url, trust_env=False).status_code == 200
        return False

    @property
    def memory(self) -> int:
        return psutil.Process(self.process.pid).memory_info().rss


@pytest.fixture
def api(database_url: str, tmp_path: Path) -> Iterator[Api]:
    """A process of its own, with a database, a queue and folders of its own."""
    with _database(database_url) as url, socket.create_server(("127.0.0.1", 0)) as free:
        port, temporary = free.getsockname()[1], tmp_path / "tmp"
        free.close()
        temporary.mkdir()
        environment = {
            **os.environ,
            "API_PORT": str(port),
            # Nobody is there: what is accepted is not imported.
            "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
            "DATABASE_URL": url,
            "DATA_DIR": str(tmp_path / "data"),
            "MAX_UPLOAD_MB": "1",
            "QUEUE": "aws",
            "TMPDIR": str(temporary),
        }
        log = tmp_path / "api.log"
        with log.open("wb") as output:
            command = [sys.executable, "-m", "api"]
            process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
        try:
            api = Api(port, process, url, tmp_path / "data", temporary, log)
            wait_until(api.answers)
            yield api
        finally:
            process.terminate()
            process.wait(20)


@contextmanager
def _database(server: str) -> Iterator[str]:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"create database {DATABASE} template template0")
        url = server.replace("/vehicle_pipeline?", f"/{DATABASE}?")
        assert url != server
        try:
            migrate(url)
            yield url
        finally:
            connection.execute(f"drop database {DATABASE} with (force)")


def test_damaged_uploads_are_answered_and_leave_nothing(api: Api) -> None:
    begin = MUTANTS // 10
    with ThreadPoolExecutor(AT_ONCE) as senders:
        first = list(senders.map(lambda number: _sent(api, number), range(begin)))
        before = api.memory
        rest = list(senders.map(lambda number: _sent(api, number), range(begin, MUTANTS)))
    answers = Counter([*first, *rest])

    assert api.process.poll() is None, api.log.read_text()
    assert api.answers()
    assert not [each for each in answers if each and each[0] >= 500], answers
    # Damage of every kind was seen, and some that did no harm.
    assert {status for status, _ in filter(None, answers)} >= {201, 400, 415, 422}, answers
    assert "Traceback" not in api.log.read_text()
    assert api.memory - before < GROWTH
    wait_until(lambda: _stored(api) == _imported(api), 20)
    wait_until(lambda: not [path for path in api.temporary.rglob("*") if path.is_file()])


def _sent(api: Api, number: int) -> tuple[int, str] | None:
    """Status and content type of the answer; None if the sender did not wait for it."""
    sent: Mutant = mutant(number)
    received = b""
    with socket.create_connection(("127.0.0.1", api.port), timeout=60) as connection:
        with suppress(ConnectionError):
            connection.sendall(sent.request)
        if sent.stops:
            return None
        # One that is refused early may be reset once the answer has come.
        with suppress(ConnectionError):
            while piece := connection.recv(65_536):
                received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    assert head, f"no answer to mutant {number}"
    status = int(head.split()[1])
    is_problem = b"application/problem+json" in head.lower()
    assert is_problem is (status >= 400), f"mutant {number}: {received[:500]!r}"
    assert b"internal_error" not in body, f"mutant {number}"
    return status, "problem" if is_problem else ""


def _stored(api: Api) -> set[str]:
    folder = api.data_dir / "uploads"
    return {path.name for path in folder.rglob("*") if path.is_file()}


def _imported(api: Api) -> set[str]:
    with psycopg.connect(api.database_url) as connection:
        return {key for (key,) in connection.execute("select object_key from import_jobs")}
