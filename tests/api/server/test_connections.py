"""Silent and slow clients, and too many of them, over raw sockets to a real server."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.server import connections, pace
from tests.api.serving import serving, wait_until
from tests.api.sse import STREAM, streaming
from tests.api.uploading import CSV, stored
from tests.api.world import World, progress
from vehicle_pipeline.settings import Settings

GET = b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n"
POST = (
    b"POST /api/v1/imports HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
    b"Content-Type: multipart/form-data; boundary=x\r\n"
)
FILE = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n' + CSV


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits of time that a test can wait for."""
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.5)
    monkeypatch.setattr(pace, "BODY_SECONDS", 0.5)
    monkeypatch.setattr(connections, "STALL_SECONDS", 0.5)


@contextmanager
def connected(api: httpx.Client) -> Iterator[socket.socket]:
    address = (api.base_url.host, api.base_url.port or 0)
    with socket.create_connection(address, timeout=20) as connection:
        yield connection


def everything(connection: socket.socket) -> bytes:
    """What comes until the server ends the connection."""
    received = b""
    try:
        while more := connection.recv(65_536):
            received += more
    except ConnectionResetError:
        pass
    return received


def problem(answer: bytes) -> tuple[int, Any]:
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)["code"]


@pytest.mark.usefixtures("hasty")
def test_a_connection_that_says_nothing_is_closed(api: httpx.Client) -> None:
    with connected(api) as silent:
        assert everything(silent) == b""


@pytest.mark.usefixtures("hasty")
def test_a_head_that_does_not_end_is_refused(api: httpx.Client) -> None:
    with connected(api) as slow:
        slow.sendall(GET)
        assert problem(everything(slow)) == (408, "request_too_slow")


@pytest.mark.usefixtures("hasty")
def test_a_byte_now_and_then_does_not_prolong_a_head(api: httpx.Client) -> None:
    with connected(api) as slow:
        slow.settimeout(0.1)
        slow.sendall(GET + b"X: ")
        answer, began = b"", time.monotonic()
        while not answer:
            assert time.monotonic() - began < 20
            slow.sendall(b"a")
            try:
                answer = slow.recv(65_536)
            except TimeoutError:
                continue
    assert problem(answer) == (408, "request_too_slow")


@pytest.mark.usefixtures("hasty")
def test_a_connection_without_a_further_request_is_closed(api: httpx.Client) -> None:
    with connected(api) as idle:
        idle.sendall(GET + b"\r\n")
        assert everything(idle).count(b"HTTP/1.1 200") == 1


@pytest.mark.usefixtures("hasty")
def test_a_second_head_that_does_not_end_is_refused(api: httpx.Client) -> None:
    with connected(api) as slow:
        slow.sendall(GET + b"\r\n")
        assert slow.recv(65_536).startswith(b"HTTP/1.1 200")
        slow.sendall(GET)
        assert problem(everything(slow)) == (408, "request_too_slow")


@pytest.mark.usefixtures("hasty", "nothing_left")
def test_an_upload_that_stops_is_refused_and_leaves_nothing(
    api: httpx.Client, settings: Settings
) -> None:
    with connected(api) as slow:
        slow.sendall(POST + b"\r\n" + FILE)
        assert problem(everything(slow)) == (408, "request_too_slow")
    wait_until(lambda: not staged(settings))


@pytest.mark.usefixtures("nothing_left")
def test_a_large_upload_that_stops_leaves_nothing(
    api: httpx.Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "BODY_SECONDS", 1)
    with connected(api) as slow:
        slow.sendall(POST.replace(b"1000", b"900000") + b"\r\n" + FILE)
        slow.sendall(b"FUSCA;ABC1C35;1970;1,00\n" * 20_000)
        wait_until(lambda: staged(settings))
        assert problem(everything(slow)) == (408, "request_too_slow")
    wait_until(lambda: not staged(settings))


def staged(settings: Settings) -> list[Path]:
    """What lies in the store's folder, finished or not."""
    folder = Path(settings.uploads_url)
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


