"""Uploads that their header lines decide, over raw sockets to a real server."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.api.uploading import CSV

FORM = "multipart/form-data; boundary=x"
BODY = (
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n%s\r\n--x--\r\n'
    % CSV
)
HUGE = 10_000_000_000
EXPECT = "Expect: 100-Continue"
PATHS = ("/api/v1/imports", "/api/v1/imports/preview")


@contextmanager
def asked(
    api: httpx.Client, kind: str, length: int, *lines: str, path: str = PATHS[0]
) -> Iterator[socket.socket]:
    """A connection on which the head of an upload was sent."""
    host, port = api.base_url.host, api.base_url.port or 0
    first = f"POST {path} HTTP/1.1"
    fixed = (f"Host: {host}:{port}", f"Content-Type: {kind}", f"Content-Length: {length}")
    head = "\r\n".join([first, *fixed, *lines, "", ""])
    # Less than a refused sender is waited for.
    with socket.create_connection((host, port), timeout=4) as connection:
        connection.sendall(head.encode())
        yield connection


def answer(connection: socket.socket) -> tuple[int, str, bytes]:
    """The status, the code and the head of an answer, as soon as it is complete."""
    with connection.makefile("rb") as stream:
        lines = []
        while (line := stream.readline()) not in (b"\r\n", b""):
            lines.append(line.lower())
        (length,) = (line for line in lines if line.startswith(b"content-length"))
        body = json.loads(stream.read(int(length.split()[1])))
    return int(lines[0].split()[1]), body.get("code", ""), b"".join(lines)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("lines", [(), (EXPECT,)])
@pytest.mark.parametrize(
    ("kind", "length", "expected"),
    [
        ("application/json", len(BODY), (415, "not_multipart")),
        ("multipart/form-data", len(BODY), (415, "not_multipart")),
        (FORM, HUGE, (413, "file_too_large")),
    ],
)
@pytest.mark.usefixtures("nothing_left")
def test_a_head_that_decides_is_answered_before_the_body(
    api: httpx.Client,
    kind: str,
    length: int,
    expected: tuple[int, str],
    lines: tuple[str, ...],
    path: str,
) -> None:
    with asked(api, kind, length, *lines, path=path) as connection:
        status, code, head = answer(connection)
    assert (status, code) == expected
    assert b"connection: close" in head


def test_a_client_that_waits_for_permission_is_let_go_after_its_refusal(
    api: httpx.Client,
) -> None:
    with asked(api, FORM, HUGE, EXPECT) as connection:
        received = b""
        while more := connection.recv(65_536):
            received += more
    assert received.startswith(b"HTTP/1.1 413")


def test_a_sender_that_reads_last_sees_why_it_was_refused(api: httpx.Client) -> None:
    size = 5_000_000
    with asked(api, FORM, size) as connection:
        for _ in range(50):
            connection.sendall(bytes(size // 50))
        assert answer(connection)[:2] == (413, "file_too_large")


def test_a_form_that_may_come_is_asked_for(api: httpx.Client) -> None:
    with asked(api, FORM, len(BODY), EXPECT) as connection:
        assert connection.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(BODY)
        assert answer(connection)[0] == 201


def test_a_refusal_for_any_reason_ends_the_connection_of_a_client_that_waits(
    api: httpx.Client,
) -> None:
    with asked(api, FORM, len(BODY), EXPECT, path="/api/v1/nothing") as connection:
        status, code, head = answer(connection)
        assert (status, code) == (404, "not_found")
        assert b"connection: close" in head
        assert connection.recv(1) == b""
