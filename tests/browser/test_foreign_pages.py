"""What other sites can make a browser do to the API, and what allowed front ends can."""

import socket
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest
from playwright.sync_api import Page

from tests.api.serving import Serve
from tests.api.uploading import CSV, stored
from tests.api.world import DONE, World
from tests.browser.conftest import Foreign
from tests.browser.foreign import ForeignPage
from vehicle_pipeline.settings import Settings

# Sends a form as a person's click would.
SUBMIT = """
([url, csv]) => {
  const form = document.body.appendChild(document.createElement("form"));
  Object.assign(form, {action: url, method: "post", enctype: "multipart/form-data"});
  const files = new DataTransfer();
  files.items.add(new File([csv], "frota.csv"));
  const input = form.appendChild(document.createElement("input"));
  Object.assign(input, {type: "file", name: "file", files: files.files});
  form.submit();
}
"""
FETCH = """
([url, options]) => fetch(url, options).then(
  async answer => ({status: answer.status, type: answer.type, text: await answer.text()}),
  error => ({error: error.name})
)
"""
UPLOAD = """
async ([url, csv]) => {
  const form = new FormData();
  form.append("file", new File([csv], "frota.csv"));
  const answer = await fetch(url, {
    method: "POST", body: form, headers: {"Idempotency-Key": "k", "Accept-Language": "en"}
  });
  return {
    status: answer.status, location: answer.headers.get("Location"), body: await answer.json()
  };
}
"""
LISTEN = """
url => new Promise(done => {
  const events = new EventSource(url);
  const end = seen => { events.close(); done(seen); };
  events.addEventListener("job_status", event => end(JSON.parse(event.data)));
  events.onerror = () => end({refused: events.readyState === EventSource.CLOSED});
})
"""
LOAD = """
([kind, url]) => new Promise(done => {
  const element = document.createElement(kind);
  element.onload = () => done("loaded");
  element.onerror = () => done("refused");
  element.src = url;
  document.body.append(element);
})
"""
DOWNLOAD = """
url => fetch(url).then(async answer => ({
  name: answer.headers.get("Content-Disposition"), size: (await answer.blob()).size
}))
"""


@pytest.fixture
def world(settings: Settings, tables: object) -> Iterator[World]:
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        yield World(connection)


@pytest.fixture
def evil(page: Page, foreign: Foreign) -> ForeignPage:
    """A page of another site, opened."""
    site = foreign("<p>Hello</p>")
    page.goto(site.url)
    return site


@pytest.fixture
def ours(page: Page, foreign: Foreign, start: Serve, settings: Settings) -> str:
    """An API that knows a front end elsewhere, which is opened."""
    site = foreign("<p>Front end</p>")
    page.goto(site.url)
    return start(settings.model_copy(update={"cors_origins": (site.url,)}))


@pytest.mark.parametrize("path", ["/api/v1/imports", "/api/v1/imports/preview"])
@pytest.mark.usefixtures("evil")
def test_a_form_uploads_nothing(
    page: Page, address: str, world: World, settings: Settings, path: str
) -> None:
    with page.expect_navigation() as navigation:
        page.evaluate(SUBMIT, [f"{address}{path}", CSV.decode()])
    assert navigation.value is not None
    assert navigation.value.status == 403
    assert world.all("select * from import_jobs") == []
    assert stored(settings) == []


@pytest.mark.usefixtures("evil")
@pytest.mark.parametrize("mode", ["cors", "no-cors"])
def test_a_script_changes_nothing_and_reads_nothing(
    page: Page, address: str, world: World, mode: str
) -> None:
    job, letter = world.add_import(), world.add_dead_letter()
    for method, path in (
        ("POST", f"imports/{job}/cancel"),
        ("POST", f"imports/{job}/reimport"),
        ("POST", f"admin/dead-letters/{letter}/redrive"),
        ("POST", "admin/reconcile"),
        ("DELETE", f"admin/dead-letters/{letter}"),
    ):
        options: dict[str, Any] = {"method": method, "mode": mode}
        seen = page.evaluate(FETCH, [f"{address}/api/v1/{path}", options])
        # A preflight is refused, or the answer is opaque.
        assert seen == {"error": "TypeError"} or seen["type"] == "opaque"
    assert world.all("select status from import_jobs") == [("pending",)]
    assert world.all("select redriven_at from dead_letters") == [(None,)]


@pytest.mark.usefixtures("evil")
def test_a_script_does_not_read_the_list(page: Page, address: str) -> None:
    url = f"{address}/api/v1/vehicles"
    assert page.evaluate(FETCH, [url, {}]) == {"error": "TypeError"}
    assert page.evaluate(FETCH, [url, {"mode": "no-cors"}]) == {"error": "TypeError"}


