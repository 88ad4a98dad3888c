"""Callers that ask for too much, over HTTP: they are refused, and others are not."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from tests.api.server.test_connections import FILE, POST, connected, everything, problem
from tests.api.serving import client, serving, wait_until
from tests.api.sse import STREAM
from tests.api.uploading import stored, upload
from tests.api.world import World
from vehicle_pipeline.settings import Settings

# What a proxy on this machine says of where a request comes from.
FORWARDED = "X-Forwarded-For"
# What a browser says of a request that a page of ours sends.
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    """An API behind a proxy, with limits that a test can reach."""
    limits = {
        "requests_per_minute": 40,
        "uploads_at_once": 3,
        "uploads_per_caller": 2,
        "streams_at_once": 3,
        "streams_per_caller": 2,
        "trusted_proxies": ("127.0.0.0/8",),
    }
    with serving(settings.model_copy(update=limits)) as address:
        yield address


@pytest.fixture
def limited(address: str, world: World) -> Iterator[httpx.Client]:
    with client(address) as opened:
        yield opened


@pytest.fixture
def many(limited: httpx.Client) -> Iterator[ExitStack]:
    """What is opened here is closed, and seen to be, at the end of the test."""
    with ExitStack() as stack:
        yield stack
    wait_until(lambda: upload(limited).status_code == 201)
    wait_until(lambda: _stream_status(limited) == 200)


def _stream_status(api: httpx.Client) -> int:
    with api.stream("GET", STREAM) as answer:
        return answer.status_code


def slow_upload(api: httpx.Client, stack: ExitStack, host: str) -> socket.socket:
    """An upload that goes on for as long as the connection."""
    connection = stack.enter_context(connected(api))
    connection.sendall(POST + f"{FORWARDED}: {host}\r\n\r\n".encode() + FILE)
    return connection


def stream(api: httpx.Client, stack: ExitStack, host: str) -> httpx.Response:
    return stack.enter_context(api.stream("GET", STREAM, headers={FORWARDED: host}))


def test_an_address_with_too_many_requests_is_told_how_long_to_wait(
    limited: httpx.Client,
) -> None:
    flooding, other = {FORWARDED: "203.0.113.1"}, {FORWARDED: "203.0.113.2"}
    answers = [limited.get("/health/live", headers=flooding) for _ in range(50)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) >= 10
    assert refused[0].json()["code"] == "too_many_requests"
    seconds = int(refused[0].headers["retry-after"])
    assert 1 <= seconds <= 60
    assert f"{seconds} s" in refused[0].json()["detail"]
    assert refused[0].headers["x-content-type-options"] == "nosniff"
    assert limited.get("/health/live", headers=other).status_code == 200


def test_what_a_client_claims_to_come_from_counts_for_nothing_without_a_trusted_proxy(
    api: httpx.Client,
) -> None:
    answers = [api.get("/health/live", headers={FORWARDED: "203.0.113.1"}) for _ in range(50)]
    assert {answer.status_code for answer in answers} == {200}


def test_this_machine_is_not_limited_by_its_address(limited: httpx.Client) -> None:
    assert {limited.get("/health/live").status_code for _ in range(50)} == {200}


@pytest.mark.usefixtures("nothing_left")
def test_slow_uploads_of_one_caller_leave_room_for_another(
    limited: httpx.Client, many: ExitStack
) -> None:
    for _ in range(2):
        slow_upload(limited, many, "203.0.113.11")
    wait_until(lambda: _refused(limited, "203.0.113.11") == (429, "too_many_uploads"))
    headers = {FORWARDED: "203.0.113.12"}
    files = {"file": ("frota.csv", b"modelo;placa;ano;valor_fipe\nGOL;ABC1234;2020;1,00\n")}
    assert limited.post("/api/v1/imports", files=files, headers=headers).status_code == 201
    slow_upload(limited, many, "203.0.113.13")
    wait_until(lambda: _refused(limited, "203.0.113.14") == (503, "no_room_for_uploads"))


@pytest.fixture
def nothing_left(settings: Settings, limited: httpx.Client) -> Iterator[None]:
    yield
    wait_until(lambda: not [file for file in stored(settings) if file.name.startswith(".")])


def _refused(api: httpx.Client, host: str) -> tuple[int, str] | None:
    """What an upload is refused with before its body comes; None if it is taken."""
    head = f"{FORWARDED}: {host}\r\nExpect: 100-continue\r\n\r\n"
    with connected(api) as connection:
        connection.sendall(POST + head.encode())
        answer = connection.recv(1_000)
        if answer.startswith(b"HTTP/1.1 100"):
            return None
        return problem(answer + everything(connection))


def test_streams_of_one_caller_leave_room_for_another(
    limited: httpx.Client, many: ExitStack
) -> None:
    hosts = ["203.0.113.21"] * 3 + ["203.0.113.22", "203.0.113.23"]
    answers = [stream(limited, many, host) for host in hosts]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 200, 503]
    for refused, code in ((answers[2], "too_many_streams"), (answers[4], "no_room_for_streams")):
        refused.read()
        assert refused.json()["code"] == code
        assert int(refused.headers["retry-after"]) > 0


@pytest.mark.parametrize("path", ["/api/v1/schedules", "/api/v1/admin/reconcile", "/nowhere"])
def test_a_body_that_carries_no_file_is_short(limited: httpx.Client, path: str) -> None:
    answer = limited.post(path, content=b"x" * 1_000_001)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/json"])
def test_a_body_that_does_not_say_how_long_it_is_is_cut_off(
    limited: httpx.Client, kind: str
) -> None:
    path = "/preferencias" if "form" in kind else "/api/v1/schedules"
    pieces = (b"a=" + b"x" * 100_000 + b"&" for _ in range(12))
    answer = limited.post(path, content=pieces, headers={"Content-Type": kind, **OWN_PAGE})
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_slow_uploads_and_idle_streams_within_the_limits_keep_nobody_waiting(
    api: httpx.Client, world: World
) -> None:
    request = f"GET {STREAM}?job_id={world.add_import()} HTTP/1.1\r\nHost: 127.0.0.1"
    with ExitStack() as stack:
        # More of each than there are threads for anything.
        for _ in range(60):
            slow_upload(api, stack, "203.0.113.31")
            idle = stack.enter_context(connected(api))
            idle.sendall(f"{request}\r\n\r\n".encode())
            assert idle.recv(1_000).startswith(b"HTTP/1.1 200")
        assert upload(api).status_code == 201
        assert api.get("/api/v1/imports").json()["total"] == 2