@pytest.mark.usefixtures("hasty")
def test_an_upload_that_goes_on_slowly_is_taken(api: httpx.Client, settings: Settings) -> None:
    body = FILE + b"\r\n--x--\r\n"
    size = b"Content-Length: %d" % len(body)
    with connected(api) as slow:
        slow.sendall(POST.replace(b"Content-Length: 1000", size) + b"Connection: close\r\n\r\n")
        began = time.monotonic()
        for at in range(0, len(body), len(body) // 10):
            slow.sendall(body[at : at + len(body) // 10])
            time.sleep(0.1)
        assert everything(slow).startswith(b"HTTP/1.1 201")
        assert time.monotonic() - began > 2 * pace.BODY_SECONDS
    assert len(stored(settings)) == 1


@pytest.mark.usefixtures("nothing_left")
def test_a_byte_now_and_then_does_not_prolong_a_body(
    api: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "GRACE_SECONDS", 1.0)
    with connected(api) as slow:
        slow.settimeout(0.1)
        slow.sendall(POST + b"\r\n" + FILE)
        answer, began = b"", time.monotonic()
        while not answer:
            assert time.monotonic() - began < 20
            slow.sendall(b"a")
            try:
                answer = slow.recv(65_536)
            except TimeoutError:
                continue
    assert problem(answer) == (408, "request_too_slow")


@pytest.mark.usefixtures("hasty")
def test_a_stream_without_news_goes_on(api: httpx.Client, world: World) -> None:
    job_id = world.add_import()
    with streaming(api, job_id=job_id) as stream:
        stream.next()
        time.sleep(2 * connections.HEAD_SECONDS)
        world.add_event(world.take_up(job_id), "ENGINE_EVENT", progress(1))
        assert stream.next().data["processed_rows"] == 1


@pytest.mark.usefixtures("hasty")
def test_a_client_that_stops_reading_is_cut_off(api: httpx.Client, world: World) -> None:
    job_id = world.add_import()
    bulky = {"event": "job_progress", "data": {"padding": "x" * 100_000}}
    with connected(api) as slow:
        slow.sendall(GET.replace(b"/health/live", f"{STREAM}?job_id={job_id}".encode()) + b"\r\n")
        assert slow.recv(1_000).startswith(b"HTTP/1.1 200")
        run_id = world.take_up(job_id)
        for _ in range(100):  # 10 MB, more than the buffers of the connection hold
            world.add_event(run_id, "ENGINE_EVENT", bulky)
        time.sleep(3 * connections.STALL_SECONDS)
        assert everything(slow).count(b"event: job_progress") < 100


@pytest.fixture
def small(settings: Settings, world: World) -> Iterator[httpx.Client]:
    """An API that takes four connections at a time."""
    with (
        serving(settings, connections=4) as address,
        httpx.Client(base_url=address, timeout=20, trust_env=False) as client,
    ):
        yield client


def test_who_asks_finds_room_among_silent_connections(small: httpx.Client) -> None:
    with ExitStack() as stack:
        silent = [stack.enter_context(connected(small)) for _ in range(10)]
        for _ in range(3):
            assert httpx.get(f"{small.base_url}/health/live", trust_env=False).status_code == 200
        # Those that were silent for longest had to go.
        assert everything(silent[0]) == b""


def test_what_is_at_work_stays_and_others_hear_that_there_is_no_room(
    small: httpx.Client, world: World
) -> None:
    job_id = world.add_import()
    with ExitStack() as stack:
        streams = [stack.enter_context(streaming(small, job_id=job_id)) for _ in range(3)]
        upload = stack.enter_context(connected(small))
        upload.sendall(POST + b"\r\n" + FILE)
        wait_until(lambda: refused(small))
        with connected(small) as another:
            answer = everything(another)
        assert problem(answer) == (503, "too_many_connections")
        assert b"retry-after: 5\r\n" in answer.lower()
        world.finish(job_id, world.take_up(job_id))
        assert [stream.rest()[-1].data["status"] for stream in streams] == ["completed"] * 3
    wait_until(lambda: not refused(small))


def refused(api: httpx.Client) -> bool:
    with connected(api) as connection:
        connection.sendall(GET + b"Connection: close\r\n\r\n")
        return everything(connection).startswith(b"HTTP/1.1 503")
