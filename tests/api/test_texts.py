"""Texts that cannot be stored, in everything that the API's document lets a caller send."""

import re
import socket
from typing import Any, NamedTuple
from uuid import uuid4

import httpx
import pytest

from tests.api.document import document
from tests.api.uploading import upload
from tests.api.world import World


class Parameter(NamedTuple):
    """Where a caller may put a text."""

    method: str
    path: str
    place: str
    name: str


def all_parameters() -> list[tuple[Parameter, dict[str, Any]]]:
    return [
        (Parameter(method.upper(), path, each["in"], each["name"]), each["schema"])
        for path, operations in document()["paths"].items()
        for method, operation in operations.items()
        for each in operation.get("parameters", [])
    ]


ALL = all_parameters()
IN_URLS = [parameter for parameter, _ in ALL if parameter.place in ("query", "path")]
IN_HEADERS = [parameter for parameter, _ in ALL if parameter.place == "header"]
# Is read up to a length; a browser must not be refused for its languages.
UNBOUNDED = "Accept-Language"


def url(parameter: Parameter, text: str) -> str:
    """The address of a route with `text` in one of its parameters."""
    path, query = parameter.path, ""
    if parameter.place == "path":
        path = path.replace(f"{{{parameter.name}}}", text)
    else:
        query = f"?{parameter.name}={text}"
    for name in ("occurrence_id", "object_id"):
        path = path.replace(f"{{{name}}}", "1")
    return re.sub(r"\{\w+\}", str(uuid4()), path) + query


def test_there_is_something_to_try() -> None:
    assert {each.name for each in IN_URLS} > {"code", "modelo", "placa", "last_event_id", "job_id"}
    assert {each.name for each in IN_HEADERS} > {"Idempotency-Key", "Last-Event-ID"}


@pytest.mark.parametrize("parameter", IN_URLS, ids=str)
def test_a_nul_in_a_parameter_is_refused(api: httpx.Client, parameter: Parameter) -> None:
    body = {} if parameter.method == "PATCH" else None
    for text in ("%00", "a%00b"):
        answer = api.request(parameter.method, url(parameter, text), json=body)
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (422, "invalid_parameters"), text
        assert [error["field"] for error in problem["errors"]] == [parameter.name], text


@pytest.mark.parametrize("parameter", IN_URLS, ids=str)
def test_no_text_in_a_parameter_is_a_mistake_of_ours(
    api: httpx.Client, parameter: Parameter
) -> None:
    # The stream goes on for ever where they are accepted.
    for text in ("%ED%A0%80", "%F4%90%80%80", "%FF", "%EF%BF%BF", "%F0%9F%9A%97"):
        assert api.request(parameter.method, url(parameter, text)).status_code < 500, text


@pytest.mark.parametrize("parameter", IN_HEADERS, ids=str)
def test_a_nul_in_a_header_is_no_http(api: httpx.Client, parameter: Parameter) -> None:
    line = f"{parameter.method} {url(parameter, '')} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    with socket.create_connection((api.base_url.host, api.base_url.port or 0), 20) as connection:
        connection.sendall(f"{line}{parameter.name}: a\x00b\r\n\r\n".encode())
        assert connection.recv(1_000).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(("parameter", "schema"), ALL, ids=str)
def test_every_text_has_a_length(parameter: Parameter, schema: dict[str, Any]) -> None:
    for kind in schema.get("anyOf", [schema]):
        is_free = kind.get("type") == "string" and not kind.keys() & {"format", "enum", "const"}
        assert not is_free or "maxLength" in kind or parameter.name == UNBOUNDED


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mapping", '{"placa": "\\u0000"}'),
        ("mapping", '{"placa": "\\ud800"}'),
        ("mapping", "\x00"),
        ("sheet", "a\x00b"),
        ("encoding", "\x00"),
        ("delimiter", "\x00"),
        ("decimal", "\x00"),
        ("header_row", "1\x00"),
        ("on_conflict", "skip\x00"),
        ("dry_run", "\x00"),
        ("a\x00b", "x"),
    ],
)
def test_a_nul_in_a_field_is_refused(api: httpx.Client, field: str, value: str) -> None:
    answer = upload(api, **{field: value})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_file_name_keeps_what_can_be_stored(api: httpx.Client, world: World) -> None:
    head = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="fro%00\x00ta.csv"\r\n\r\n'
    )
    body = head + b"modelo;placa;ano;valor_fipe\nGOL;ABC1234;2020;45000,00\n\r\n--x--\r\n"
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = api.post("/api/v1/imports", content=body, headers=kind)
    assert answer.status_code in (201, 400)
    names = [name for (name,) in world.all("select filename from import_jobs")]
    assert names in ([], ["fro%00ta.csv"])
