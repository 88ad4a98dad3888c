import re
from itertools import islice
from uuid import UUID, uuid4

import httpx
import pytest

from tests.api.serving import Serve
from tests.api.sse import STREAM, streaming, summary
from tests.api.world import World, progress
from vehicle_pipeline.settings import Settings


def test_a_stream_begins_with_the_state_and_ends_with_the_end(
    api: httpx.Client, world: World
) -> None:
    job_id = world.add_import()
    log_id = world.add_log(job_id, "file_opened", rows=3)
    with streaming(api, changes=True, job_id=job_id) as stream:
        snapshot = stream.next()
        run_id = world.take_up(job_id)
        world.add_event(run_id, "PIPELINE_START")
        world.add_event(run_id, "ENGINE_EVENT", progress(1), progress(2))
        world.finish(job_id, run_id)
        started, first, second, end = stream.rest()
    assert snapshot.event == started.event == end.event == "job_status"
    assert first.event == second.event == "job_progress"
    assert (snapshot.data["status"], snapshot.data["id"]) == ("pending", str(job_id))
    assert [log["id"] for log in snapshot.data["logs"]] == [log_id]
    assert started.data["status"] == "processing"
    assert started.data["started_at"] == end.data["started_at"]
    assert [first.data["processed_rows"], second.data["processed_rows"]] == [1, 2]
    assert (end.data["status"], end.data["processed_rows"]) == ("completed", 3)
    assert {each.data["job_id"] for each in (snapshot, started, first, end)} == {str(job_id)}
    assert {each.data["dagster_run_id"] for each in (started, first, end)} == {run_id}
    assert snapshot.data["dagster_run_id"] is None


def test_the_headers_are_those_of_an_event_stream(api: httpx.Client, world: World) -> None:
    with streaming(api, job_id=world.add_import()) as stream:
        stream.next()
        headers = stream.response.headers
    assert headers["content-type"].startswith("text/event-stream")
    assert headers["cache-control"] == "no-cache"
    assert headers["x-accel-buffering"] == "no"
    assert stream.retry == 2_000


def test_sentences_are_in_the_readers_language(api: httpx.Client, world: World) -> None:
    job_id = world.add_import()
    api.headers["Accept-Language"] = "en"
    with streaming(api, job_id=job_id) as stream:
        stream.next()
        log = {"level": "info", "code": "file_opened", "params": {"rows": 7}, "row_number": None}
        world.add_event(world.take_up(job_id), "ENGINE_EVENT", {"event": "job_log", "data": log})
        event = stream.next()
    assert event.event == "job_log"
    assert event.data["message"] == "File opened: 7 rows"
    assert event.data["created_at"].endswith("Z")


def test_a_line_of_the_snapshot_is_not_repeated(api: httpx.Client, world: World) -> None:
    """The line was committed before the snapshot was read, its event came after it."""
    job_id = world.add_import()
    old = world.add_log(job_id)
    with streaming(api, job_id=job_id) as stream:
        stream.next()
        for log_id in (old, world.add_log(job_id)):
            data = {"id": log_id, "level": "info", "code": "run_died"}
            world.add_event(
                world.take_up(job_id), "ENGINE_EVENT", {"event": "job_log", "data": data}
            )
        assert stream.next().data["id"] != old


def test_an_unknown_import_is_not_found(api: httpx.Client) -> None:
    answer = api.get(STREAM, params={"job_id": str(uuid4())})
    assert (answer.status_code, answer.json()["code"]) == (404, "import_not_found")


@pytest.mark.parametrize("text", ["x", "1.2.3", "-1", "1e3", "9" * 30, "1.", "1.ende", "²"])
def test_a_malformed_event_id_is_refused(api: httpx.Client, text: str) -> None:
    answer = api.get(STREAM, params={"last_event_id": text})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_event_id")


