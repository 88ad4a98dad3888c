"""Clients that come back after a long time: what they get, and what it may cost."""

import threading
from contextlib import ExitStack
from uuid import UUID

import httpx
import pytest

from api.events import beginning, sources
from api.events.run_events import EventRow, RunEvents
from tests.api.events.test_many_clients import newest
from tests.api.serving import Serve, wait_until
from tests.api.sse import streaming
from tests.api.world import World, progress
from vehicle_pipeline.settings import Settings

FLOOR = 10


@pytest.fixture
def near_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client may be ten events behind, and batches have four."""
    monkeypatch.setattr(beginning, "FLOOR", FLOOR)
    monkeypatch.setattr("api.events.run_events.BATCH", 4)
    monkeypatch.setattr("api.events.history.BATCH", 4)


def advance(api: httpx.Client, world: World, job_id: UUID, run_id: str, count: int) -> list[int]:
    """Log events of an import and wait until the API has read them; return their ids."""
    ids = [world.add_event(run_id, "ENGINE_EVENT", progress(n)) for n in range(count)]
    wait_until(lambda: newest(api, job_id) == str(ids[-1]))
    return ids


@pytest.mark.usefixtures("near_floor")
def test_just_above_the_floor_every_event_is_repeated(api: httpx.Client, world: World) -> None:
    job_id = world.add_import()
    ids = advance(api, world, job_id, world.take_up(job_id), FLOOR + 1)
    with streaming(api, str(ids[0]), job_id=job_id) as stream:
        places = [each.id.partition("-")[0] for each in stream.take(FLOOR)]
    assert places == [f"{each}.0" for each in ids[1:]]


@pytest.mark.usefixtures("near_floor")
def test_below_the_floor_the_stream_of_an_import_begins_with_its_state(
    api: httpx.Client, world: World
) -> None:
    job_id = world.add_import()
    run_id = world.take_up(job_id)
    ids = advance(api, world, job_id, run_id, FLOOR + 2)
    log_id = world.add_log(job_id)
    with streaming(api, str(ids[0]), job_id=job_id) as stream:
        state = stream.next()
        line = {"event": "job_log", "data": {"id": log_id, "code": "run_died"}}
        world.add_event(run_id, "ENGINE_EVENT", line, progress(99))
        news = stream.next()
    assert state.id.startswith(f"{ids[-1]}-")
    assert (state.event, len(state.data["logs"])) == ("job_status", 1)
    # The line of the log was in the state, so it does not come again.
    assert news.data["processed_rows"] == 99
    # Behind the state the stream goes on as behind every event.
    with streaming(api, state.id, job_id=job_id) as stream:
        assert stream.next().event == "job_log"
        assert stream.next().id == news.id


@pytest.mark.usefixtures("near_floor")
def test_below_the_floor_the_stream_of_a_finished_import_is_its_end(
    api: httpx.Client, world: World
) -> None:
    job_id, other = world.add_import(), world.add_import()
    run_id = world.take_up(job_id)
    first = world.add_event(run_id, "ENGINE_EVENT", progress(1))
    world.finish(job_id, run_id)
    advance(api, world, other, world.take_up(other), FLOOR + 1)
    with streaming(api, f"{first}.0", job_id=job_id) as stream:
        (end,) = stream.rest()
    assert end.data["status"] == "completed"
    with streaming(api, end.id, job_id=job_id) as stream:
        assert stream.response.status_code == 204


@pytest.mark.usefixtures("near_floor")
def test_below_the_floor_the_stream_of_all_begins_with_the_newest_imports(
    api: httpx.Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beginning, "STATES", 2)
    jobs = [world.add_import() for _ in range(3)]
    runs = [world.take_up(job_id) for job_id in jobs]
    world.finish(jobs[1], runs[1])
    ids = advance(api, world, jobs[2], runs[2], FLOOR + 2)
    with streaming(api, str(ids[0])) as stream:
        states = stream.take(2)
        world.add_event(runs[0], "ENGINE_EVENT", progress(7))
        assert stream.next().data["job_id"] == str(jobs[0])
    assert [each.data["job_id"] for each in states] == [str(jobs[1]), str(jobs[2])]
    assert [each.data["status"] for each in states] == ["completed", "processing"]
    # A client that was cut off between them gets all of them again.
    with streaming(api, states[0].id) as stream:
        assert [each.data for each in stream.take(2)] == [each.data for each in states]
    with streaming(api, states[1].id) as stream:
        assert stream.next().data["processed_rows"] == 7


@pytest.mark.parametrize("ahead", ["{event}-{more}", "{more}-{change}", "{more}", "{more}.end"])
def test_a_place_that_the_logs_never_reached_is_the_beginning(
    api: httpx.Client, world: World, ahead: str
) -> None:
    """A browser that was open while a backup was restored has places of the logs from before."""
    job_id = world.add_import()
    run_id = world.take_up(job_id)
    (event_id,) = advance(api, world, job_id, run_id, 1)
    change = world.newest_change()
    seen = ahead.format(event=event_id, change=change, more=10**9)
    with streaming(api, seen, job_id=job_id) as stream:
        world.add_event(run_id, "ENGINE_EVENT", progress(77))
        last = stream.next()
        while last.data.get("processed_rows") != 77:
            last = stream.next()
    # The place that it has now is one of these logs.
    assert int(last.id.partition(".")[0]) < 10**9
    with streaming(api, last.id, job_id=job_id) as stream:
        world.add_event(run_id, "ENGINE_EVENT", progress(78))
        assert stream.next().data["processed_rows"] == 78


def test_replays_take_no_thread_from_others(
    start: Serve, settings: Settings, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, reading = threading.Event(), []

    def hang(self: RunEvents, *_: object) -> list[EventRow]:
        reading.append(self)
        gate.wait(20)
        return []

    monkeypatch.setattr(RunEvents, "after_of_import", hang)
    job_id = world.add_import()
    run_id = world.take_up(job_id)
    seen = world.add_event(run_id, "ENGINE_EVENT", progress(1))
    world.add_event(run_id, "ENGINE_EVENT", progress(2))
    with (
        httpx.Client(base_url=start(settings), timeout=20, trust_env=False) as api,
        ExitStack() as all_,
    ):
        for _ in range(50):
            all_.enter_context(streaming(api, str(seen), job_id=job_id))
        wait_until(lambda: len(reading) == sources.REPLAYS_AT_ONCE)
        assert api.get("/api/v1/imports").status_code == 200
        assert len(reading) == sources.REPLAYS_AT_ONCE
        gate.set()
