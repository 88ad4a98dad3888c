"""Writers of the event log that commit in another order than they drew their ids."""

from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest

from api.events.run_events import Lag, RunEvents
from api.events.settled_log import SettledLog
from tests.api.world import World
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.settings import Settings

Writer = psycopg.Connection[tuple[object, ...]]


@pytest.fixture
def log(settings: Settings, world: World) -> Iterator[SettledLog]:
    database = Database(settings.database_url)
    yield SettledLog(RunEvents(database))
    database.close()


@pytest.fixture
def writers(settings: Settings) -> Iterator[list[Writer]]:
    """Three connections, each with a transaction of its own."""
    with ExitStack() as stack:
        yield [stack.enter_context(psycopg.connect(settings.database_url)) for _ in range(3)]


def write(writer: Writer) -> int:
    return World.insert_event(writer, "run", "STEP_START")


def begin(log: SettledLog) -> int:
    start = log.start()
    assert start is not None
    return start


def shown(log: SettledLog, position: int, reads: int = 3) -> list[int]:
    """What several reads in a row show, as a tail does them."""
    ids: list[int] = []
    for _ in range(reads):
        part = log.after(position)
        ids += [row.id for row in part.rows]
        position = part.end
    return ids


def test_a_lower_id_that_commits_later_is_waited_for(
    log: SettledLog, writers: list[Writer]
) -> None:
    start = begin(log)
    first, second = write(writers[0]), write(writers[1])
    assert first < second
    writers[1].commit()
    assert shown(log, start) == []
    assert log.is_waiting
    writers[0].commit()
    assert shown(log, start) == [first, second]
    assert not log.is_waiting


def test_a_rolled_back_id_is_not_waited_for(log: SettledLog, writers: list[Writer]) -> None:
    start = begin(log)
    write(writers[0])
    second = write(writers[1])
    writers[1].commit()
    assert shown(log, start) == []
    writers[0].rollback()
    assert shown(log, start) == [second]


def test_writers_that_came_later_hold_nothing_up(log: SettledLog, writers: list[Writer]) -> None:
    start = begin(log)
    write(writers[0])
    second = write(writers[1])
    writers[1].commit()
    assert shown(log, start) == []
    write(writers[2])  # stays open
    writers[0].rollback()
    assert shown(log, start) == [second]


def test_the_start_waits_for_ids_below_it(log: SettledLog, writers: list[Writer]) -> None:
    """Whoever starts behind an id will never look before it again."""
    write(writers[0])
    second = write(writers[1])
    writers[1].commit()
    assert log.start() is None
    write(writers[2])  # holds nothing up: it came later
    assert log.start() is None
    writers[0].commit()
    assert log.start() == second


def test_transactions_that_interleave_appear_in_the_order_of_their_ids(
    log: SettledLog, writers: list[Writer]
) -> None:
    start = write(writers[2])
    writers[2].commit()
    ids = [write(writers[0]), write(writers[1]), write(writers[0]), write(writers[1])]
    writers[0].commit()
    assert shown(log, start) == [ids[0]]
    writers[1].commit()
    assert shown(log, start) == ids


def test_how_far_a_reader_is_behind_is_told_in_ids_and_by_the_oldest_event(
    world: World, settings: Settings
) -> None:
    database = Database(settings.database_url)
    events = RunEvents(database)
    read, first, last = (world.add_event("run") for _ in range(3))
    world.connection.execute(
        "update dagster.event_logs set timestamp = timestamp - interval '1 minute' where id <= %s",
        [first],
    )
    behind = events.lag(read)
    assert behind.ids == last - read
    assert 60 <= behind.seconds < 90
    assert events.lag(last) == Lag(ids=0, seconds=0)
    database.close()
