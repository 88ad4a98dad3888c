"""Every answer names its request, and so does what is logged about it."""

import logging
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest

from vehicle_pipeline.logs import bound

CSV = "modelo,placa,ano,valor_fipe\nGOL,ABC1D23,2020,45000.00\n"


@pytest.fixture
def lines() -> Iterator[list[dict[str, str]]]:
    """What each line of the access log is about."""
    found: list[dict[str, str]] = []

    class Noting(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append({"message": record.getMessage(), **bound.ids()})

    logger, handler = logging.getLogger("uvicorn.access"), Noting()
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield found
    logger.removeHandler(handler)
    logger.setLevel(level)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/health/live", 200),
        ("GET", "/api/v1/imports", 200),
        ("GET", f"/api/v1/imports/{UUID(int=1)}", 404),
        ("GET", "/api/v1/imports/nonsense", 422),
        ("DELETE", "/api/v1/imports", 405),
        ("GET", "/nowhere", 404),
    ],
)
def test_every_answer_names_its_request(
    api: httpx.Client, method: str, path: str, status: int
) -> None:
    given = api.request(method, path, headers={"X-Request-Id": "proxy-7.a_b"})
    made = [api.request(method, path) for _ in range(2)]

    assert (given.status_code, given.headers["X-Request-Id"]) == (status, "proxy-7.a_b")
    ids = {answer.headers["X-Request-Id"] for answer in made}
    assert len(ids) == 2
    assert all(len(each) == 32 and each.isalnum() for each in ids)
    # The document is the contract's, without it.
    assert "proxy-7.a_b" not in given.text


@pytest.mark.parametrize(
    "unsafe", ["", "a b", 'a"b', "<b>", "../x", "-x", "x" * 129, "ção", "a,b", "x;y", "%0a"]
)
def test_an_id_that_is_not_safe_is_replaced(api: httpx.Client, unsafe: str) -> None:
    answer = api.get("/health/live", headers={"X-Request-Id": unsafe.encode("latin-1")})

    assert answer.status_code == 200
    assert answer.headers["X-Request-Id"] != unsafe


def test_two_ids_are_none(api: httpx.Client) -> None:
    answer = api.get("/health/live", headers=[("X-Request-Id", "a"), ("X-Request-Id", "b")])

    assert len(answer.headers["X-Request-Id"]) == 32


def test_what_is_refused_before_the_application_is_asked_is_named_too(api: httpx.Client) -> None:
    foreign = api.post("/api/v1/imports", headers={"Origin": "https://evil.example"})
    unknown = api.get("/health/live", headers={"Host": "evil.example"})
    host, port = urlsplit(str(api.base_url)).hostname, urlsplit(str(api.base_url)).port
    with socket.create_connection((str(host), int(port or 0)), timeout=10) as client:
        client.sendall(b"GET / HTTP/1.1\r\nX-Request-Id: mine\r\nExpect: 200-magic\r\n\r\n")
        odd = client.recv(65_536).decode()

    assert (foreign.status_code, unknown.status_code) == (403, 421)
    assert all(len(each.headers["X-Request-Id"]) == 32 for each in (foreign, unknown))
    assert odd.startswith("HTTP/1.1 417 ")
    assert "\r\nx-request-id: mine\r\n" in odd


def test_the_access_log_names_request_and_import(
    api: httpx.Client, lines: list[dict[str, str]]
) -> None:
    files = {"file": ("frota.csv", CSV)}
    accepted = api.post("/api/v1/imports", files=files, headers={"X-Request-Id": "up"})
    job_id = accepted.json()["job_id"]
    api.get(f"/api/v1/imports/{job_id}", headers={"X-Request-Id": "look"})
    api.get("/api/v1/imports/nonsense", headers={"X-Request-Id": "odd"})

    about = {line["request_id"]: line.get("import_id") for line in lines}
    assert about == {"up": job_id, "look": job_id, "odd": None}
