"""Names under which the API answers, and what a foreign page may ask of it."""

import json
import socket
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.serving import Serve
from tests.api.uploading import CSV, stored, upload
from tests.api.world import World
from vehicle_pipeline.settings import Settings

PATHS = ("/", "/docs", "/redoc", "/openapi.json", "/health/live", "/health/ready", "/nowhere")
FRONT = "https://front.example.com"
FOREIGN = [
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": "http://localhost"},
    {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]


@pytest.fixture
def named(start: Serve, settings: Settings) -> Iterator[httpx.Client]:
    """An API with a name and a front end elsewhere."""
    configured = settings.model_copy(
        update={"allowed_hosts": ("fleet.example.com", "10.0.0.7"), "cors_origins": (FRONT,)}
    )
    with httpx.Client(base_url=start(configured), timeout=20, trust_env=False) as client:
        yield client


def statuses(api: httpx.Client, host: str) -> set[int]:
    return {api.get(path, headers={"Host": host}).status_code for path in PATHS}


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "0.0.0.0", "", "a b", "["])
def test_a_foreign_name_is_answered_nowhere(api: httpx.Client, host: str) -> None:
    assert statuses(api, host) == {421}
    for method in ("HEAD", "OPTIONS", "POST", "DELETE", "PUT"):
        answer = api.request(method, "/api/v1/imports", headers={"Host": host})
        assert answer.status_code == 421


def test_a_request_without_a_name_is_refused(api: httpx.Client) -> None:
    status, problem = raw(api, b"GET /health/live HTTP/1.0\r\n\r\n")
    assert (status, problem["code"]) == (421, "unknown_host")


def test_two_names_are_one_too_many(api: httpx.Client) -> None:
    names = b"Host: 127.0.0.1\r\nHost: evil.example\r\n"
    status, _ = raw(api, b"GET /health/live HTTP/1.1\r\n" + names + b"\r\n")
    assert status in (400, 421)


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST.:1", "127.0.0.1:9", "[::1]:80", "fleet.example.com", "10.0.0.7"],
)
def test_loopback_and_configured_names_are_answered(named: httpx.Client, host: str) -> None:
    assert named.get("/health/live", headers={"Host": host}).status_code == 200


def test_the_refusal_is_a_problem_in_the_caller_s_language(api: httpx.Client) -> None:
    headers = {"Host": "evil.example", "Accept-Language": "en"}
    answer = api.get("/health/live", headers=headers)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == "en"
    assert answer.json() == {
        "type": "urn:vehicle-pipeline:problem:unknown_host",
        "title": "Misdirected Request",
        "status": 421,
        "detail": "The server does not answer to this name; its operator adds it to ALLOWED_HOSTS",
        "instance": "/health/live",
        "code": "unknown_host",
    }


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.usefixtures("nothing_left")
def test_a_foreign_page_uploads_nothing(api: httpx.Client, headers: dict[str, str]) -> None:
    for path in ("/api/v1/imports", "/api/v1/imports/preview"):
        answer = api.post(path, files={"file": ("frota.csv", CSV)}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_foreign_page_changes_nothing(
    api: httpx.Client, world: World, headers: dict[str, str]
) -> None:
    job, letter = world.add_import(), world.add_dead_letter()
    for method, path in (
        ("POST", f"imports/{job}/cancel"),
        ("POST", f"imports/{job}/reimport"),
        ("POST", f"admin/dead-letters/{letter}/redrive"),
        ("POST", "admin/dead-letters/redrive"),
        ("DELETE", f"admin/dead-letters/{letter}"),
        ("POST", "admin/reconcile"),
        ("PATCH", "nowhere"),
        ("PUT", "imports"),
    ):
        answer = api.request(method, f"/api/v1/{path}", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
    assert world.all("select status from import_jobs") == [("pending",)]
    assert world.all("select redriven_at from dead_letters") == [(None,)]
    assert world.all("select * from outbox") == []


def test_our_own_pages_and_programs_may_upload(api: httpx.Client) -> None:
    own = str(api.base_url).rstrip("/")
    for headers in ({}, {"Origin": own, "Sec-Fetch-Site": "same-origin"}):
        answer = api.post("/api/v1/imports", files={"file": ("frota.csv", CSV)}, headers=headers)
        assert answer.status_code == 201


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_foreign_page_holds_no_stream(api: httpx.Client, headers: dict[str, str]) -> None:
    with api.stream("GET", "/api/v1/imports/stream", headers=headers) as answer:
        answer.read()
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")


def test_a_link_from_another_page_is_answered_but_cannot_be_read_by_it(api: httpx.Client) -> None:
    for headers in FOREIGN:
        answer = api.get("/api/v1/imports", headers=headers)
        assert answer.status_code == 200
        assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_refusal_does_not_wait_for_the_upload(api: httpx.Client) -> None:
    head = (
        b"POST /api/v1/imports HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://evil.example\r\n"
        b"Content-Type: multipart/form-data; boundary=x\r\nExpect: 100-continue\r\n"
        b"Content-Length: 900000\r\n\r\n"
    )
    status, problem = raw(api, head)
    assert (status, problem["code"]) == (403, "foreign_origin")


@pytest.mark.usefixtures("nothing_left")
def test_a_sender_that_reads_late_sees_the_refusal(api: httpx.Client, settings: Settings) -> None:
    """The rest of the upload is taken, or the connection would be reset before it is read."""
    for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
        answer = api.post(
            "/api/v1/imports", files={"file": ("frota.csv", b"x" * 5_000_000)}, headers=headers
        )
        assert answer.status_code in (403, 421)
        assert answer.headers["connection"] == "close"
    assert stored(settings) == []


def test_every_operation_documents_its_refusals(api: httpx.Client) -> None:
    paths = api.get("/openapi.json").json()["paths"]
    for path, operations in paths.items():
        for operation in operations.values():
            is_public = path.startswith("/health/")
            assert {"401", "403"} & operation["responses"].keys() == (
                set() if is_public else {"401", "403"}
            ), path
            assert "421" in operation["responses"], path


def test_an_unknown_import_of_a_foreign_page_is_not_even_looked_for(api: httpx.Client) -> None:
    headers = {"Origin": "http://evil.example"}
    assert api.post(f"/api/v1/imports/{uuid4()}/cancel", headers=headers).status_code == 403
    assert upload(api).status_code == 201


def raw(api: httpx.Client, request: bytes) -> tuple[int, dict[str, Any]]:
    """Status and problem that answer a request as it stands."""
    address = (api.base_url.host, api.base_url.port or 0)
    with socket.create_connection(address, timeout=20) as connection:
        connection.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received or not received.rstrip().endswith(b"}"):
            more = connection.recv(65_536)
            assert more, received
            received += more
    head, _, body = received.partition(b"\r\n\r\n")
    problem: dict[str, Any] = json.loads(body)
    return int(head.split()[1]), problem
