from collections.abc import Iterator
from threading import Barrier, Thread
from typing import Any

import psycopg
import pytest

from vehicle_pipeline.adapters.postgres.database import ATTEMPTS, Connection, Database
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.errors import (
    CommitInDoubtError,
    DatabaseDeadlockError,
    DatabaseError,
    DatabaseLockTimeoutError,
    DatabaseSerializationError,
    DatabaseStatementTimeoutError,
    StatementRefusedError,
    TableMissingError,
)

Tables = psycopg.Connection[tuple[Any, ...]]

INCREMENT = "update vehicles set ano = ano + 1 where plate = %s"
PLATES = ("AAA1A11", "BBB1B11")


@pytest.fixture(autouse=True)
def vehicles(tables: Tables) -> Iterator[None]:
    for plate in PLATES:
        tables.execute(
            "insert into vehicles values (%s, %s, 'Gol', 2000, 1, gen_random_uuid(), 2)",
            [plate, plate],
        )
    yield
    tables.execute("delete from vehicles")


def years(tables: Tables) -> list[int]:
    return [row[0] for row in tables.execute("select ano from vehicles order by plate")]


class Crossing:
    """Two transactions that lock two rows in opposite order, the first time at the same time."""

    def __init__(self) -> None:
        self.tries = {0: 0, 1: 0}
        self._barrier = Barrier(2)

    def work(self, side: int, connection: Connection) -> None:
        self.tries[side] += 1
        first, second = PLATES if side else PLATES[::-1]
        connection.execute(INCREMENT, [first])
        if self.tries[side] == 1:
            self._barrier.wait(30)
        connection.execute(INCREMENT, [second])

    def run(self, *sides: Any) -> list[BaseException]:
        errors: list[BaseException] = []

        def caught(side: Any) -> None:
            try:
                side()
            except DatabaseError as error:
                errors.append(error)

        threads = [Thread(target=caught, args=[side]) for side in sides]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return errors


def test_a_deadlock_is_named_and_one_of_the_two_gets_through(
    database: Database, tables: Tables
) -> None:
    crossing = Crossing()

    def once(side: int) -> None:
        with database.transaction() as connection:
            crossing.work(side, connection)

    (error,) = crossing.run(lambda: once(0), lambda: once(1))
    assert isinstance(error, DatabaseDeadlockError)
    assert isinstance(error.__cause__, psycopg.errors.DeadlockDetected)
    assert years(tables) == [2001, 2001]


def test_what_can_be_repeated_gets_over_a_deadlock(database: Database, tables: Tables) -> None:
    crossing = Crossing()
    assert not crossing.run(
        lambda: database.repeat(lambda each: crossing.work(0, each)),
        lambda: database.repeat(lambda each: crossing.work(1, each)),
    )
    assert min(crossing.tries.values()) == 1 < max(crossing.tries.values()) <= ATTEMPTS
    assert years(tables) == [2002, 2002]


def test_a_transaction_that_cannot_be_serialized_is_repeated_so_many_times_and_no_more(
    database: Database, tables: Tables
) -> None:
    tries = []

    def overtaken(connection: Connection) -> None:
        tries.append(1)
        connection.execute("set transaction isolation level serializable")
        connection.execute("select * from vehicles")
        tables.execute(INCREMENT, [PLATES[0]])
        connection.execute(INCREMENT, [PLATES[0]])

    with pytest.raises(DatabaseSerializationError):
        database.repeat(overtaken)
    assert len(tries) == ATTEMPTS
    assert years(tables) == [2000 + ATTEMPTS, 2000]


def test_what_is_no_conflict_is_not_repeated(database: Database) -> None:
    tries = []

    def refused(connection: Connection) -> None:
        tries.append(1)
        connection.execute("select 1 / 0")

    with pytest.raises(StatementRefusedError):
        database.repeat(refused)
    assert len(tries) == 1


def test_a_lock_that_is_waited_for_too_long_is_named(database: Database, tables: Tables) -> None:
    with tables.transaction():
        tables.execute(INCREMENT, [PLATES[0]])
        with (  # noqa: PT012 - both are one transaction
            pytest.raises(DatabaseLockTimeoutError),
            database.transaction() as connection,
        ):
            connection.execute("set local lock_timeout = '50ms'")
            connection.execute(INCREMENT, [PLATES[0]])


@pytest.fixture
def hurried(migrated_url: str) -> Iterator[Database]:
    pool = Database(migrated_url, max_size=1, statement_timeout=0.2)
    yield pool
    pool.close()


def test_a_statement_that_takes_too_long_is_named_and_its_connection_is_kept(
    hurried: Database,
) -> None:
    with hurried.transaction() as connection:
        pid = connection.info.backend_pid
    with pytest.raises(DatabaseStatementTimeoutError), hurried.transaction() as connection:
        connection.execute("select pg_sleep(30)")
    with hurried.transaction() as connection:
        assert connection.info.backend_pid == pid


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("select * from nothing", TableMissingError),
        ("insert into vehicles select * from vehicles", StatementRefusedError),
        ("select 'x'::integer", StatementRefusedError),
        ("select chr(0)", StatementRefusedError),
        ("selekt", StatementRefusedError),
    ],
)
@pytest.mark.parametrize("way", ["transaction", "session"])
def test_no_error_of_the_driver_gets_out(
    database: Database, statement: str, kind: type[Exception], way: str
) -> None:
    with pytest.raises(kind) as raised, getattr(database, way)() as connection:
        connection.execute(statement)
    assert isinstance(raised.value.__cause__, psycopg.Error)


def test_a_refusal_says_nothing_of_the_row(database: Database) -> None:
    with pytest.raises(StatementRefusedError) as raised, database.transaction() as connection:
        connection.execute("update vehicles set plate = 'SECRET'")
    assert "SECRET" not in str(raised.value)


def test_a_connection_that_breaks_during_the_commit_leaves_doubt(
    database: Database, tables: Tables
) -> None:
    tables.execute(
        "create function leave() returns trigger language plpgsql as"
        " $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$;"
        "create constraint trigger leave after update on vehicles"
        " deferrable initially deferred for each row execute function leave()"
    )
    try:
        with pytest.raises(CommitInDoubtError), database.transaction() as connection:
            connection.execute(INCREMENT, [PLATES[0]])
    finally:
        tables.execute("drop function leave cascade")


@pytest.mark.parametrize(
    "kind", [DatabaseDeadlockError, DatabaseLockTimeoutError, DatabaseStatementTimeoutError]
)
def test_an_error_has_a_code_a_sentence_in_both_languages_and_its_docstring_as_message(
    kind: type[DatabaseError],
) -> None:
    error = kind()
    assert all(sentence(error.code, {}, language) for language in ("pt", "en"))
    assert str(error) == f"{error.code}: {kind.__doc__}"
