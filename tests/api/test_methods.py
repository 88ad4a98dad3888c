"""Methods of every path, as a client may find them out."""

import re
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.document import document
from tests.api.sse import STREAM
from tests.api.world import DONE, World

DOCUMENT: dict[str, Any] = document()


def address(path: str) -> str:
    return re.sub(r"\{\w+\}", str(uuid4()), path)


@pytest.mark.parametrize("path", DOCUMENT["paths"])
def test_a_refused_method_names_all_those_that_the_path_takes(api: httpx.Client, path: str) -> None:
    answer = api.request("PUT", address(path))
    assert answer.status_code == 405
    allowed = set(answer.headers["allow"].split(", "))
    documented = {method.upper() for method in DOCUMENT["paths"][path]}
    assert documented <= allowed
    assert ("HEAD" in allowed) == ("GET" in allowed)


def test_the_methods_of_several_routes_are_named_together(api: httpx.Client) -> None:
    answer = api.delete("/api/v1/imports")
    assert answer.headers["allow"] == "GET, POST, HEAD"


@pytest.mark.parametrize(
    "path",
    [
        "/health/live",
        "/openapi.json",
        "/docs",
        "/api/v1/imports",
        "/api/v1/imports?limit=0",
        "/api/v1/imports/{job_id}",
        "/api/v1/imports/{job_id}/errors",
        "/api/v1/imports/template.xlsx",
        "/api/v1/vehicles",
        "/nowhere",
    ],
)
def test_head_is_the_head_of_get(api: httpx.Client, world: World, path: str) -> None:
    path = path.replace("{job_id}", str(world.add_import()))
    got, head = api.get(path), api.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    varying = {"date", "transfer-encoding", "x-request-id"}
    assert {name: head.headers[name] for name in head.headers if name not in varying} == {
        name: got.headers[name] for name in got.headers if name not in varying
    }


def test_head_of_what_is_streamed_ends_at_once(api: httpx.Client, world: World) -> None:
    job_id = world.add_import(**DONE)
    world.add_rejected(job_id, 2)
    for path in (STREAM, f"/api/v1/imports/{job_id}/errors.csv"):
        for _ in range(50):  # more than are sent at a time
            answer = api.head(path)
            assert (answer.status_code, answer.content) == (200, b"")


def test_head_of_a_path_that_is_only_posted_to_is_refused(api: httpx.Client) -> None:
    answer = api.head(f"/api/v1/imports/{uuid4()}/cancel")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
