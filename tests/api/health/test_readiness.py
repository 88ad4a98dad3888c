import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest
from dagster_graphql.schema import create_schema
from graphql import parse, validate

from api.health.dagster import QUERY, SENSOR, verdicts
from tests.api.schedules.making import made, path
from tests.api.serving import Serve, wait_until
from tests.api.world import World
from vehicle_pipeline.adapters.queue.outbox import Outbox
from vehicle_pipeline.settings import Settings

NOW = 1_000_000.0
PARTS = {
    "database",
    "queue",
    "object_store",
    "background",
    "code_location",
    "daemon",
    "sensor",
    "dagster_ui",
    "schedules",
}


def dagster(
    *,
    load: str = "LOADED",
    error: str | None = None,
    healthy: bool = True,
    sensor: str = SENSOR,
    status: str = "RUNNING",
    tick: tuple[str, float, float | None] | None = ("SKIPPED", 0, 4),
    before: str | None = None,
    now: float = NOW,
) -> dict[str, Any]:
    """The webserver's answer; a tick is its status, and how many seconds ago it began and ended."""
    ticks = []
    if tick:
        state, began, ended = tick
        end = None if ended is None else now - began + ended
        ticks = [{"status": state, "timestamp": now - began, "endTimestamp": end}]
    if before:
        earlier = {"status": before, "timestamp": now - 9, "endTimestamp": now - 5}
        ticks.append(earlier)
    sensors = [{"name": sensor, "sensorState": {"status": status, "ticks": ticks}}]
    location = {"message": error} if error else {"repositories": [{"sensors": sensors}]}
    entry = {"name": "vehicle_pipeline", "loadStatus": load, "locationOrLoadError": location}
    daemons = [
        {"daemonType": "SENSOR", "required": True, "healthy": healthy},
        {"daemonType": "BACKFILL", "required": False, "healthy": False},
    ]
    return {
        "instance": {"daemonHealth": {"allDaemonStatuses": daemons}},
        "workspaceOrError": {"locationEntries": [entry]},
    }


def wrong(**changes: Any) -> dict[str, str]:
    """Part and code of everything that is wrong."""
    found = verdicts(dagster(**changes), NOW)
    return {part: verdict[0] for part, verdict in found.items() if verdict}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {}),
        ({"tick": ("STARTED", 40, None)}, {}),
        ({"tick": ("SUCCESS", 50, 45)}, {}),
        ({"tick": ("SUCCESS", 50, 4)}, {"sensor": "sensor_silent"}),
        ({"tick": ("STARTED", 90, None)}, {"sensor": "sensor_silent"}),
        ({"tick": None}, {"sensor": "sensor_silent"}),
        ({"tick": ("FAILURE", 4, 3)}, {"sensor": "sensor_failing"}),
        ({"tick": ("STARTED", 1, None), "before": "FAILURE"}, {"sensor": "sensor_failing"}),
        ({"tick": ("SKIPPED", 4, 3), "before": "FAILURE"}, {}),
        ({"status": "STOPPED"}, {"sensor": "sensor_stopped"}),
        ({"sensor": "another"}, {"sensor": "sensor_missing"}),
        ({"healthy": False}, {"daemon": "daemons_not_running"}),
        ({"load": "LOADING"}, {"code_location": "code_location_not_loaded"}),
        (
            {"error": "SyntaxError"},
            {"code_location": "code_location_not_loaded", "sensor": "sensor_missing"},
        ),
    ],
)
def test_each_part_of_dagster_is_judged(changes: dict[str, Any], expected: dict[str, str]) -> None:
    assert wrong(**changes) == expected


def test_an_empty_workspace_is_not_loaded() -> None:
    answer = {**dagster(), "workspaceOrError": {}}
    found = verdicts(answer, NOW)
    assert found["code_location"] is not None
    assert found["sensor"] is not None


