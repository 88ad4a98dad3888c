"""Many readers of errors.csv at the same time, and slow ones."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from uuid import UUID

import httpx
import pytest

from api.downloads import delivery, turns
from tests.api.serving import wait_until
from tests.api.world import World
from tests.spreadsheets.rejected_files import dialect

AT_ONCE = 2


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two files at a time, and little patience with the third."""
    monkeypatch.setattr(delivery, "AT_ONCE", AT_ONCE)
    monkeypatch.setattr(turns, "TURN_SECONDS", 0.3)


@pytest.fixture
def job_id(world: World) -> UUID:
    """An import whose errors.csv has 20 MB, more than the buffers of a connection hold."""
    columns = {"status": "completed", "dialect": dialect().model_dump_json()}
    job_id = world.add_import(total_rows=0, **columns)
    for row in range(200):
        world.add_rejected(job_id, row + 2, raw_row={"c0": "x" * 100_000})
    return job_id


def path(job_id: UUID) -> str:
    return f"/api/v1/imports/{job_id}/errors.csv"


@contextmanager
def slow_reader(api: httpx.Client, job_id: UUID) -> Iterator[socket.socket]:
    """A client that asks for the file and takes no more than its begin."""
    with socket.create_connection((api.base_url.host, api.base_url.port or 0), 20) as reader:
        reader.sendall(f"GET {path(job_id)} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".encode())
        assert reader.recv(100).startswith(b"HTTP/1.1 200")
        yield reader


def rest(reader: socket.socket) -> int:
    size = 0
    while more := reader.recv(1_000_000):
        size += len(more)
    return size


@pytest.mark.usefixtures("few")
def test_few_files_are_sent_at_a_time_and_others_hear_so(
    own_api: httpx.Client, job_id: UUID
) -> None:
    with ExitStack() as stack:
        for _ in range(AT_ONCE):
            stack.enter_context(slow_reader(own_api, job_id))
        answer = own_api.get(path(job_id))
        assert (answer.status_code, answer.json()["code"]) == (503, "errors_files_busy")
        assert answer.headers["retry-after"] == "5"
        assert own_api.get("/api/v1/imports").status_code == 200
    # Those that went away have given their turns back.
    wait_until(lambda: own_api.get(path(job_id)).status_code == 200)


@pytest.mark.usefixtures("few")
def test_a_reader_who_is_too_slow_gives_its_turn_back(
    own_api: httpx.Client, job_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "PACE", 1e9)
    monkeypatch.setattr(delivery, "SLACK", 1.0)
    with ExitStack() as stack:
        slow = [stack.enter_context(slow_reader(own_api, job_id)) for _ in range(AT_ONCE)]
        monkeypatch.setattr(delivery, "SLACK", 30.0)
        wait_until(lambda: own_api.get(path(job_id)).status_code == 200, 20)
        assert all(rest(reader) < 20_000_000 for reader in slow)


def test_a_reader_who_keeps_pace_gets_the_whole_file(
    own_api: httpx.Client, job_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "SLACK", 10.0)
    with slow_reader(own_api, job_id) as reader:
        assert rest(reader) > 20_000_000


def test_a_slow_reader_holds_no_connection_to_the_database(
    own_api: httpx.Client, world: World, job_id: UUID
) -> None:
    busy = (
        "select count(*) from pg_stat_activity where pid <> pg_backend_pid()"
        " and backend_type = 'client backend' and state <> 'idle'"
    )
    with slow_reader(own_api, job_id):
        wait_until(lambda: world.all(busy) == [(0,)])
