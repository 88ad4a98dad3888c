"""What no event of Dagster's log shows: uploads, claims, cancels, failures without a run."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import httpx
import pytest

from chaos.watchers import place
from tests.api.serving import Serve
from tests.api.sse import Message, streaming
from tests.api.uploading import upload
from tests.api.world import World, progress
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.settings import Settings


@pytest.fixture
def notified(start: Serve, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an API that learns of everything by notifications only."""
    monkeypatch.setattr("api.events.tail.POLL_SECONDS", 1_000)
    monkeypatch.setattr("api.events.client_stream.CHECK_SECONDS", 1_000)
    return start(settings)


@pytest.fixture
def api(notified: str, world: World) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=notified, timeout=20, trust_env=False) as client:
        yield client


def statuses(messages: list[Message]) -> list[tuple[str, str]]:
    return [(each.data["job_id"], each.data["status"]) for each in messages]


def test_the_stream_of_all_imports_shows_a_new_upload(api: httpx.Client) -> None:
    with streaming(api, changes=True) as stream:
        job_id = upload(api, name="maio.csv").json()["job_id"]
        event = stream.next()
    found = api.get(f"/api/v1/imports/{job_id}").json()
    assert event.event == "job_status"
    for name in ("status", "filename", "created_at", "started_at", "dagster_run_id"):
        assert event.data[name] == found[name]
    assert (event.data["status"], event.data["filename"]) == ("pending", "maio.csv")


def test_a_cancel_without_a_run_is_shown_at_once(api: httpx.Client) -> None:
    job_id = upload(api).json()["job_id"]
    with streaming(api, changes=True, job_id=job_id) as own, streaming(api, changes=True) as every:
        own.next()
        api.post(f"/api/v1/imports/{job_id}/cancel")
        (end,) = own.rest()
        also = every.next()
        if also.data["status"] == "pending":  # the upload had not been published yet
            also = every.next()
    assert end.data["status"] == also.data["status"] == "cancelled"
    assert (
        end.data == also.data == {"job_id": job_id, **api.get(f"/api/v1/imports/{job_id}").json()}
    )
    with streaming(api, end.id, job_id=job_id) as stream:
        assert stream.response.status_code == 204


def test_a_failure_without_a_run_is_shown_at_once(api: httpx.Client, world: World) -> None:
    job_id = world.add_import()
    with streaming(api, changes=True, job_id=job_id) as own:
        own.next()
        world.update_import(job_id, status="failed", error_code="gave_up_without_run")
        assert statuses(own.rest()) == [(str(job_id), "failed")]


def test_a_cancelled_import_is_shown_once_though_its_run_ends_later(
    api: httpx.Client, world: World
) -> None:
    job_id, other = world.add_import(), world.add_import()
    run_id = world.take_up(job_id)
    with streaming(api, changes=True, job_id=job_id) as own:
        own.next()
        seen = own.response
        api.post(f"/api/v1/imports/{job_id}/cancel")
        (end,) = own.rest()
    with streaming(api, end.id, changes=True) as stream:
        world.add_event(run_id, "PIPELINE_CANCELED")
        world.add_event(world.take_up(other), "ENGINE_EVENT", progress(1))
        assert [each.data["job_id"] for each in stream.take(2)] == [str(other)] * 2
    assert seen.status_code == 200


def test_what_the_log_shows_is_shown_once(api: httpx.Client, world: World) -> None:
    """A file that its run refuses: the import fails first, the run some events later."""
    job_id = world.add_import()
    run_id = world.take_up(job_id)
    # An import that has ended, and of whose run the log has nothing, would be over at once.
    world.add_event(run_id, "PIPELINE_START")
    with streaming(api, changes=True, job_id=job_id) as own:
        own.next()
        world.update_import(job_id, status="failed", error_code="empty_file", ended_by_run=True)
        world.add_event(run_id, "ASSET_OBSERVATION", progress(1))
        world.add_event(run_id, "PIPELINE_FAILURE")
        messages = own.rest()
    assert [each.data.get("status") for each in messages] == [None, "failed"]


def test_the_start_of_an_import_is_the_stored_one(api: httpx.Client, world: World) -> None:
    job_id = world.add_import()
    with streaming(api, changes=True, job_id=job_id) as stream:
        stream.next()
        run_id = world.add_run(job_id)
        world.add_event(run_id, "PIPELINE_START")
        world.connection.execute("select pg_sleep(0.01)")
        world.update_import(job_id, status="processing", dagster_run_id=run_id, started_at="now")
        first = stream.next()
        world.add_event(run_id, "PIPELINE_FAILURE")
        world.take_up(job_id)
        messages = [first, stream.next()]
    stored = api.get(f"/api/v1/imports/{job_id}").json()["started_at"]
    assert [each.data["status"] for each in messages] == ["processing"] * 2
    assert {each.data["started_at"] for each in messages} == {stored}
    assert messages[0].data["dagster_run_id"] == run_id


