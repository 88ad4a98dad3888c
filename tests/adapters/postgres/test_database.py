import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import polars as pl
import psycopg
import pytest

from tests.api.serving import wait_until
from tests.databases import without_space
from vehicle_pipeline.adapters.postgres import database as module
from vehicle_pipeline.adapters.postgres.copying import copy_in
from vehicle_pipeline.adapters.postgres.database import Database, load_statements
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.errors import DatabaseUnavailableError, ImportNotActiveError
from vehicle_pipeline.local.postgres import EmbeddedPostgres

Tables = psycopg.Connection[tuple[Any, ...]]

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


def test_a_full_disk_is_told_in_the_middle_of_a_copy_and_recovers(
    database: Database, tables: Tables, postgres: EmbeddedPostgres
) -> None:
    rows = pl.DataFrame({"code": ["x" * 500] * 20_000})
    copy = "copy alerts (code) from stdin (format csv)"
    with (
        without_space(tables, "alerts", postgres.program.user),
        pytest.raises(DatabaseUnavailableError) as full,
        database.transaction() as connection,
    ):
        copy_in(connection, copy, rows)
    assert full.value.code == "database_full"
    assert tables.execute("select count(*) from alerts where channel = 'alerts'").fetchone() == (0,)
    with database.transaction() as connection:
        copy_in(connection, copy, rows)


def answers(database: Database) -> bool:
    """Whether it does by now: the pool pauses between its attempts."""
    with suppress(DatabaseUnavailableError):
        database.check()
        return True
    return False


@pytest.fixture
def standby(tables: Tables, migrated_url: str) -> Iterator[Database]:
    """The database as after a failover: whoever connects now may only read."""
    name = tables.info.dbname
    tables.execute(f"alter database {name} set default_transaction_read_only = on")
    pool = Database(migrated_url)
    yield pool
    pool.close()
    tables.execute(f"alter database {name} reset default_transaction_read_only")


def test_a_standby_is_told_and_left_for_the_server_that_took_over(
    standby: Database, tables: Tables
) -> None:
    with pytest.raises(DatabaseUnavailableError) as told:
        standby.check()
    assert told.value.code == "database_read_only"
    with pytest.raises(DatabaseUnavailableError) as refused, standby.transaction() as connection:
        connection.execute(INSERT)
    assert refused.value.code == "database_read_only"
    with standby.transaction() as connection:
        assert connection.execute(COUNT).fetchone() == {"messages": 0}
    tables.execute(f"alter database {tables.info.dbname} reset default_transaction_read_only")
    # Each connection to the standby is given up the first time that it turns out to be one.
    wait_until(lambda: answers(standby))
    with standby.transaction() as connection:
        connection.execute(INSERT)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("53100", "database_full"),
        ("25006", "database_read_only"),
        ("57P01", "database_restarting"),
        ("57P02", "database_restarting"),
        ("57P03", "database_restarting"),
        ("58030", "database_unavailable"),
    ],
)
def test_whatever_the_server_suffers_from_has_a_sentence(
    database: Database, state: str, code: str
) -> None:
    raises = f"do $$ begin raise exception 'x' using errcode = '{state}'; end $$"
    with pytest.raises(DatabaseUnavailableError) as told, database.transaction() as connection:
        connection.execute(raises)
    assert told.value.code == code
    assert all(sentence(code, {}, language) for language in ("pt", "en"))


@pytest.mark.filterwarnings("ignore:rolling back returned connection")
def test_a_server_that_takes_no_more_connections_is_unavailable(
    migrated_url: str, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CONNECT_TIMEOUT", 0.5)
    tables.execute("create role visitor login connection limit 0")
    crowded = Database(migrated_url.replace("postgres@", "visitor@"))
    try:
        with pytest.raises(DatabaseUnavailableError) as told, crowded.transaction():
            pass
        assert told.value.code == "database_unavailable"
        tables.execute("alter role visitor connection limit -1")
        wait_until(lambda: answers(crowded))
    finally:
        crowded.close()
        tables.execute("drop role visitor")


def test_a_session_commits_each_statement_and_its_connection_serves_transactions_again(
    database: Database,
) -> None:
    with pytest.raises(ImportNotActiveError), database.session() as connection:  # noqa: PT012
        connection.execute(INSERT)
        raise ImportNotActiveError
    with pytest.raises(ImportNotActiveError), database.transaction() as connection:  # noqa: PT012
        assert connection.execute(COUNT).fetchone() == {"messages": 1}
        connection.execute("delete from deliveries")
        raise ImportNotActiveError
    with database.transaction() as connection:
        assert connection.execute(COUNT).fetchone() == {"messages": 1}


def test_statements_are_loaded_by_name() -> None:
    statements = load_statements("deliveries")
    assert {"remember", "open", "give_back", "forget_returned"} < set(vars(statements))
    assert statements.forget.startswith("delete from deliveries")
    assert "-- name" not in statements.open
