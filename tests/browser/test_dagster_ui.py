"""Dagster's UI as we serve it: its user can do everything, a foreign page nothing."""

import json
from collections.abc import Iterator
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Foreign
from tests.defs.webservers import LAUNCH, running_webserver

RUNS = "{ runsOrError { ... on Runs { results { runId } } } }"
JOBS = "/locations/idle_jobs.py/jobs"


@pytest.fixture(scope="module")
def dagster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the UI, with a job that does nothing, and one that takes long."""
    with running_webserver(tmp_path_factory.mktemp("dagster")) as port:
        yield f"http://127.0.0.1:{port}"


def runs(dagster: str) -> int:
    body = json.dumps({"query": RUNS}).encode()
    request = Request(f"{dagster}/graphql", body, {"Content-Type": "application/json"})
    with urlopen(request, timeout=30) as answer:
        return len(json.load(answer)["data"]["runsOrError"]["results"])


def test_a_run_is_launched_and_terminated(page: Page, page_errors: list[str], dagster: str) -> None:
    page.goto(f"{dagster}{JOBS}/slow/playground")
    page.get_by_role("button", name="Launch Run").click()
    page.get_by_role("button", name="Terminate").click(timeout=60_000)
    page.get_by_role("dialog").get_by_role("button", name="Terminate").click()
    expect(page.get_by_text("Canceled").first).to_be_visible(timeout=60_000)
    assert page_errors == []


def test_the_code_location_is_reloaded(page: Page, page_errors: list[str], dagster: str) -> None:
    page.goto(f"{dagster}/locations")
    page.get_by_role("button", name="Reload").first.click()
    expect(page.get_by_text("Loaded").first).to_be_visible(timeout=60_000)
    assert page_errors == []


def test_a_sensor_is_turned_on(page: Page, page_errors: list[str], dagster: str) -> None:
    page.goto(f"{dagster}/locations/idle_jobs.py/sensors/watch")
    switch = page.get_by_role("switch").or_(page.get_by_role("checkbox")).first
    expect(switch).not_to_be_checked()
    # The box itself is drawn elsewhere.
    switch.evaluate("box => box.click()")
    expect(switch).to_be_checked()
    page.reload()
    expect(switch).to_be_checked()
    assert page_errors == []


def test_a_foreign_page_launches_nothing(page: Page, foreign: Foreign, dagster: str) -> None:
    graphql, before = f"{dagster}/graphql", runs(dagster)
    attack = foreign(f"""
        <img src="{graphql}?query={quote(LAUNCH)}">
        <form method="post" action="{graphql}?query={quote(LAUNCH)}" target="inner"></form>
        <iframe name="inner"></iframe>
        <script>
          const query = {json.dumps(LAUNCH)};
          const post = (type, body) => fetch("{graphql}", {{
            method: "POST", mode: "no-cors", body, headers: {{"Content-Type": type}}
          }}).catch(() => null);
          const asked = [
            post("application/json", JSON.stringify({{query}})),
            post("text/plain", JSON.stringify({{query}})),
            new Promise(done => {{
              const socket = new WebSocket("{graphql.replace("http", "ws")}", "graphql-ws");
              socket.onopen = () => {{ document.title = "open"; done(); }};
              socket.onerror = done;
            }}),
          ];
          document.forms[0].submit();
          Promise.all(asked).then(() => setTimeout(() => document.title += "done", 1000));
        </script>
    """)
    page.goto(attack.url)
    page.wait_for_function("document.title.endsWith('done')")
    assert page.title() == "done"
    assert runs(dagster) == before
