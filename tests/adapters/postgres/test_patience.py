import socket
from typing import Any

import psycopg
import pytest

from tests.api.serving import wait_until
from vehicle_pipeline.adapters.postgres import patience
from vehicle_pipeline.adapters.postgres.patience import connect_options

Tables = psycopg.Connection[tuple[Any, ...]]


def setting(url: str, name: str, **options: Any) -> str:
    with psycopg.connect(url, **connect_options(url, "a part", **options)) as connection:
        row = connection.execute("select current_setting(%s)", [name]).fetchone()
    assert row is not None
    return str(row[0])


def test_a_connection_says_whose_it_is(migrated_url: str) -> None:
    assert setting(migrated_url, "application_name") == "a part"


@pytest.mark.parametrize(("seconds", "shown"), [(None, "0"), (9.0, "9s")])
def test_statements_end_in_time_where_that_is_wanted(
    migrated_url: str, seconds: float | None, shown: str
) -> None:
    assert setting(migrated_url, "statement_timeout", statement_timeout=seconds) == shown


def test_what_the_address_says_stands(migrated_url: str) -> None:
    joint = "&" if "?" in migrated_url else "?"
    url = f"{migrated_url}{joint}application_name=mine&options=-cstatement_timeout%3D7s"
    assert setting(url, "application_name") == "mine"
    assert setting(url, "statement_timeout", statement_timeout=9) == "7s"


def test_a_statement_that_nobody_waits_for_any_more_ends(
    migrated_url: str, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "_CLIENT_CHECK", 100)
    abandoned = psycopg.connect(migrated_url, **connect_options(migrated_url, "abandoned"))
    abandoned.pgconn.send_query(b"select pg_sleep(600)")
    abandoned.pgconn.flush()
    query = "select count(*) from pg_stat_activity where application_name = 'abandoned'"

    def count() -> object:
        return (tables.execute(query).fetchone() or [None])[0]

    wait_until(lambda: count() == 1)
    with socket.socket(fileno=abandoned.fileno()) as line:
        line.shutdown(socket.SHUT_RDWR)
        wait_until(lambda: count() == 0)
        line.detach()
    abandoned.close()
