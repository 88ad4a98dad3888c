import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from vehicle_pipeline.adapters import database as module
from vehicle_pipeline.adapters.database import Database, load_statements
from vehicle_pipeline.errors import DatabaseUnavailableError, ImportNotActiveError

COUNT = "select count(*) as messages from deliveries"
INSERT = """
insert into deliveries (message_id, job_id, receipt_handle, attempt)
values ('m', '00000000-0000-0000-0000-000000000000', 'r', 1)
"""


def test_what_was_done_is_committed_at_the_end(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(INSERT)
    with database.transaction() as connection:
        assert connection.execute(COUNT).fetchone() == {"messages": 1}


def test_an_error_undoes_everything_and_goes_on(database: Database) -> None:
    with (  # noqa: PT012 - both are one transaction
        pytest.raises(ImportNotActiveError),
        database.transaction() as connection,
    ):
        connection.execute(INSERT)
        raise ImportNotActiveError
    with database.transaction() as connection:
        assert connection.execute(COUNT).fetchone() == {"messages": 0}


def test_a_server_that_hangs_up_is_unavailable_and_found_again(
    database: Database, tables: psycopg.Connection[tuple[object, ...]]
) -> None:
    with (  # noqa: PT012 - both are one transaction
        pytest.raises(DatabaseUnavailableError),
        database.transaction() as connection,
    ):
        tables.execute("select pg_terminate_backend(%s)", [connection.info.backend_pid])
        connection.execute("select 1")
    with database.transaction() as connection:
        assert connection.execute("select 1 as one").fetchone() == {"one": 1}


@pytest.mark.filterwarnings("ignore:rolling back returned connection")
def test_a_server_that_is_away_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CONNECT_TIMEOUT", 0.2)
    away = Database("postgresql://nobody@127.0.0.1:9/nothing")
    try:
        with pytest.raises(DatabaseUnavailableError), away.transaction():
            pass
    finally:
        away.close()


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    """The process that serves a connection, stopped where it is: it neither answers nor ends."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.fixture
def impatient(migrated_url: str) -> Iterator[Database]:
    pool = Database(migrated_url, max_size=2, patience=0.5)
    yield pool
    pool.close()


def test_a_server_that_falls_silent_amid_a_statement_is_unavailable(impatient: Database) -> None:
    begin = time.monotonic()
    with (
        pytest.raises(DatabaseUnavailableError),
        impatient.transaction() as connection,
        stopped(connection.info.backend_pid),
    ):
        connection.execute("select 1")
    assert time.monotonic() - begin < 3


def test_an_idle_connection_that_fell_silent_is_replaced(
    impatient: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CHECK_TIMEOUT", 0.3)
    with impatient.transaction() as connection:
        pid = connection.info.backend_pid
    with stopped(pid), impatient.transaction() as connection:
        assert connection.info.backend_pid != pid


def test_a_statement_that_takes_its_time_is_waited_for_where_nobody_is_in_a_hurry(
    database: Database, impatient: Database
) -> None:
    with database.transaction() as connection:
        connection.execute("select pg_sleep(0.8)")
    with pytest.raises(DatabaseUnavailableError), impatient.transaction() as connection:
        connection.execute("select pg_sleep(0.8)")


def test_a_server_that_keeps_talking_is_not_silent(impatient: Database) -> None:
    statement = "select pg_sleep(0.2)::text, repeat('x', 10000) from generate_series(1, 5)"
    with impatient.transaction() as connection, connection.cursor() as cursor:
        assert len(list(cursor.stream(statement))) == 5


def test_a_host_that_is_gone_is_noticed(impatient: Database) -> None:
    with impatient.transaction() as connection:
        assert connection.info.get_parameters()["keepalives_idle"] == "15"


def test_statements_are_loaded_by_name() -> None:
    statements = load_statements("deliveries")
    assert {"remember", "open", "give_back", "forget_returned"} < set(vars(statements))
    assert statements.forget.startswith("delete from deliveries")
    assert "-- name" not in statements.open
