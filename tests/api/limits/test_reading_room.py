"""Files that people look at are read by turns, and whoever sends many waits for their own."""

from collections.abc import Awaitable, Callable
from functools import partial
from threading import Event, Lock
from typing import Any

import anyio
import pytest
from fastapi import Request
from starlette.requests import ClientDisconnect

from api.errors import ApiError
from api.limits.reading_room import AT_ONCE, MOST, MOST_OF_CALLER, ReadingRoom
from vehicle_pipeline.errors import BadSpreadsheetError

# Seconds until a test gives up.
PATIENCE = 20


class Files:
    """Files that are being read until the test lets go of them."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self._ends: dict[str, Event] = {}
        self._lock = Lock()

    def reading(self, name: str) -> Callable[[], str]:
        end = self._ends.setdefault(name, Event())

        def work() -> str:
            with self._lock:
                self.begun.append(name)
            assert end.wait(PATIENCE)
            return name

        return work

    def end(self, *names: str) -> None:
        for name in names:
            self._ends[name].set()

    async def wait_for(self, *begun: str) -> None:
        with anyio.fail_after(PATIENCE):
            while set(self.begun) != set(begun):
                await anyio.sleep(0.01)
        await anyio.sleep(0.05)
        assert set(self.begun) == set(begun)


def request(address: str, *, has_left: bool = False) -> Request:
    async def receive() -> dict[str, Any]:
        if not has_left:
            await anyio.sleep_forever()
        return {"type": "http.disconnect"}

    scope = {"type": "http", "client": (address, 1), "state": {}, "headers": []}
    return Request(scope, receive)


def run(test: Callable[[], Awaitable[None]]) -> None:
    anyio.run(test)


def test_of_each_caller_one_file_is_read_at_a_time() -> None:
    async def story() -> None:
        room, files = ReadingRoom(), Files()
        async with anyio.create_task_group() as group:
            for name in ("a1", "a2", "a3"):
                group.start_soon(room.look, request("203.0.113.1"), files.reading(name))
            await files.wait_for("a1")
            # The second place is anybody's who comes.
            group.start_soon(room.look, request("203.0.113.2"), files.reading("b1"))
            await files.wait_for("a1", "b1")
            files.end("a1")
            await files.wait_for("a1", "b1", "a2")
            files.end("b1", "a2", "a3")
        assert files.begun[-1] == "a3"

    run(story)


def test_who_comes_later_has_a_turn_before_the_rest_of_another_callers_files() -> None:
    async def story() -> None:
        room, files = ReadingRoom(), Files()
        async with anyio.create_task_group() as group:
            for caller in range(AT_ONCE):
                for name in (f"{caller}", f"{caller} again"):
                    address = f"203.0.113.{caller}"
                    group.start_soon(room.look, request(address), files.reading(name))
            await files.wait_for("0", "1")
            group.start_soon(room.look, request("203.0.113.99"), files.reading("late"))
            await anyio.sleep(0.05)
            files.end("0")
            await files.wait_for("0", "1", "late")
            files.end("late", "1", "0 again", "1 again")

    run(story)


def test_a_caller_has_so_many_under_way_also_after_hanging_up() -> None:
    async def story() -> None:
        room, files = ReadingRoom(), Files()
        async with anyio.create_task_group() as group:
            names = [f"file {index}" for index in range(MOST_OF_CALLER)]
            for name in names:
                group.start_soon(room.look, request("203.0.113.1"), files.reading(name))
            await files.wait_for("file 0")
            with pytest.raises(ApiError) as caught:
                await room.look(request("203.0.113.1"), files.reading("more"))
            assert (caught.value.status, caught.value.code) == (429, "too_many_readings")
            assert int(caught.value.headers["Retry-After"]) > 0
            files.end(*names)
        assert await room.look(request("203.0.113.1"), lambda: "again") == "again"

    run(story)


def test_all_together_have_so_many() -> None:
    async def story() -> None:
        room, files = ReadingRoom(), Files()
        names = [f"file {index}" for index in range(MOST)]
        async with anyio.create_task_group() as group:
            for index, name in enumerate(names):
                group.start_soon(room.look, request(f"203.0.113.{index}"), files.reading(name))
            await files.wait_for("file 0", "file 1")
            with pytest.raises(ApiError) as caught:
                await room.look(request("198.51.100.1"), files.reading("more"))
            assert (caught.value.status, caught.value.code) == (503, "no_room_for_readings")
            files.end(*names)

    run(story)


def test_nothing_is_read_for_who_has_left_while_waiting() -> None:
    async def story() -> None:
        files = Files()
        with pytest.raises(ClientDisconnect):
            await ReadingRoom().look(
                request("203.0.113.1", has_left=True), files.reading("nobody's")
            )
        assert files.begun == []

    run(story)


def test_what_was_asked_to_be_done_is_done_whole_whoever_leaves() -> None:
    async def story() -> None:
        room, done = ReadingRoom(), []
        works = [partial(done.append, number) for number in range(2 * MOST_OF_CALLER)]
        await room.do(request("203.0.113.1", has_left=True), works)
        assert done == list(range(2 * MOST_OF_CALLER))

    run(story)


def test_what_is_done_keeps_its_caller_waiting_and_leaves_a_thread_to_others() -> None:
    async def story() -> None:
        room, files = ReadingRoom(), Files()
        async with anyio.create_task_group() as group:
            works = [files.reading("a1"), files.reading("a2")]
            group.start_soon(room.do, request("203.0.113.1"), works)
            await files.wait_for("a1")
            group.start_soon(room.look, request("203.0.113.2"), files.reading("b1"))
            await files.wait_for("a1", "b1")
            files.end("a1", "b1", "a2")

    run(story)


def test_what_cannot_be_read_leaves_the_place_to_the_next() -> None:
    async def story() -> None:
        room = ReadingRoom()

        def broken() -> None:
            raise BadSpreadsheetError("unreadable_file")

        for _ in range(2 * MOST_OF_CALLER):
            with pytest.raises(BadSpreadsheetError):
                await room.look(request("203.0.113.1"), broken)

    run(story)
