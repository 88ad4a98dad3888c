"""Two runs write events at the same time, and their transactions commit out of order."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest

from tests.api.sse import Message, streaming
from tests.api.world import World, progress
from vehicle_pipeline.settings import Settings

# Long enough for a reader that does not wait to publish what it sees, in seconds.
A_WHILE = 1.0


@dataclass(frozen=True)
class Run:
    """A run that logs in a transaction which it leaves open."""

    job_id: UUID
    run_id: str
    connection: psycopg.Connection[Any]

    def log(self, number: int) -> int:
        return World.insert_event(
            self.connection, self.run_id, "ASSET_OBSERVATION", progress(number)
        )

    def commit(self) -> None:
        self.connection.execute("notify run_events, 'something'")
        self.connection.commit()


@pytest.fixture
def runs(world: World, settings: Settings) -> Iterator[list[Run]]:
    connections = [psycopg.connect(settings.database_url) for _ in range(2)]
    started = []
    for connection in connections:
        job_id = world.add_import()
        started.append(Run(job_id, world.take_up(job_id), connection))
    yield started
    for connection in connections:
        connection.close()


def numbers(messages: list[Message]) -> list[int]:
    return [each.data["processed_rows"] for each in messages]


def position(message: Message) -> tuple[int, ...]:
    return tuple(map(int, re.split("[.-]", message.id)))


def test_an_event_that_commits_late_is_not_skipped_and_comes_in_its_place(
    api: httpx.Client, runs: list[Run]
) -> None:
    first, second = runs
    with streaming(api) as stream:
        early = first.log(1)
        late = second.log(2)
        assert early < late
        second.commit()
        time.sleep(A_WHILE)
        first.commit()
        messages = stream.take(2)
    assert numbers(messages) == [1, 2]
    assert [position(each) for each in messages] == sorted(map(position, messages))


def test_who_reconnects_between_the_two_commits_misses_nothing(
    api: httpx.Client, runs: list[Run], world: World
) -> None:
    first, second = runs
    with streaming(api) as stream:
        world.add_event(second.run_id, "ASSET_OBSERVATION", progress(0))
        seen = stream.next()
    first.log(1)
    second.log(2)
    second.commit()
    with streaming(api, seen.id) as stream:
        time.sleep(A_WHILE)
        first.commit()
        assert numbers(stream.take(2)) == [1, 2]
    # And from every position on, also when the log is read again later.
    with streaming(api, seen.id) as stream:
        one, two = stream.take(2)
    with streaming(api, one.id) as stream:
        assert (stream.next().id, numbers([two])) == (two.id, [2])


def test_the_stream_of_the_early_import_does_not_hear_of_the_other_one(
    api: httpx.Client, runs: list[Run]
) -> None:
    first, second = runs
    with streaming(api, job_id=first.job_id) as mine, streaming(api, job_id=second.job_id) as other:
        mine.next()
        other.next()
        first.log(1)
        second.log(2)
        second.commit()
        time.sleep(A_WHILE)
        first.commit()
        assert numbers([mine.next(), other.next()]) == [1, 2]


def test_events_of_interleaved_transactions_all_come_in_the_order_of_their_ids(
    api: httpx.Client, runs: list[Run]
) -> None:
    first, second = runs
    with streaming(api) as stream:
        for number in range(10):
            (first, second)[number % 2].log(number)
        second.commit()
        time.sleep(A_WHILE)
        first.commit()
        assert numbers(stream.take(10)) == list(range(10))


def test_an_early_event_that_is_rolled_back_holds_nothing_up(
    api: httpx.Client, runs: list[Run]
) -> None:
    first, second = runs
    with streaming(api) as stream:
        first.log(1)
        second.log(2)
        second.commit()
        time.sleep(A_WHILE)
        first.connection.rollback()
        assert numbers([stream.next()]) == [2]
