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


def test_statements_are_loaded_by_name() -> None:
    statements = load_statements("deliveries")
    assert {"remember", "open", "give_back", "forget_returned"} < set(vars(statements))
    assert statements.forget.startswith("delete from deliveries")
    assert "-- name" not in statements.open