def test_the_question_is_one_that_dagster_understands() -> None:
    assert validate(create_schema().graphql_schema, parse(QUERY)) == []


@contextmanager
def webserver(answer: dict[str, Any]) -> Iterator[int]:
    """Something that answers every question alike; yields its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"data": answer}).encode())

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def ready(start: Serve, settings: Settings, **changes: Any) -> httpx.Response:
    address = start(settings.model_copy(update=changes))
    return httpx.get(f"{address}/health/ready", timeout=20, trust_env=False)


def test_it_is_alive_whatever_else_is(api: httpx.Client) -> None:
    answer = api.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_it_is_ready_when_every_part_works(start: Serve, settings: Settings) -> None:
    with webserver(dagster(now=time.time())) as port:
        answer = ready(start, settings, dagster_port=port)
    assert answer.status_code == 200
    assert answer.json()["ready"] is True
    assert answer.json()["parts"] == {part: {"ok": True, "detail": "Funcionando"} for part in PARTS}


def test_the_dagster_ui_is_asked_where_it_listens_and_not_where_people_see_it(
    start: Serve, settings: Settings
) -> None:
    """Behind a proxy it asks who they are; and the proxy may not be there yet."""
    public = Settings(dagster_public_url="https://fleet.invalid:8443", database_url="x")
    with webserver(dagster(now=time.time())) as port:
        changes = {"dagster_port": port, "dagster_public_url": public.dagster_public_url}
        answer = ready(start, settings, **changes)
    assert (answer.status_code, answer.json()["ready"]) == (200, True)


def test_it_says_that_schedules_are_turned_off_and_is_ready_all_the_same(
    start: Serve, settings: Settings, world: World
) -> None:
    world.turn_schedules_off()
    with webserver(dagster(now=time.time())) as port:
        address = start(settings.model_copy(update={"dagster_port": port}))
        with httpx.Client(base_url=address, timeout=20, trust_env=False) as api:
            # Without schedules there is nothing to say.
            assert api.get("/health/ready").json()["parts"]["schedules"]["detail"] == "Funcionando"
            schedule = made(api)
            answer = api.get("/health/ready")
            part = answer.json()["parts"]["schedules"]
            assert (answer.status_code, part["ok"]) == (200, True)
            assert "'scheduled_reimports' está desligado" in part["detail"]
            assert api.get(path(schedule)).json()["not_started_because"] == part["detail"]
            paused = api.post(path(schedule, "pause")).json()
            assert paused["not_started_because"] is None


def test_it_says_which_part_does_not_work(start: Serve, settings: Settings) -> None:
    with webserver(dagster(now=0.0, healthy=False)) as port:
        answer = ready(start, settings, dagster_port=port)
    parts = answer.json()["parts"]
    assert (answer.status_code, answer.json()["ready"]) == (503, False)
    assert {name for name, part in parts.items() if not part["ok"]} == {"daemon", "sensor"}
    assert parts["daemon"]["detail"] == "Processos do Dagster parados: SENSOR"


def test_it_answers_soon_though_everything_is_away(
    start: Serve, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    answer = ready(
        start,
        settings,
        database_url="postgresql://x@127.0.0.1:9/x",
        object_store_url="s3://bucket",
    )
    assert answer.elapsed.total_seconds() < 5
    assert answer.status_code == 503
    working = {name for name, part in answer.json()["parts"].items() if part["ok"]}
    # The API's own tasks wait for what is away.
    assert working == {"background"}
    assert answer.json()["parts"].keys() == PARTS


def test_it_says_which_of_its_own_tasks_is_down(
    own_api: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Outbox) -> None:
        raise LookupError("not expected")

    monkeypatch.setattr(Outbox, "relay", broken)

    def part() -> Any:
        return own_api.get("/health/ready").json()["parts"]["background"]

    wait_until(lambda: not part()["ok"], 20)
    monkeypatch.undo()
    wait_until(lambda: part()["ok"], 20)