@pytest.mark.usefixtures("evil")
def test_an_event_source_is_refused_for_good(page: Page, address: str) -> None:
    assert page.evaluate(LISTEN, f"{address}/api/v1/imports/stream") == {"refused": True}


@pytest.mark.usefixtures("evil")
@pytest.mark.parametrize("kind", ["img", "script"])
def test_an_element_loads_nothing_and_holds_no_stream(page: Page, address: str, kind: str) -> None:
    for path in ("imports/stream", "imports", "imports/template.xlsx"):
        assert page.evaluate(LOAD, [kind, f"{address}/api/v1/{path}"]) == "refused"


@pytest.mark.usefixtures("evil")
@pytest.mark.parametrize("path", ["/docs", "/api/v1/imports"])
def test_no_page_frames_ours(page: Page, page_errors: list[str], address: str, path: str) -> None:
    page.evaluate(LOAD, ["iframe", f"{address}{path}"])
    assert any("frame" in error for error in page_errors)


def test_a_name_that_leads_here_is_not_ours(page: Page, address: str) -> None:
    """DNS rebinding: the page has the attacker's name, and that name is now this machine's."""
    answer = page.goto(f"{address.replace('127.0.0.1', 'rebound.test')}/api/v1/imports")
    assert answer is not None
    assert (answer.status, answer.json()["code"]) == (421, "unknown_host")


def test_a_page_with_that_name_changes_nothing(address: str, world: World) -> None:
    """To its browser it is of our origin, so nothing but the name gives it away."""
    path = f"/api/v1/imports/{world.add_import()}/cancel"
    own = b"Host: rebound.test\r\nOrigin: http://rebound.test\r\nSec-Fetch-Site: same-origin\r\n"
    url = httpx.URL(address)
    with socket.create_connection((url.host, url.port or 0), timeout=20) as connection:
        connection.sendall(f"POST {path} HTTP/1.1\r\n".encode() + own + b"\r\n")
        received = b""
        while more := connection.recv(65_536):
            received += more
    assert received.startswith(b"HTTP/1.1 421 ")
    assert world.all("select status from import_jobs") == [("pending",)]


def test_an_allowed_page_uploads_and_reads_the_answer(page: Page, ours: str, world: World) -> None:
    seen = page.evaluate(UPLOAD, [f"{ours}/api/v1/imports", CSV.decode()])
    ((job_id,),) = world.all("select id from import_jobs")
    assert seen["status"] == 201
    assert seen["location"] == f"/api/v1/imports/{job_id}"
    assert seen["body"] == {"job_id": str(job_id), "status": "pending", "same_content_as": None}


def test_an_allowed_page_reads_why_it_was_refused(page: Page, ours: str) -> None:
    seen = page.evaluate(FETCH, [f"{ours}/api/v1/imports?limit=0", {}])
    assert (seen["status"], "invalid_parameters" in seen["text"]) == (422, True)


def test_an_allowed_page_cancels(page: Page, ours: str, world: World) -> None:
    job = world.add_import()
    seen = page.evaluate(FETCH, [f"{ours}/api/v1/imports/{job}/cancel", {"method": "POST"}])
    assert seen["status"] == 202
    assert world.all("select status from import_jobs") == [("cancelled",)]


def test_an_allowed_page_follows_an_import(page: Page, ours: str, world: World) -> None:
    job = world.add_import(**DONE)
    seen = page.evaluate(LISTEN, f"{ours}/api/v1/imports/stream?job_id={job}")
    assert (seen["job_id"], seen["status"]) == (str(job), "completed")


def test_an_allowed_page_downloads(page: Page, ours: str) -> None:
    seen = page.evaluate(DOWNLOAD, f"{ours}/api/v1/imports/template.xlsx")
    assert "modelo-veiculos.xlsx" in seen["name"]
    assert seen["size"] > 1_000


def test_a_page_that_is_not_the_allowed_one_gains_nothing(
    page: Page, ours: str, foreign: Foreign, world: World
) -> None:
    job = world.add_import()
    page.goto(foreign("<p>Hello</p>", host="front.elsewhere.test").url)
    options = {"method": "POST", "headers": {"Idempotency-Key": "k"}}
    seen = page.evaluate(FETCH, [f"{ours}/api/v1/imports/{job}/cancel", options])
    assert seen == {"error": "TypeError"}
    assert world.all("select status from import_jobs") == [("pending",)]
