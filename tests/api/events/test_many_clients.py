"""Many clients, slow clients, clients that come back: none of them costs another anything."""

import asyncio
import socket
from contextlib import ExitStack
from uuid import UUID

import httpx
import psycopg
import pytest

from api.events.broadcast import Broadcast
from api.events.position import Position
from api.events.sources import REPLAYS_AT_ONCE
from api.events.translation import StreamEvent
from tests.api.serving import Serve, client, wait_until
from tests.api.sse import STREAM, streaming
from tests.api.world import World, progress
from vehicle_pipeline.settings import Settings


def event(event_id: int, index: int = 0) -> StreamEvent:
    return StreamEvent(Position(event_id, index), UUID(int=1), "run", "job_progress")


def positions(events: list[StreamEvent] | None) -> list[str] | None:
    return None if events is None else [str(each.position) for each in events]


def test_the_window_shows_what_is_behind_a_position() -> None:
    broadcast = Broadcast(capacity=10)
    broadcast.begin(Position(5))
    broadcast.publish([event(6, 0), event(6, 1), event(8)], Position(9))
    assert positions(broadcast.after(Position(5))) == ["6.0-0", "6.1-0", "8.0-0"]
    assert positions(broadcast.after(Position(6, 0))) == ["6.1-0", "8.0-0"]
    assert positions(broadcast.after(Position(9))) == []
    assert positions(broadcast.after(Position(99))) == []
    assert broadcast.after(Position(4)) is None
    assert broadcast.end == Position(9)


def test_the_window_is_bounded_and_knows_what_it_lost() -> None:
    broadcast = Broadcast(capacity=2)
    broadcast.begin(Position(0))
    broadcast.publish([event(1, 0), event(1, 1), event(2)], Position(2))
    assert broadcast.after(Position(0)) is None
    assert positions(broadcast.after(Position(1, 0))) == ["1.1-0", "2.0-0"]


def test_the_window_has_a_place_in_either_log() -> None:
    broadcast = Broadcast(capacity=2)
    broadcast.begin(Position(5, change=5))
    change = StreamEvent(Position(6, 0, 6), UUID(int=1), None, "job_status", is_change=True)
    last = StreamEvent(Position(7, 0, 6), UUID(int=1), "run", "job_progress")
    broadcast.publish([event(6), change, last], Position(7, change=6))
    assert broadcast.after(Position(5, change=6)) is None
    # Another replica published the change later than this one.
    assert positions(broadcast.after(Position(7, change=5))) == ["6.0-6"]
    assert positions(broadcast.after(Position(6, 0, 6))) == ["7.0-6"]


def test_waiting_ends_with_the_next_publication() -> None:
    async def wait() -> None:
        broadcast = Broadcast()
        broadcast.begin(Position(1))
        waiting = asyncio.create_task(broadcast.wait_beyond(Position(1)))
        await asyncio.sleep(0)
        assert not waiting.done()
        broadcast.publish([], Position(2))
        await waiting
        await broadcast.wait_beyond(Position(1))

    asyncio.run(wait())


@pytest.fixture
def small_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """A window of three events, and batches of four rows."""
    monkeypatch.setattr(Broadcast.__init__, "__defaults__", (3,))
    monkeypatch.setattr("api.events.run_events.BATCH", 4)
    monkeypatch.setattr("api.events.history.BATCH", 4)
    monkeypatch.setattr("api.events.settled_log.BATCH", 4)


def newest(api: httpx.Client, job_id: UUID) -> str | None:
    """The event of Dagster's log that the tail has reached."""
    with streaming(api, job_id=job_id) as stream:
        return stream.next().id.partition("-")[0]


@pytest.mark.usefixtures("small_window")
def test_a_client_behind_the_window_reads_the_log(own_api: httpx.Client, world: World) -> None:
    api = own_api
    job_id, other = world.add_import(), world.add_import()
    run_id, noise = world.take_up(job_id), world.take_up(other)
    first = world.add_event(run_id, "ENGINE_EVENT", progress(0))
    for number in range(1, 30):
        world.add_event(noise, "ENGINE_EVENT", progress(-number))
        world.add_event(run_id, "ENGINE_EVENT", progress(number))
    last = world.add_event(run_id, "STEP_START")
    wait_until(lambda: newest(api, job_id) == str(last))
    with streaming(api, f"{first}.0", job_id=job_id) as stream:
        messages = stream.take(29)
        world.finish(job_id, run_id)
        messages += stream.rest()
    assert [each.data["processed_rows"] for each in messages] == [*range(1, 30), 3]
    with streaming(api, f"{first}.0") as stream:
        everything = stream.take(59)
    assert sum(each.data["processed_rows"] < 0 for each in everything) == 29
    assert len({each.id for each in everything}) == 59


