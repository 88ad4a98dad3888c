"""Cells and names that hold what some clients take for the end of a line."""

import json
from uuid import uuid4

import httpx
import pytest

from api.events.position import Position
from api.events.translation import StreamEvent, payload
from tests.api.serving import Serve
from tests.api.sse import STREAM, streaming
from tests.api.uploading import upload
from tests.api.world import World
from vehicle_pipeline.local.api_client import ApiClient
from vehicle_pipeline.settings import Settings

# All that str.splitlines splits at, and the other control characters.
SEPARATORS = "\v\f\r\n\x1c\x1d\x1e\x7f\x85\x9b\u2028\u2029"
STRANGE = "".join(f"Gol{separator}Trend é" for separator in SEPARATORS)


def add_strange_import(world: World) -> str:
    """An import whose name, logs and last events quote a strange cell."""
    job_id = world.add_import(filename=STRANGE)
    world.add_log(job_id, "file_opened", sheet=STRANGE)
    run_id = world.take_up(job_id)
    log = {"level": "info", "code": "file_opened", "params": {"rows": 1, "sheet": STRANGE}}
    world.add_event(run_id, "ENGINE_EVENT", {"event": "job_log", "data": log})
    world.finish(job_id, run_id)
    return str(job_id)


def test_our_client_gets_such_events_whole(api: httpx.Client, world: World) -> None:
    job_id = add_strange_import(world)
    with ApiClient(str(api.base_url)) as client:
        events = list(client.events(job_id))
    assert events[-1][0] == "job_status"
    assert {data["filename"] for name, data in events if name == "job_status"} == {STRANGE}


def test_a_client_that_splits_lines_as_python_does_gets_them_whole(
    api: httpx.Client, world: World
) -> None:
    job_id = add_strange_import(world)
    with api.stream("GET", STREAM, params={"job_id": job_id, "last_event_id": "0"}) as response:
        lines = [line for line in response.iter_lines() if line and not line.startswith(":")]
    assert {line.partition(":")[0] for line in lines} <= {"id", "event", "data", "retry"}
    data = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data")]
    assert STRANGE in [each.get("params", {}).get("sheet") for each in data]
    assert data[-1]["filename"] == STRANGE


def test_an_uploaded_name_is_read_back_from_the_stream(start: Serve, settings: Settings) -> None:
    with httpx.Client(base_url=start(settings), timeout=20, trust_env=False) as api:
        job_id = upload(api, name="frota\u2028de\u2029maio.csv").json()["job_id"]
        with streaming(api, job_id=job_id) as stream:
            assert stream.next().data["filename"] == "frota\u2028de\u2029maio.csv"


@pytest.mark.parametrize("char", SEPARATORS)
def test_no_such_character_is_sent_as_itself(char: str) -> None:
    event = StreamEvent(Position(1), uuid4(), None, "job_progress", {"x": char})
    text = payload(event, "pt", "")
    assert char not in text
    assert json.loads(text)["x"] == char
