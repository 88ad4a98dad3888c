from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.adapters.dying import dead, end_dead_leases
from tests.adapters.recorded import new_import
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.queue.dead_letters import (
    LISTED_BYTES,
    DeadLetter,
    DeadLetters,
    to_body,
)
from vehicle_pipeline.adapters.queue.dead_messages import DeadMessage
from vehicle_pipeline.adapters.queue.upload_queue import UploadQueue
from vehicle_pipeline.contracts import ImportStatus
from vehicle_pipeline.errors import DeadLetterNotFoundError

Tables = psycopg.Connection[tuple[Any, ...]]
NOW = datetime.now(UTC)


def message(body: str = "not ours", **changes: Any) -> DeadMessage:
    return replace(DeadMessage(uuid4().hex, "handle", body, 3, NOW, None), **changes)


@pytest.fixture
def letters(database: Database) -> DeadLetters:
    return DeadLetters(database)


def open_ones(letters: DeadLetters) -> list[DeadLetter]:
    return letters.page(redriven=False, skip=0, limit=50).items


def test_a_letter_of_an_import_shows_which(database: Database, letters: DeadLetters) -> None:
    job_id = ImportJobs(database).create(new_import(filename="frota.csv")).id
    dead_one = message(f'{{"job_id": "{job_id}"}}', job_id=job_id)
    letters.remember(dead_one)
    (letter,) = open_ones(letters)
    assert (letter.job_id, letter.filename) == (job_id, "frota.csv")
    assert letter.import_status is ImportStatus.PENDING
    assert (letter.message_id, letter.text) == (dead_one.message_id, dead_one.body)
    assert (letter.receive_count, letter.sent_at, letter.redriven_at) == (3, NOW, None)
    assert letters.get(letter.id) == letter
    assert letters.count_open() == 1


def test_a_letter_whose_import_is_gone_stays(letters: DeadLetters) -> None:
    letters.remember(message(job_id=UUID(int=7)))
    (letter,) = open_ones(letters)
    assert (letter.job_id, letter.filename, letter.import_status) == (UUID(int=7), None, None)


def test_a_message_that_was_kept_and_not_deleted_is_kept_once(
    queue: UploadQueue, letters: DeadLetters
) -> None:
    (first,) = dead(queue, "not ours")
    letters.remember(first)
    # The process died before it deleted the message; SQS delivers it again.
    end_dead_leases(queue, first)
    (again,) = queue.receive_dead()
    letters.remember(again)
    queue.delete_dead(again.receipt_handle)
    (letter,) = open_ones(letters)
    assert letter.receive_count == 3
    assert queue.depth().dead == 0


def told(tables: Tables) -> list[tuple[Any, ...]]:
    return tables.execute("select code, params from alerts").fetchall()


@pytest.mark.parametrize("job_id", [None, UUID(int=7)], ids=["foreign", "unknown import"])
def test_somebody_is_told_once_of_a_message_without_an_import(
    letters: DeadLetters, tables: Tables, job_id: UUID | None
) -> None:
    foreign = message(job_id=job_id)
    letters.remember(foreign)
    letters.remember(foreign)
    assert told(tables) == [("dead_letter", {"message_id": foreign.message_id})]


def test_of_a_message_with_an_import_the_import_tells(
    database: Database, letters: DeadLetters, tables: Tables
) -> None:
    letters.remember(message(job_id=ImportJobs(database).create(new_import()).id))
    assert told(tables) == []


STRANGE = {
    "nothing json": "{not json",
    "NUL": "a\x00b",
    "half a surrogate pair": "a\ud800b",
    "umlauts and emoji": "ação 🚗",
    "blank": " \n",
    "as large as SQS allows": "x" * 262_144,
    "a megabyte": "é" * 524_288,
}


@pytest.mark.parametrize("body", STRANGE.values(), ids=STRANGE)
def test_any_body_is_kept_as_it_was(letters: DeadLetters, body: str) -> None:
    letters.remember(message(body))
    (listed,) = open_ones(letters)
    letter = letters.get(listed.id)
    assert to_body(letter.body) == body
    letter.text.encode()
    assert len(listed.body) <= LISTED_BYTES
    assert listed.body_size == letter.body_size == len(letter.body)


def test_a_list_holds_the_beginning_of_a_large_body(letters: DeadLetters) -> None:
    # The cut goes through the middle of a character.
    letters.remember(message("a" + "é" * 1_000))
    (listed,) = open_ones(letters)
    assert listed.text == "a" + "é" * 499
    assert listed.body_size == 2_001


def test_pages_are_newest_first(letters: DeadLetters, tables: Tables) -> None:
    for body in ("first", "second", "third"):
        letters.remember(message(body))
    page = letters.page(redriven=False, skip=1, limit=1)
    assert ([letter.text for letter in page.items], page.total) == (["second"], 3)
    tables.execute("update dead_letters set redriven_at = now() where body = 'third'")
    assert [letter.text for letter in open_ones(letters)] == ["second", "first"]
    redriven = letters.page(redriven=True, skip=0, limit=50)
    assert ([letter.text for letter in redriven.items], redriven.total) == (["third"], 1)
    assert letters.count_open() == 2


def test_a_dismissed_letter_is_gone(letters: DeadLetters) -> None:
    letters.remember(message())
    (letter,) = open_ones(letters)
    letters.dismiss(letter.id)
    assert open_ones(letters) == []
    for use in (letters.dismiss, letters.get):
        with pytest.raises(DeadLetterNotFoundError):
            use(letter.id)


# --- whether another message goes on with the import --------------------------------------------


@pytest.fixture
def ours(database: Database, tables: Tables) -> DeadMessage:
    """The one message of an import, promised a minute ago."""
    job_id = ImportJobs(database).create(new_import()).id
    tables.execute("delete from outbox")
    tables.execute("update import_jobs set promised_at = %s", [NOW - timedelta(minutes=1)])
    return message(job_id=job_id)


def deliver(tables: Tables, dead_one: DeadMessage, message_id: str) -> None:
    tables.execute(
        "insert into deliveries (message_id, job_id, receipt_handle, attempt)"
        " values (%s, %s, 'h', 1)",
        [message_id, dead_one.job_id],
    )


def test_the_only_message_has_no_successor(
    letters: DeadLetters, tables: Tables, ours: DeadMessage
) -> None:
    deliver(tables, ours, ours.message_id)
    assert not letters.has_successor(ours)


def test_another_delivery_is_a_successor(
    letters: DeadLetters, tables: Tables, ours: DeadMessage
) -> None:
    deliver(tables, ours, "another")
    assert letters.has_successor(ours)
    assert not letters.has_successor(message(job_id=uuid4()))


def test_a_message_that_waits_to_be_sent_is_a_successor(
    letters: DeadLetters, tables: Tables, ours: DeadMessage
) -> None:
    tables.execute("insert into outbox (job_id) values (%s)", [ours.job_id])
    assert letters.has_successor(ours)


@pytest.mark.parametrize(
    ("seconds", "is_later"), [(-60, False), (0, False), (2, False), (30, True)]
)
def test_a_message_promised_after_this_one_was_sent_is_a_successor(
    letters: DeadLetters, tables: Tables, ours: DeadMessage, seconds: int, is_later: bool
) -> None:
    tables.execute("update import_jobs set promised_at = %s", [NOW + timedelta(seconds=seconds)])
    assert letters.has_successor(ours) is is_later
    assert not letters.has_successor(replace(ours, sent_at=None))
