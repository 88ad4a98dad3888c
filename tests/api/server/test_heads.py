"""Requests whose head is too large, over raw sockets to a real server."""

import json
import resource
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx
import pytest

from api.server.heads import MAX_HEAD, MAX_HEADERS, MAX_TARGET

FIRST = b"GET /health/live HTTP/1.1\r\n"
HOST = b"Host: 127.0.0.1\r\n"


@contextmanager
def connected(api: httpx.Client) -> Iterator[socket.socket]:
    address = (api.base_url.host, api.base_url.port or 0)
    with socket.create_connection(address, timeout=20) as connection:
        yield connection


def answers(connection: socket.socket) -> list[tuple[int, dict[str, str], Any]]:
    """All answers until the server ends the connection."""
    received = b""
    while more := connection.recv(65_536):
        received += more
    found = []
    while received:
        head, _, rest = received.partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ") for line in lines)}
        size = int(headers["content-length"])
        found.append((int(status.split()[1]), headers, json.loads(rest[:size])))
        received = rest[size:]
    return found


def one_answer(connection: socket.socket) -> bytes:
    """The next answer, of a health check, of a connection that goes on."""
    received = b""
    while not received.endswith(b"}"):
        received += connection.recv(65_536)
    return received


def ask(api: httpx.Client, request: bytes) -> tuple[int, dict[str, str], Any]:
    with connected(api) as connection:
        connection.sendall(request)
        (answer,) = answers(connection)
        return answer


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        (FIRST + HOST + b"X: " + b"a" * 1_000_000 + b"\r\n\r\n", 431, "head_too_large"),
        (FIRST + HOST + b"X" * 1_000_000 + b": a\r\n\r\n", 431, "head_too_large"),
        (FIRST + HOST + b"X: a\r\n" * 10_000 + b"\r\n", 431, "head_too_large"),
        (FIRST + HOST + b"X: a\r\n" * MAX_HEADERS + b"\r\n", 431, "head_too_large"),
        (FIRST + HOST + b"X: " + b"a" * MAX_HEAD + b"\r\n\r\n", 431, "head_too_large"),
        (b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414, "target_too_long"),
        (b"GET /?" + b"a" * MAX_TARGET + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414, "target_too_long"),
        (b"\r\n" * 500_000, 431, "head_too_large"),
        (b"\x16\x03\x01\x02\x00 no HTTP at all\r\n\r\n", 400, "malformed_request"),
    ],
    ids=["value", "name", "many", "one too many", "a little", "target", "query", "blank", "TLS"],
)
def test_a_head_too_large_is_refused_with_a_problem(
    api: httpx.Client, request_: bytes, status: int, code: str
) -> None:
    answered, headers, problem = ask(api, request_)
    assert (answered, problem["status"], problem["code"]) == (status, status, code)
    assert headers["content-type"] == "application/problem+json"
    assert headers["connection"] == "close"
    assert headers["content-language"] == "pt-BR"


POST = b"POST /api/v1/imports HTTP/1.1\r\n" + HOST
EXPECTING = POST + b"Content-Length: 3\r\n"


@pytest.mark.parametrize(
    ("head", "status", "code"),
    [
        (POST + b"Transfer-Encoding: gzip, chunked", 501, "unknown_transfer_coding"),
        (POST + b"Transfer-Encoding: chunked, chunked", 400, "malformed_request"),
        (
            POST + b"Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked",
            501,
            "unknown_transfer_coding",
        ),
        (POST + b"Transfer-Encoding: chunked, gzip", 400, "malformed_request"),
        (EXPECTING + b"Expect: 200-maybe", 417, "unknown_expectation"),
        (EXPECTING + b"Expect: 100-continue, 200-maybe", 417, "unknown_expectation"),
        (EXPECTING + b"Expect: 100-continue\r\nExpect: x", 417, "unknown_expectation"),
        (FIRST + HOST + b"Expect: x", 417, "unknown_expectation"),
    ],
)
def test_what_a_head_demands_and_nobody_does_is_refused(
    api: httpx.Client, head: bytes, status: int, code: str
) -> None:
    answered, headers, problem = ask(api, head + b"\r\n\r\n")
    assert (answered, problem["code"]) == (status, code)
    assert headers["connection"] == "close"


@pytest.mark.parametrize("coding", [b"chunked", b"Chunked", b" chunked "])
def test_a_chunked_body_is_read(api: httpx.Client, coding: bytes) -> None:
    request = POST + b"Connection: close\r\nTransfer-Encoding: " + coding + b"\r\n\r\n0\r\n\r\n"
    answered, _, problem = ask(api, request)
    assert (answered, problem["code"]) == (415, "not_multipart")


