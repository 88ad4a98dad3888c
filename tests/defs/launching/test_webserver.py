"""Dagster's webserver as we serve it, asked over sockets: what foreign pages can make it do."""

import json
from collections.abc import Iterator
from email.message import Message
from http.client import HTTPConnection
from urllib.parse import quote, urlencode

import pytest
from dagster_webserver import cli

from tests.defs.webservers import LAUNCH, running_webserver
from vehicle_pipeline.defs.launching.webserver import FACTORY_NAME

RUNS = "{ runsOrError { ... on Runs { results { runId } } } }"
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with running_webserver(tmp_path_factory.mktemp("dagster")) as port:
        yield port


def ask(
    port: int, method: str, path: str, body: str | None = None, **headers: str
) -> tuple[int, Message, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, {"Host": f"127.0.0.1:{port}", **named})
    answer = connection.getresponse()
    found = answer.status, answer.headers, answer.read().decode()
    connection.close()
    return found


def post(port: int, query: str, **headers: str) -> tuple[int, str]:
    status, _, text = ask(port, "POST", "/graphql", json.dumps({"query": query}), **JSON, **headers)
    return status, text


def runs(port: int) -> int:
    status, text = post(port, RUNS)
    assert status == 200, text
    return len(json.loads(text)["data"]["runsOrError"]["results"])


def test_a_mutation_comes_by_post(port: int) -> None:
    before = runs(port)
    status, text = post(port, LAUNCH, Origin=f"http://127.0.0.1:{port}")
    assert (status, json.loads(text)["data"]["launchRun"]["__typename"]) == (
        200,
        "LaunchRunSuccess",
    )
    assert runs(port) == before + 1


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "query",
    [
        LAUNCH,
        f"query A {RUNS} {LAUNCH.replace('mutation', 'mutation B')}",
        "subscription { __typename }",
        "mutation {",
    ],
)
def test_nothing_but_a_query_comes_by_get(port: int, method: str, query: str) -> None:
    before = runs(port)
    for path in (
        f"/graphql?query={quote(query)}",
        f"/graphql?query={quote(RUNS)}&query={quote(query)}",
    ):
        status, headers, _ = ask(port, method, path)
        assert (status, headers["Allow"]) == (405, "POST")
    assert runs(port) == before


def test_a_query_by_get_is_answered(port: int) -> None:
    status, _, text = ask(port, "GET", f"/graphql?query={quote(RUNS)}")
    assert (status, "results" in text) == (200, True)


FOREIGN = [
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
    {"Sec_Fetch_Site": "cross-site"},
    {"Sec_Fetch_Site": "same-site"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_foreign_page_changes_nothing_and_asks_nothing(
    port: int, headers: dict[str, str]
) -> None:
    before = runs(port)
    form = urlencode({"query": LAUNCH})
    answers = [
        post(port, LAUNCH, **headers)[0],
        ask(port, "POST", f"/graphql?{form}", "", **headers)[0],
        ask(port, "POST", f"/graphql?{form}", "x", Content_Type="text/plain", **headers)[0],
        ask(port, "GET", f"/graphql?{form}", **headers)[0],
        ask(port, "GET", f"/graphql?{urlencode({'query': RUNS})}", **headers)[0],
        ask(port, "POST", "/report_asset_materialization/vehicles", "{}", **JSON, **headers)[0],
    ]
    assert answers == [403] * len(answers)
    assert runs(port) == before


def test_a_foreign_page_opens_no_websocket(port: int) -> None:
    handshake = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec_WebSocket_Version": "13",
        "Sec_WebSocket_Protocol": "graphql-ws",
    }
    own = {"Origin": f"http://127.0.0.1:{port}"}
    assert ask(port, "GET", "/graphql", **handshake, Origin="http://evil.example")[0] == 403
    assert ask(port, "GET", "/graphql", **handshake, **own, Host="evil.example")[0] == 403
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    named = {name.replace("_", "-"): value for name, value in {**handshake, **own}.items()}
    connection.request("GET", "/graphql", headers=named)
    assert connection.getresponse().status == 101
    connection.close()


@pytest.mark.parametrize("path", ["/", "/runs", "/graphql", "/server_info"])
def test_only_our_own_names_are_answered(port: int, path: str) -> None:
    for host in ("evil.example", f"evil.example:{port}", f"0.0.0.0:{port}", ""):
        assert ask(port, "GET", path, Host=host)[0] == 421
    assert ask(port, "GET", "/server_info", Host="fleet.example.com")[0] == 200
    assert ask(port, "GET", "/server_info", Host=f"localhost:{port}")[0] == 200


def test_a_link_from_another_page_leads_to_the_ui(port: int) -> None:
    status, headers, text = ask(port, "GET", "/runs", Sec_Fetch_Site="cross-site")
    assert (status, "<html" in text) == (200, True)
    assert headers["X-Frame-Options"] == "DENY"


def test_no_page_frames_the_ui_and_dagsters_own_policy_stays(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/runs")
    answer = connection.getresponse()
    policies = answer.headers.get_all("Content-Security-Policy") or []
    assert any("frame-ancestors 'none'" in policy for policy in policies)
    assert any("script-src" in policy for policy in policies)
    assert answer.headers.get_all("X-Content-Type-Options") == ["nosniff"]
    connection.close()


def test_a_run_with_a_tag_that_cannot_be_stored_is_not_made(port: int) -> None:
    before = runs(port)
    tag = 'executionMetadata: {tags: [{key: "note", value: "x\\u0000"}]}'
    status, text = post(port, LAUNCH.replace('mode: "default"', f'mode: "default", {tag}'))
    assert (status, "NUL" in text) == (400, True)
    assert runs(port) == before


@pytest.mark.parametrize("run_id", ["unknown", "%00", "..%2f..", "a/b", ""])
def test_an_unknown_run_has_no_debug_file(port: int, run_id: str) -> None:
    status, _, text = ask(port, "GET", f"/download_debug/{run_id}")
    assert (status, text) == (404, "There is no such run.")


def test_a_known_run_has_a_debug_file(port: int) -> None:
    _, text = post(port, LAUNCH.replace("__typename } }", "... on LaunchRunSuccess {run {id}} } }"))
    run_id = json.loads(text)["data"]["launchRun"]["run"]["id"]
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", f"/download_debug/{run_id}")
    answer = connection.getresponse()
    assert (answer.status, answer.read(2)) == (200, b"\x1f\x8b")
    connection.close()


def test_dagsters_command_still_finds_its_application_where_we_wrap_it() -> None:
    assert FACTORY_NAME in cli.host_dagster_ui_with_workspace_process_context.__code__.co_names
