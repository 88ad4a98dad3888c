from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.adapters.dying import bodies, dead, let_die
from tests.adapters.recorded import new_import
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.queue.dead_letters import DeadLetter, DeadLetters
from vehicle_pipeline.adapters.queue.outbox import Outbox
from vehicle_pipeline.adapters.queue.redrive import Redrive, RedriveOutcome, RedriveReport
from vehicle_pipeline.adapters.queue.upload_queue import UploadQueue
from vehicle_pipeline.contracts import ImportStatus
from vehicle_pipeline.errors import (
    DeadLetterNotFoundError,
    DeadLetterOrphanedError,
    QueueUnavailableError,
)

Tables = psycopg.Connection[tuple[Any, ...]]


class World:
    """A queue, its imports and the letters."""

    def __init__(self, queue: UploadQueue, database: Database, tables: Tables) -> None:
        self.queue = queue
        self.tables = tables
        self.jobs = ImportJobs(database)
        self.letters = DeadLetters(database)
        self.outbox = Outbox(database, queue)
        self.redrive = Redrive(database, queue)

    def dead_import(self) -> UUID:
        """A failed import whose message is a letter."""
        job_id = self.jobs.create(new_import()).id
        self.outbox.relay()
        self.collect()
        self.jobs.fail(job_id, "gave_up", {"attempts": 3, "run_id": "r"})
        return job_id

    def collect(self, *foreign: str) -> None:
        for message in dead(self.queue, *foreign):
            self.letters.remember(message)
            self.queue.delete_dead(message.receipt_handle)

    def open(self) -> list[DeadLetter]:
        return self.letters.page(redriven=False, skip=0, limit=50).items

    def letter(self) -> UUID:
        (letter,) = self.open()
        return letter.id

    def status(self, job_id: UUID) -> ImportStatus:
        return self.jobs.get(job_id).status


@pytest.fixture
def world(queue: UploadQueue, database: Database, tables: Tables) -> World:
    return World(queue, database, tables)


def test_a_redriven_import_goes_on_and_gets_a_new_message(world: World) -> None:
    job_id = world.dead_import()
    letter = world.letter()
    assert world.redrive.one(letter) is RedriveOutcome.IMPORT_RESUMED
    assert world.status(job_id) is ImportStatus.PENDING
    assert world.letters.get(letter).redriven_at is not None
    assert world.open() == []
    assert world.outbox.relay() == 1
    assert [delivery.job_id for delivery in world.queue.receive(0)] == [job_id]


def test_a_message_that_dies_again_after_its_redrive_is_a_second_letter(world: World) -> None:
    job_id = world.dead_import()
    first = world.letter()
    world.redrive.one(first)
    world.outbox.relay()
    world.collect()
    second = world.letter()
    assert second != first
    assert {world.letters.get(each).job_id for each in (first, second)} == {job_id}


@pytest.mark.parametrize("state", ["pending", "processing", "completed"])
def test_an_import_that_is_done_or_under_way_stays_as_it_is(world: World, state: str) -> None:
    job_id = world.dead_import()
    world.tables.execute("update import_jobs set status = %s, total_rows = 0", [state])
    letter = world.letter()
    assert world.redrive.one(letter) is RedriveOutcome.NOTHING_TO_DO
    assert world.status(job_id) == state
    assert world.outbox.relay() == 0
    assert world.open() == []


def test_a_letter_is_redriven_once(world: World) -> None:
    job_id = world.dead_import()
    letter = world.letter()
    world.redrive.one(letter)
    redriven_at = world.letters.get(letter).redriven_at
    world.jobs.fail(job_id, "gave_up", {"attempts": 3, "run_id": "r"})
    assert world.redrive.one(letter) is RedriveOutcome.ALREADY_REDRIVEN
    assert world.status(job_id) is ImportStatus.FAILED
    assert world.letters.get(letter).redriven_at == redriven_at


def test_a_letter_whose_import_is_gone_stays_open(world: World) -> None:
    job_id = world.dead_import()
    world.tables.execute("delete from import_jobs")
    with pytest.raises(DeadLetterOrphanedError) as caught:
        world.redrive.one(world.letter())
    assert caught.value.job_id == job_id
    assert len(world.open()) == 1


def test_an_unknown_letter_is_an_error(world: World) -> None:
    with pytest.raises(DeadLetterNotFoundError):
        world.redrive.one(uuid4())


STRANGE = ["{not json", "a\x00b \x01", "ação 🚗 \r\n", '{"job_id": "?"}', "y" * 262_144]


@pytest.mark.parametrize("body", STRANGE, ids=["text", "NUL", "accents", "json", "large"])
def test_a_foreign_message_is_sent_again_as_it_was(world: World, body: str) -> None:
    world.collect(body)
    assert world.redrive.one(world.letter()) is RedriveOutcome.MESSAGE_SENT
    assert bodies(world.queue) == [body]
    assert world.open() == []


class Away(UploadQueue):
    """Takes so many messages, and is away from then on."""

    strength = 0

    def send_body(self, body: str) -> None:
        if self.strength == 0:
            raise QueueUnavailableError
        self.strength -= 1
        super().send_body(body)


def test_a_letter_stays_open_when_its_message_could_not_be_sent(
    world: World, database: Database
) -> None:
    world.collect("one", "two", "three")
    away = Away.connect(world.queue._options)
    assert isinstance(away, Away)
    away.strength = 2
    with pytest.raises(QueueUnavailableError):
        Redrive(database, away).all()
    assert len(world.open()) == 1
    assert world.redrive.all() == RedriveReport(redriven=1, orphaned=[])
    assert sorted(bodies(world.queue)) == ["one", "three", "two"]


def test_all_letters_are_redriven_but_those_without_an_import(world: World) -> None:
    gone = world.dead_import()
    orphan = world.letter()
    kept = world.dead_import()
    world.tables.execute("delete from import_jobs where id = %s", [gone])
    world.collect("not ours")
    assert world.redrive.all() == RedriveReport(redriven=2, orphaned=[orphan])
    assert world.letter() == orphan
    assert world.status(kept) is ImportStatus.PENDING
    assert bodies(world.queue) == ["not ours"]
    assert world.redrive.all() == RedriveReport(redriven=0, orphaned=[orphan])


def test_two_redrives_at_once_send_a_message_once(world: World) -> None:
    world.collect("not ours")
    letter = world.letter()
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(world.redrive.one, [letter] * 4))
    assert outcomes.count(RedriveOutcome.MESSAGE_SENT) == 1
    assert outcomes.count(RedriveOutcome.ALREADY_REDRIVEN) == 3
    assert bodies(world.queue) == ["not ours"]
    let_die(world.queue)