@pytest.mark.usefixtures("small_window")
def test_a_client_that_does_not_read_slows_nobody_and_misses_nothing(
    own_api: httpx.Client, world: World
) -> None:
    api = own_api
    job_id = world.add_import()
    run_id = world.take_up(job_id)
    bulky = {"event": "job_progress", "data": {"padding": "x" * 100_000}}
    with socket.create_connection((api.base_url.host, api.base_url.port or 0)) as slow:
        slow.sendall(f"GET {STREAM}?job_id={job_id} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
        received = slow.recv(1_000)
        with streaming(api, job_id=job_id) as quick:
            quick.next()
            for _ in range(100):  # 10 MB, more than the buffers of the connection hold
                world.add_event(run_id, "ENGINE_EVENT", bulky)
                quick.next()
            world.finish(job_id, run_id)
            assert quick.next().data["status"] == "completed"
        slow.settimeout(10)
        while chunk := slow.recv(1_000_000):
            received += chunk
    assert received.count(b"event: job_progress") == 100
    assert b'"status": "completed"' in received[-3_000:]


@pytest.mark.usefixtures("small_window")
def test_few_read_the_log_at_a_time_and_what_else_is_asked_is_answered(
    start: Serve, settings: Settings, world: World, database_url: str
) -> None:
    # By this name: another API of this process has a tail that reads, too.
    named = f"{database_url}{'&' if '?' in database_url else '?'}application_name=few_read"
    waiting = (
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
        " and query ilike '%%event_logs%%' and application_name = 'few_read'"
    )
    job_id = world.add_import()
    run_id = world.take_up(job_id)
    first = world.add_event(run_id, "ENGINE_EVENT", progress(0))
    for number in range(1, 9):
        world.add_event(run_id, "ENGINE_EVENT", progress(number))
    last = world.add_event(run_id, "STEP_START")
    with ExitStack() as stack:
        address = start(settings.model_copy(update={"database_url": named}))
        api = stack.enter_context(client(address))
        wait_until(lambda: newest(api, job_id) == str(last))
        with psycopg.connect(database_url) as blocking:
            blocking.execute("lock table dagster.event_logs in access exclusive mode")
            streams = [
                stack.enter_context(streaming(api, f"{first}.0", job_id=job_id)) for _ in range(8)
            ]
            wait_until(lambda: world.all(waiting)[0][0] >= REPLAYS_AT_ONCE)
            assert api.get("/api/v1/imports").status_code == 200
            # One more is the tail, which reads for everybody.
            assert world.all(waiting)[0][0] <= REPLAYS_AT_ONCE + 1
        for stream in streams:
            assert [each.data["processed_rows"] for each in stream.take(8)] == [*range(1, 9)]


def test_one_tail_serves_many_clients(api: httpx.Client, world: World) -> None:
    """The database sees one listener, however many clients there are."""
    listeners = "select count(*) from pg_stat_activity where query ilike 'listen run_events'"
    job_id = world.add_import()
    # One of each API; other tests of this process may have some running.
    before = world.all(listeners)
    with ExitStack() as stack:
        streams = [stack.enter_context(streaming(api, job_id=job_id)) for _ in range(30)]
        for stream in streams:
            stream.next()
        assert world.all(listeners) == before
        run_id = world.take_up(job_id)
        world.add_event(run_id, "ENGINE_EVENT", progress(1))
        world.finish(job_id, run_id)
        assert [len(stream.rest()) for stream in streams] == [2] * 30


def test_a_lost_database_connection_loses_no_event(api: httpx.Client, world: World) -> None:
    job_id = world.add_import()
    with streaming(api, job_id=job_id) as stream:
        stream.next()
        run_id = world.take_up(job_id)
        for number in range(3):
            world.connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where pid <> pg_backend_pid() and backend_type = 'client backend'"
            )
            world.add_event(run_id, "ENGINE_EVENT", progress(number))
        world.finish(job_id, run_id)
        assert [each.data["processed_rows"] for each in stream.rest()] == [0, 1, 2, 3]