def test_the_refusal_is_in_the_caller_s_language(api: httpx.Client) -> None:
    english = b"Accept-Language: en\r\n"
    _, headers, problem = ask(api, FIRST + english + b"X: " + b"a" * 100_000 + b"\r\n\r\n")
    assert (headers["content-language"], problem["detail"]) == (
        "en",
        "The headers are too large, or too many",
    )


def test_what_browsers_send_at_most_is_answered(api: httpx.Client) -> None:
    many = {f"x-{number}": "a" for number in range(MAX_HEADERS - 10)}
    assert api.get("/health/live", headers=many).status_code == 200
    assert api.get("/health/live", headers={"cookie": "a" * 60_000}).status_code == 200
    assert api.get("/health/live", params={"x": "a" * 8_000}).status_code == 200


def test_one_connection_may_ask_as_often_as_it_likes(api: httpx.Client) -> None:
    """Limits are per request, not per connection."""
    with connected(api) as connection:
        request = FIRST + HOST + b"X: " + b"a" * 30_000 + b"\r\n"
        for _ in range(5):
            connection.sendall(request + b"\r\n")
            assert one_answer(connection).startswith(b"HTTP/1.1 200")
        connection.sendall(request + b"Connection: close\r\n\r\n")
        assert [status for status, *_ in answers(connection)] == [200]


def test_a_refusal_comes_after_the_answer_to_the_request_before(api: httpx.Client) -> None:
    with connected(api) as connection:
        connection.sendall(FIRST + HOST + b"\r\n")
        first = one_answer(connection)
        connection.sendall(FIRST + b"X: " + b"a" * 100_000)
        ((status, *_),) = answers(connection)
    assert first.startswith(b"HTTP/1.1 200")
    assert status == 431


@pytest.mark.parametrize("tail", [b"0\r\nX: ", b"5;x="], ids=["trailer", "chunk extension"])
def test_what_follows_a_body_is_limited_as_well(api: httpx.Client, tail: bytes) -> None:
    upload = b"POST /api/v1/imports HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=x\r\n"
    with connected(api) as connection:
        connection.sendall(upload + HOST + b"Transfer-Encoding: chunked\r\n\r\n2\r\n--\r\n")
        connection.sendall(tail + b"a" * 1_000_000)
        assert [status for status, *_ in answers(connection)] == [431]


def test_a_header_without_end_costs_neither_memory_nor_time(api: httpx.Client) -> None:
    before, started, sent = usage(), time.process_time(), 0
    with connected(api) as connection:
        connection.sendall(FIRST + b"X: ")
        with suppress(ConnectionError):
            while sent < 64:
                connection.sendall(b"a" * 1_000_000)
                sent += 1
                time.sleep(0.05)
    assert sent < 64
    assert usage() - before < 20_000_000
    assert time.process_time() - started < 3


@pytest.mark.parametrize("sign", [" ", "a", "0", ",", ";", "=", '"', "\\", "x=1;", "a-", "q=1,"])
@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("Accept-Language", "en"),
        ("Authorization", "Basic "),
        ("Content-Type", "multipart/form-data; boundary="),
        ("Cookie", "a="),
        ("Host", "127.0.0.1"),
        ("Idempotency-Key", "k"),
        ("Last-Event-ID", "1"),
        ("Origin", "http://127.0.0.1"),
        ("X-Forwarded-For", "127.0.0.1"),
    ],
)
def test_no_header_is_long_in_being_read(
    api: httpx.Client, name: str, before: str, sign: str
) -> None:
    """As long as headers may be, in whichever way the API reads them."""
    value = before + sign * (60_000 // len(sign)) + "\\"
    started = time.process_time()
    answer = api.post("/api/v1/imports", headers={name: value}, content=b"x")
    assert answer.status_code < 500
    answer = api.get("/api/v1/imports/stream?job_id=x", headers={name: value})
    assert answer.status_code < 500
    assert time.process_time() - started < 1


def usage() -> int:
    """The most memory this process has ever had, in bytes; the server runs in it."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def test_trailers_are_no_headers_of_the_request(api: httpx.Client) -> None:
    chunked = b"Transfer-Encoding: chunked\r\n\r\n0\r\n"
    with connected(api) as connection:
        connection.sendall(FIRST + chunked + HOST + b"\r\n")
        assert b" 421 " in one_answer(connection)
    with connected(api) as connection:
        connection.sendall(FIRST + HOST + chunked + b"Host: evil.example\r\n\r\n")
        assert b" 200 " in one_answer(connection)


@pytest.mark.parametrize(
    "target", [b"http://evil.example/health/live", b"http://127.0.0.1/health/live", b"evil:80"]
)
def test_a_target_is_a_path(api: httpx.Client, target: bytes) -> None:
    status, _, problem = ask(api, b"GET " + target + b" HTTP/1.1\r\n" + HOST + b"\r\n")
    assert (status, problem["code"]) == (400, "malformed_request")
