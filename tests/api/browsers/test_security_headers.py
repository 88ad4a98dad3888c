"""The headers with which every answer limits what a browser does with it."""

import re
from collections.abc import Callable
from uuid import UUID

import httpx
import pytest

from tests.api.serving import Serve, client
from tests.api.world import DONE, World
from vehicle_pipeline.adapters.imports.queries import ImportQueries
from vehicle_pipeline.settings import Settings

# Pages have a policy and a referrer policy of their own.
EVERYWHERE = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
STRICT = {
    **EVERYWHERE,
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
}
HTML = {"Accept": "text/html"}
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}
FOREIGN = {"Origin": "http://evil.example"}


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


def _stylesheet(api: httpx.Client) -> httpx.Response:
    found = re.search(r'/assets/[^"]+[.]css', api.get("/", headers=HTML).text)
    assert found
    return api.get(found[0])


def _boundless(api: httpx.Client) -> httpx.Response:
    return api.post("/api/v1/schedules", content=b"x" * 2_000_000)


KINDS: dict[str, tuple[int, Callable[[httpx.Client], httpx.Response]]] = {
    "a page": (200, lambda api: api.get("/importacoes", headers=HTML)),
    "a page of a fault": (
        422,
        lambda api: api.get("/agendamentos/novo?importacao=x", headers=HTML),
    ),
    "no page": (404, lambda api: api.get("/nowhere", headers=HTML)),
    "an asset": (200, _stylesheet),
    "no asset": (404, lambda api: api.get("/assets/x/y.css")),
    "documentation": (200, lambda api: api.get("/docs")),
    "its assets": (200, lambda api: api.get("/static-offline-docs/swagger-ui.css")),
    "metrics": (200, lambda api: api.get("/metrics")),
    "a head": (200, lambda api: api.head("/api/v1/imports")),
    "a redirect": (303, lambda api: api.post("/preferencias", headers=OWN_PAGE)),
    "another method": (405, lambda api: api.put("/api/v1/imports")),
    "a parameter": (422, lambda api: api.get("/api/v1/imports?limit=x")),
    "an upload that is none": (415, lambda api: api.post("/api/v1/imports", content=b"x")),
    "a body too long": (413, _boundless),
    "a head too long": (431, lambda api: api.get("/", headers={"x": "a" * 70_000})),
    "a target too long": (414, lambda api: api.get("/" + "a" * 9_000)),
    "a foreign page": (403, lambda api: api.post("/api/v1/imports", headers=FOREIGN)),
    "another name": (421, lambda api: api.get("/", headers={"Host": "evil.example"})),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_has_them(api: httpx.Client, kind: str) -> None:
    status, ask = KINDS[kind]
    answer = ask(api)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["referrer-policy"] in ("no-referrer", "same-origin")
    # What is about somebody's fleet is kept by no browser; what has a tag says itself who may.
    kept = answer.headers.get("cache-control", "")
    assert ("immutable" in kept or "etag" in answer.headers) or kept == "no-store"


@pytest.mark.parametrize(
    "below",
    [
        *("imports", "imports/{id}/errors", "imports/{id}/errors.csv", "imports/{id}/errors.xlsx"),
        *("vehicles", "vehicles.csv", "vehicles.xlsx", "vehicles.parquet", "schedules"),
    ],
)
def test_downloads_and_lists_are_kept_by_nobody(
    api: httpx.Client, world: World, below: str
) -> None:
    job_id = world.add_import(**DONE)
    world.add_rejected(job_id, 2)
    answer = api.get(f"/api/v1/{below.format(id=job_id)}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"


def test_what_is_asked_for_again_by_its_tag_is_kept_by_the_caller_alone(
    api: httpx.Client, world: World
) -> None:
    path = f"/api/v1/imports/{world.add_import(**DONE)}"
    first = api.get(path)
    again = api.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    for answer in (first, again):
        assert answer.headers["cache-control"] == "private, no-cache"


def test_an_answer_that_nobody_has_foreseen_has_them(
    settings: Settings, world: World, start: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(ImportQueries, "page", broken)
    with client(start(settings)) as api:
        answer = api.get("/api/v1/imports")
    assert answer.status_code == 500
    assert {name: answer.headers.get(name) for name in STRICT} == STRICT