def test_an_import_that_goes_on_is_shown_as_waiting_again(api: httpx.Client) -> None:
    with streaming(api, changes=True) as stream:
        job_id = upload(api).json()["job_id"]
        api.post(f"/api/v1/imports/{job_id}/cancel")
        api.post(f"/api/v1/imports/{job_id}/reimport")
        seen = statuses(stream.take(3))
    assert seen == [(job_id, status) for status in ("pending", "cancelled", "pending")]


def history(world: World) -> tuple[list[UUID], int]:
    """Three imports with changes and events of the log in turn; return how many events."""
    jobs = [world.add_import() for _ in range(3)]
    runs = [world.take_up(job_id) for job_id in jobs]
    for number in range(4):
        for run_id in runs:
            world.add_event(run_id, "ENGINE_EVENT", progress(number))
    for job_id, run_id in zip(jobs[:2], runs[:2], strict=True):
        world.finish(job_id, run_id)
    world.update_import(jobs[2], status="cancelled")
    return jobs, 3 + 3 + 12 + 3


@pytest.mark.parametrize("is_behind_window", [False, True])
def test_a_client_of_all_imports_may_resume_behind_every_event(
    start: Serve,
    settings: Settings,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    is_behind_window: bool,
) -> None:
    if is_behind_window:
        monkeypatch.setattr("api.events.broadcast.Broadcast.__init__.__defaults__", (3,))
        for module in ("run_events", "history", "settled_log", "changes"):
            monkeypatch.setattr(f"api.events.{module}.BATCH", 4)
    clients = [httpx.Client(base_url=start(settings), timeout=20, trust_env=False) for _ in "12"]
    with clients[0] as api, clients[1] as replica:
        with streaming(api, changes=True) as stream:
            first = upload(api).json()["job_id"]
            messages = [stream.next()]
            _, count = history(world)
            messages += stream.take(count)
        assert statuses(messages[:1]) == [(first, "pending")]
        assert len({each.id for each in messages}) == count + 1
        for index, message in enumerate(messages[:-1]):
            missed = messages[index + 1 :]
            for other in (api, replica):
                with streaming(other, message.id, changes=True) as stream:
                    resumed = stream.take(len(missed))
                assert facts(resumed) == facts(missed)
                assert ends_well(resumed)


def facts(messages: list[Message]) -> list[str]:
    """What was sent, in any order: replicas may see the two logs in different orders."""
    names = ("job_id", "status", "processed_rows")
    return sorted(str([each.data.get(name) for name in names]) for each in messages)


def ends_well(messages: list[Message]) -> bool:
    """Whether the last status of each finished import is its end."""
    last = {
        each.data["job_id"]: each.data["status"] for each in messages if each.event == "job_status"
    }
    ended = {each.data["job_id"] for each in messages if each.data.get("finished_at", 0) != 0}
    return all(last[job_id] in ("completed", "cancelled") for job_id in ended)


def test_an_id_of_an_earlier_version_goes_on_with_what_comes(
    api: httpx.Client, world: World
) -> None:
    seen = world.add_event(str(uuid4()), "STEP_START")
    job_id = world.add_import()
    with streaming(api, changes=True, job_id=job_id) as stream:
        stream.next()
    with streaming(api, str(seen), changes=True, job_id=job_id) as stream:
        world.take_up(job_id)
        while (event := stream.next()).data["status"] == "pending":
            pass
        assert statuses([event]) == [(str(job_id), "processing")]


def test_changes_are_visible_in_the_order_of_their_ids(settings: Settings, world: World) -> None:
    """A change that commits later has the higher id, whichever transaction began first."""
    late, early = world.add_import(), world.add_import()
    database = Database(settings.database_url)
    change = "update import_jobs set status = 'cancelled' where id = %s"
    with database.transaction() as slow:
        slow.execute(change, [late])
        with database.transaction() as quick:
            quick.execute(change, [early])
    database.close()
    cancelled = world.all(
        "select job_id from import_changes where status = 'cancelled' order by id"
    )
    assert cancelled == [(early,), (late,)]


def test_who_comes_back_from_an_end_told_amid_the_log_misses_nothing_of_it(
    api: httpx.Client, world: World
) -> None:
    """An end keeps its whole place: one Dagster event may carry several for browsers."""
    busy, over = world.add_import(), world.add_import()
    run_id = world.take_up(busy)
    with streaming(api, changes=True) as stream:
        world.add_event(run_id, "ENGINE_EVENT", progress(1), progress(2))
        while (first := stream.next()).event != "job_progress":
            pass  # the claim had not been published yet
        second = stream.next()
        api.post(f"/api/v1/imports/{over}/cancel")
        end = stream.next()
        world.update_import(over, status="pending")
        again = stream.next()
    assert (end.data["status"], again.data["status"]) == ("cancelled", "pending")
    assert [place(each.id) for each in (first, second, end, again)] == sorted(
        place(each.id) for each in (again, end, second, first)
    )
    between = first.id.partition("-")[0] + ".end-" + end.id.partition("-")[2]
    with streaming(api, between, changes=True) as stream:
        assert [stream.next().id.partition("-")[0], stream.next().data["status"]] == [
            second.id.partition("-")[0],
            "pending",
        ]