def test_a_client_may_resume_behind_every_event(api: httpx.Client, world: World) -> None:
    job_id = world.add_import()
    with streaming(api, changes=True, job_id=job_id) as stream:
        messages = [stream.next()]
        run_id = world.take_up(job_id)
        world.add_event(run_id, "PIPELINE_START")
        world.add_event(run_id, "ENGINE_EVENT", progress(1), progress(2), progress(3))
        world.add_event(run_id, "STEP_START")
        world.add_event(run_id, "ASSET_OBSERVATION", progress(4))
        world.finish(job_id, run_id)
        messages += stream.rest()
    assert len(messages) == len({message.id for message in messages}) == 7
    for index, message in enumerate(messages[:-1]):
        with streaming(api, message.id, changes=True, job_id=job_id) as stream:
            resumed = stream.rest()
        assert [each.id for each in resumed] == [each.id for each in messages[index + 1 :]]
        assert summary(resumed) == summary(messages[index + 1 :])


def test_the_event_id_may_come_as_a_parameter(api: httpx.Client, world: World) -> None:
    job_id = world.add_import()
    run_id = world.take_up(job_id)
    event_id = world.add_event(run_id, "ENGINE_EVENT", progress(1), progress(2))
    with streaming(api, job_id=job_id, last_event_id=f"{event_id}.0") as stream:
        assert summary([stream.next()]) == ["2"]


def test_all_imports_can_be_followed_at_once(api: httpx.Client, world: World) -> None:
    jobs = [world.add_import() for _ in range(2)]
    runs = [world.take_up(job_id) for job_id in jobs]
    with streaming(api) as stream:
        # Other tests' events may still be on their way.
        ours = filter(lambda each: UUID(each.data["job_id"]) in jobs, iter(stream.next, None))
        for job_id, run_id in zip(jobs, runs, strict=True):
            world.add_event(run_id, "ENGINE_EVENT", progress(1))
            world.finish(job_id, run_id)
        world.add_event(str(uuid4()), "PIPELINE_SUCCESS")  # a run that is no import
        messages = list(islice(ours, 4))
        assert [each.data["job_id"] for each in messages] == [str(jobs[0])] * 2 + [str(jobs[1])] * 2
        world.add_event(runs[0], "ENGINE_EVENT", progress(9))
        assert summary([next(ours)]) == ["9"]
    with streaming(api, messages[1].id) as stream:
        assert summary(stream.take(3)) == ["1", "3", "9"]


def test_a_quiet_stream_sends_heartbeats(
    api: httpx.Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.routes.stream.HEARTBEAT_SECONDS", 0.1)
    query = {"job_id": str(world.add_import())}
    received = b""
    with api.stream("GET", STREAM, params=query) as response:
        for piece in response.iter_raw():
            received += piece
            if len(re.findall(rb"^: heartbeat\r?$", received, re.MULTILINE)) >= 3:
                return
    pytest.fail("The stream ended.")


def test_an_event_that_is_not_understood_stops_nobody(api: httpx.Client, world: World) -> None:
    job_id = world.add_import()
    with streaming(api, job_id=job_id) as stream:
        stream.next()
        run_id = world.take_up(job_id)
        world.add_event(run_id, "ENGINE_EVENT", {"event": "job_dance", "data": {}})
        world.add_event(run_id, "ENGINE_EVENT", {"surprise": 1})
        world.add_event(run_id, "ENGINE_EVENT", progress(1))
        assert summary([stream.next()]) == ["1"]


def test_events_without_a_notification_are_found(api: httpx.Client, world: World) -> None:
    job_id = world.add_import()
    with streaming(api, job_id=job_id) as stream:
        stream.next()
        world.insert_event(world.connection, world.take_up(job_id), "ENGINE_EVENT", progress(1))
        assert summary([stream.next()]) == ["1"]


def test_a_restarted_api_and_a_second_one_continue_the_same_ids(
    start: Serve, settings: Settings, world: World
) -> None:
    job_id = world.add_import()
    one = start(settings)
    with httpx.Client(base_url=one, trust_env=False) as api, streaming(api, job_id=job_id) as seen:
        seen.next()
        run_id = world.take_up(job_id)
        world.add_event(run_id, "ENGINE_EVENT", progress(1), progress(2))
        last = seen.take(2)[0]
        world.add_event(run_id, "ENGINE_EVENT", progress(3))
        here = seen.next()
    with (
        httpx.Client(base_url=start(settings), trust_env=False) as other,
        streaming(other, last.id, job_id=job_id) as resumed,
    ):
        messages = resumed.take(2)
        world.finish(job_id, run_id)
        messages += resumed.rest()
    assert summary(messages) == ["2", "3", "3"]
    assert messages[1].id == here.id
