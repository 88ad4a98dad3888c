"""The headers with which every answer limits what a browser does with it."""

from collections.abc import Callable
from uuid import UUID

import httpx
import pytest

from tests.api.world import DONE, World

STRICT = {
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


@pytest.mark.parametrize(
    "path_of",
    [
        lambda _: "/nowhere",
        lambda _: "/openapi.json",
        lambda _: "/health/ready",
        lambda _: "/static-offline-docs/swagger-ui.css",
        lambda _: "/api/v1/imports",
        lambda _: f"/api/v1/imports/{UUID(int=1)}",
        lambda _: "/api/v1/imports/x",
        lambda _: "/api/v1/imports/template.xlsx",
        lambda job_id: f"/api/v1/imports/{job_id}",
        lambda job_id: f"/api/v1/imports/{job_id}/errors.csv",
        lambda job_id: f"/api/v1/imports/{job_id}/errors.xlsx",
        lambda job_id: f"/api/v1/imports/stream?job_id={job_id}",
    ],
)
def test_an_answer_loads_nothing_and_is_taken_for_what_it_is(
    api: httpx.Client, world: World, path_of: Callable[[UUID], str]
) -> None:
    answer = api.get(path_of(world.add_import(**DONE)))
    assert {name: answer.headers.get(name) for name in STRICT} == STRICT
    assert len(answer.headers.get_list("x-content-type-options")) == 1


def test_refusals_have_them_too(api: httpx.Client) -> None:
    refusals = [
        api.get("/", headers={"Host": "evil.example"}),
        api.post("/api/v1/admin/reconcile", headers={"Origin": "http://evil.example"}),
        api.get("/", headers={"x": "a" * 70_000}),
    ]
    assert [answer.status_code for answer in refusals] == [421, 403, 431]
    for answer in refusals:
        assert {name: answer.headers.get(name) for name in STRICT} == STRICT


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_the_documentation_runs_what_we_serve_and_nothing_else(
    api: httpx.Client, path: str
) -> None:
    headers = api.get(path).headers
    policy = headers["content-security-policy"]
    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy
    assert headers["x-frame-options"] == "DENY"
