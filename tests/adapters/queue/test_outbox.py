from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, ClassVar
from uuid import UUID

import psycopg
import pytest
from botocore.config import Config

from tests.adapters.recorded import new_import
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.queue import outbox as module
from vehicle_pipeline.adapters.queue import upload_queue
from vehicle_pipeline.adapters.queue.outbox import Outbox
from vehicle_pipeline.adapters.queue.upload_queue import QueueOptions, UploadQueue
from vehicle_pipeline.errors import QueueUnavailableError
from vehicle_pipeline.settings import Settings

Tables = psycopg.Connection[tuple[Any, ...]]


def accepted(database: Database, count: int) -> list[UUID]:
    jobs = ImportJobs(database)
    return [jobs.create(new_import()).id for _ in range(count)]


def received(queue: UploadQueue) -> list[UUID | None]:
    ids = []
    while batch := queue.receive(0):
        ids += [delivery.job_id for delivery in batch]
    return ids


def test_promised_messages_are_sent_once(database: Database, queue: UploadQueue) -> None:
    ids = accepted(database, 3)
    outbox = Outbox(database, queue)
    assert outbox.relay() == 3
    assert outbox.relay() == 0
    assert Counter(received(queue)) == Counter(ids)


def test_more_messages_than_a_batch_are_sent(
    database: Database, queue: UploadQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BATCH", 2)
    ids = accepted(database, 5)
    assert Outbox(database, queue).relay() == 5
    assert Counter(received(queue)) == Counter(ids)


class NotedQueue(UploadQueue):
    """Notes in which order messages are sent."""

    noted: ClassVar[list[UUID]] = []

    def send(self, job_id: UUID, traceparent: str | None = None) -> None:
        self.noted.append(job_id)
        super().send(job_id)


@pytest.mark.parametrize("count", [2, 9, 60])
def test_messages_are_sent_oldest_first(database: Database, queue: UploadQueue, count: int) -> None:
    NotedQueue.noted.clear()
    ids = accepted(database, count)
    Outbox(database, NotedQueue.connect(queue._options)).relay()
    assert NotedQueue.noted == ids


class FragileQueue(UploadQueue):
    """Breaks after so many messages."""

    strength = 1

    def send(self, job_id: UUID, traceparent: str | None = None) -> None:
        if self.strength == 0:
            raise QueueUnavailableError
        self.strength -= 1
        super().send(job_id)


def test_a_batch_is_small_whatever_the_planner_believes_of_the_table(
    database: Database, queue: UploadQueue, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BATCH", 2)
    ids = accepted(database, 1)
    tables.execute("vacuum analyze outbox")
    ids += accepted(database, 4)
    fragile = FragileQueue.connect(queue._options)
    assert isinstance(fragile, FragileQueue)
    fragile.strength = 2
    with pytest.raises(QueueUnavailableError):
        Outbox(database, fragile).relay()
    assert tables.execute("select count(*) from outbox").fetchone() == (3,)
    assert Counter(received(queue)) == Counter(ids[:2])


class MeetingQueue(UploadQueue):
    """Sends its first message only when another queue does, too."""

    barrier = Barrier(2)
    is_first = True

    def send(self, job_id: UUID, traceparent: str | None = None) -> None:
        if self.is_first:
            self.is_first = False
            self.barrier.wait(timeout=10)
        super().send(job_id)


def test_two_relays_at_once_send_each_message_once(
    database: Database, queue: UploadQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BATCH", 4)
    ids = accepted(database, 11)
    with ThreadPoolExecutor(2) as pool:
        relays = [Outbox(database, MeetingQueue.connect(queue._options)) for _ in range(2)]
        counts = list(pool.map(Outbox.relay, relays))
    assert sum(counts) == 11
    assert min(counts) >= 3
    assert Counter(received(queue)) == Counter(ids)


def test_a_queue_that_is_away_loses_no_message(
    database: Database, queue: UploadQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = accepted(database, 2)
    with monkeypatch.context() as away:
        away.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        away.setattr(upload_queue, "_CONFIG", Config(retries={"total_max_attempts": 1}))
        nowhere = UploadQueue.connect(QueueOptions.of(Settings()))
    with pytest.raises(QueueUnavailableError):
        Outbox(database, nowhere).relay()
    assert Outbox(database, queue).relay() == 2
    assert Counter(received(queue)) == Counter(ids)


def test_an_interrupted_batch_is_repeated_rather_than_lost(
    database: Database, queue: UploadQueue
) -> None:
    ids = accepted(database, 3)
    with pytest.raises(QueueUnavailableError):
        Outbox(database, FragileQueue.connect(queue._options)).relay()
    Outbox(database, queue).relay()
    assert Counter(received(queue)) == Counter([ids[0], *ids])
