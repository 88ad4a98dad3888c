import asyncio
from collections.abc import Callable

import httpx
import pytest

from api import background
from api.background import Background
from api.events.settled_log import SettledLog, Slice
from tests.api.serving import Serve, wait_until
from tests.api.sse import streaming, summary
from tests.api.world import World, progress
from vehicle_pipeline.settings import Settings


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses that a test can wait for."""
    monkeypatch.setattr(background, "MIN_PAUSE", 0.2)
    monkeypatch.setattr(background, "MAX_PAUSE", 0.5)


def test_a_task_that_dies_or_ends_is_down_for_a_while_and_starts_again() -> None:
    starts: list[bool] = []

    async def watch() -> None:
        kept = Background()

        async def task() -> None:
            starts.append("task" in kept.down)
            if len(starts) == 1:
                raise LookupError("not expected")
            if len(starts) == 3:
                await asyncio.Event().wait()

        async with kept.running({"task": task}):
            await until(lambda: kept.down == ["task"])
            await until(lambda: len(starts) == 3)
            assert kept.down == []

    asyncio.run(watch())
    assert starts == [False] * 3


def test_one_task_that_dies_disturbs_no_other() -> None:
    async def watch() -> None:
        ended = []

        async def steady() -> None:
            try:
                await asyncio.Event().wait()
            finally:
                ended.append(True)

        async def dying() -> None:
            raise LookupError("not expected")

        kept = Background()
        async with kept.running({"steady": steady, "dying": dying}):
            await until(lambda: kept.down == ["dying"])
            assert not ended
        assert ended

    asyncio.run(watch())


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0)


def test_the_event_tail_goes_on_where_it_was(
    own_api: httpx.Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = world.add_import()
    run_id = world.take_up(job_id)
    with streaming(own_api, job_id=job_id) as stream:
        stream.next()
        world.add_event(run_id, "ENGINE_EVENT", progress(1))
        messages = [stream.next()]
        kill_tail(own_api, monkeypatch)
        for number in (2, 3):
            world.add_event(run_id, "ENGINE_EVENT", progress(number))
        messages += stream.take(2)
        world.finish(job_id, run_id)
        messages += stream.rest()
    assert summary(messages) == ["1", "2", "3", "3"]


def kill_tail(api: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have reading the log fail as nobody expects, until the tail has died of it."""

    def broken(_: SettledLog, position: int) -> Slice:
        raise LookupError(position)

    with monkeypatch.context() as patch:
        patch.setattr(SettledLog, "after", broken)
        wait_until(lambda: "event_tail" in detail(api), 20)
    wait_until(lambda: "event_tail" not in detail(api), 20)


def detail(api: httpx.Client) -> str:
    return str(api.get("/health/ready").json()["parts"]["background"]["detail"])


def test_the_event_tail_outlives_whatever_listening_raises(
    start: Serve, settings: Settings, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise LookupError("no error of the driver")

    job_id = world.add_import()
    with monkeypatch.context() as patch:
        patch.setattr("psycopg.AsyncConnection.connect", broken)
        address = start(settings)
        with httpx.Client(base_url=address, timeout=20, trust_env=False) as api:
            wait_until(lambda: "event_tail" in detail(api), 20)
    with (
        httpx.Client(base_url=address, timeout=20, trust_env=False) as api,
        streaming(api, job_id=job_id) as stream,
    ):
        stream.next()
        world.add_event(world.take_up(job_id), "ENGINE_EVENT", progress(1))
        assert summary([stream.next()]) == ["1"]
