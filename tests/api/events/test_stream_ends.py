"""When an import is over, and how its streams learn of it."""

import httpx
import pytest

from tests.api.sse import streaming, summary
from tests.api.world import DONE, World, progress


def test_a_finished_import_is_its_state_and_nothing_else(api: httpx.Client, world: World) -> None:
    job_id = world.add_import(**DONE)
    with streaming(api, job_id=job_id) as stream:
        (state,) = stream.rest()
    assert state.data["processed_rows"] == 3
    with streaming(api, state.id, job_id=job_id) as stream:
        assert stream.response.status_code == 204


def test_whoever_has_seen_the_end_is_told_to_stay_away(api: httpx.Client, world: World) -> None:
    """EventSource reconnects when a stream ends, and stops only at a 204."""
    job_id = world.add_import()
    with streaming(api, job_id=job_id) as stream:
        stream.next()
        world.finish(job_id, world.take_up(job_id))
        (end,) = stream.rest()
    with streaming(api, end.id, job_id=job_id) as stream:
        assert stream.response.status_code == 204


def test_a_failed_attempt_is_not_the_end(api: httpx.Client, world: World) -> None:
    job_id = world.add_import()
    with streaming(api, changes=True, job_id=job_id) as stream:
        first = stream.next()
        killed = world.take_up(job_id)
        world.add_event(killed, "PIPELINE_START")
        world.add_event(killed, "PIPELINE_FAILURE")
        messages = stream.take(1)
        retry = world.take_up(job_id)
        world.add_event(retry, "PIPELINE_START")
        world.finish(job_id, retry)
        messages += stream.rest()
    assert [each.data["status"] for each in messages] == ["processing"] * 2 + ["completed"]
    # Seen from later, when the import is completed, the first attempt's end still is none.
    with streaming(api, first.id, changes=True, job_id=job_id) as stream:
        again = stream.rest()
    assert [(each.id, each.data["status"]) for each in again] == [
        (each.id, each.data["status"]) for each in messages
    ]


def test_a_second_run_of_a_finished_import_ends_with_its_state(
    api: httpx.Client, world: World
) -> None:
    job_id = world.add_import()
    world.finish(job_id, world.take_up(job_id))
    duplicate = world.add_run(job_id)
    with streaming(api) as stream:
        world.add_event(duplicate, "PIPELINE_FAILURE")
        assert stream.next().data["status"] == "completed"


def test_a_cancelled_run_is_the_end_once_its_import_is_cancelled(
    api: httpx.Client, world: World
) -> None:
    job_id = world.add_import()
    with streaming(api, job_id=job_id) as stream:
        stream.next()
        world.add_event(world.take_up(job_id), "PIPELINE_CANCELED")
        world.update_import(job_id, status="cancelled")
        (end,) = stream.rest()
    assert end.data["status"] == "cancelled"


@pytest.mark.parametrize("kind", ["PIPELINE_CANCELED", "PIPELINE_FAILURE"])
def test_the_late_end_of_an_overtaken_run_is_no_end(
    api: httpx.Client, world: World, kind: str
) -> None:
    """Terminating a run takes seconds, in which its import may be imported again."""
    job_id = world.add_import()
    cancelled = world.take_up(job_id)
    api.post(f"/api/v1/imports/{job_id}/cancel")
    world.update_import(job_id, status="pending", dagster_run_id=None)
    with streaming(api, changes=True, job_id=job_id) as stream:
        messages = [stream.next()]
        world.add_event(cancelled, kind)
        world.finish(job_id, world.take_up(job_id))
        messages += stream.rest()
    assert [each.data["status"] for each in messages] == ["pending", "processing", "completed"]


def test_a_run_that_is_killed_for_making_no_progress_is_no_end(
    api: httpx.Client, world: World
) -> None:
    job_id = world.add_import()
    with streaming(api, changes=True, job_id=job_id) as stream:
        messages = [stream.next()]
        world.add_event(world.take_up(job_id), "PIPELINE_CANCELED")
        world.finish(job_id, world.take_up(job_id))
        messages += stream.rest()
    statuses = [each.data["status"] for each in messages]
    assert statuses == ["pending", "processing", "processing", "completed"]


def test_an_end_that_no_run_tells_of_is_noticed(
    api: httpx.Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.events.client_stream.CHECK_SECONDS", 0.2)
    job_id = world.add_import()
    with streaming(api, job_id=job_id) as stream:
        stream.next()
        world.update_import(job_id, status="failed", error_code="empty_file")
        (end,) = stream.rest()
    assert end.data["status"] == "failed"
    with streaming(api, end.id, job_id=job_id) as stream:
        assert stream.response.status_code == 204


def test_whoever_saw_only_a_failed_attempt_still_hears_of_the_end(
    api: httpx.Client, world: World
) -> None:
    """The import was given up after its last run had failed: no run tells of that."""
    job_id = world.add_import()
    with streaming(api, changes=True, job_id=job_id) as stream:
        snapshot = stream.next()
        world.add_event(world.take_up(job_id), "PIPELINE_FAILURE")
        attempt = stream.next()
    assert attempt.data["status"] == "processing"
    world.update_import(job_id, status="failed", error_code="empty_file")
    for seen in (snapshot, attempt):
        with streaming(api, seen.id, job_id=job_id) as stream:
            *_, end = stream.rest()
        assert end.data["status"] == "failed"


def test_whoever_returns_to_an_import_that_ended_without_a_run_hears_of_it_at_once(
    api: httpx.Client, world: World
) -> None:
    job_id = world.add_import()
    with streaming(api, job_id=job_id) as stream:
        snapshot = stream.next()
    world.update_import(job_id, status="failed", error_code="empty_file")
    with streaming(api, snapshot.id, job_id=job_id) as stream:
        assert [each.data["status"] for each in stream.rest()] == ["failed"]


def test_an_end_is_not_told_before_the_events_that_lead_to_it(
    api: httpx.Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.events.client_stream.CHECK_SECONDS", 0.05)
    job_id = world.add_import()
    with streaming(api, changes=True, job_id=job_id) as stream:
        stream.next()
        run_id = world.take_up(job_id)
        world.add_event(run_id, "PIPELINE_START")
        world.update_import(job_id, **DONE)
        stream.next()
        world.connection.execute("select pg_sleep(0.3)")  # several checks
        world.add_event(run_id, "ENGINE_EVENT", progress(2))
        world.add_event(run_id, "PIPELINE_SUCCESS")
        assert summary(stream.rest()) == ["2", "3"]
