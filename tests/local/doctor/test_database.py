from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.local.doctor.places import codes, place
from vehicle_pipeline.adapters.postgres import migrate
from vehicle_pipeline.local.doctor import clocks
from vehicle_pipeline.local.doctor.database import database

SECRET = "s3cr3t"


def found(tmp_path: Path, url: str) -> dict[str, str]:
    """Level of each code."""
    levels = codes(database(place(tmp_path, database_url=url)))
    return {code: level for level, code in levels}


def test_a_database_that_is_fit_for_use_is_fine(tmp_path: Path, migrated_url: str) -> None:
    assert found(tmp_path, migrated_url) == {
        "database_fine": "ok",
        "rights_fine": "ok",
        "migrations_fine": "ok",
        "clock_fine": "ok",
    }


def test_the_embedded_one_is_not_missed_while_nothing_runs(tmp_path: Path) -> None:
    assert found(tmp_path, "") == {"database_embedded": "ok"}


def test_tables_that_are_not_there_or_of_another_version_are_errors(
    tmp_path: Path, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(tmp_path, empty_url)["migrations_none"] == "error"
    migrate.migrate(empty_url)
    table = "vehicle_pipeline_version"
    with psycopg.connect(empty_url, autocommit=True) as connection:
        connection.execute(f"update {table} set version_num = '0003'")
        assert found(tmp_path, empty_url)["migrations_behind"] == "error"
        connection.execute(f"update {table} set version_num = '9999'")
        assert found(tmp_path, empty_url)["migrations_ahead"] == "error"


def test_a_user_without_rights_and_a_standby_are_errors(tmp_path: Path, empty_url: str) -> None:
    with psycopg.connect(empty_url, autocommit=True) as connection:
        connection.execute("create role reader login")
    try:
        reader = empty_url.replace("postgres@", "reader@")
        assert found(tmp_path, reader)["rights_missing"] == "error"
        read_only = f"{empty_url}&options=-cdefault_transaction_read_only%3Don"
        assert found(tmp_path, read_only)["database_read_only"] == "error"
    finally:
        with psycopg.connect(empty_url, autocommit=True) as connection:
            connection.execute("drop role reader")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        (f"postgresql://ana:{SECRET}@127.0.0.1:9/fleet", "database_away"),
        (f"host=127.0.0.1 port=9 password={SECRET}", "database_away"),
        (f"postgresql://ana:{SECRET}%zz@127.0.0.1:9/fleet", "database_address"),
        (f"http://{SECRET}", "database_address"),
    ],
)
def test_why_there_is_none_is_said_without_secrets(tmp_path: Path, url: str, code: str) -> None:
    (finding,) = database(place(tmp_path, database_url=url))
    assert (finding.level, finding.code) == ("error", code)
    assert SECRET not in finding.model_dump_json()
    if code == "database_away":
        assert "host=127.0.0.1 port=9" in finding.seen
        assert "refused" in finding.seen


@pytest.mark.parametrize(
    ("ahead", "level"),
    [(0.1, "ok"), (-4.9, "ok"), (5.1, "warning"), (-59, "warning"), (61, "error"), (-900, "error")],
)
def test_a_clock_may_be_seconds_off_but_not_a_minute(ahead: float, level: str) -> None:
    assert clocks.compared("database_clock", ahead).level == level


def test_the_clock_of_the_database_is_compared_with_ours(
    tmp_path: Path, migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vehicle_pipeline.adapters.postgres import inspection

    class Slow:
        """A clock that is half an hour behind."""

        @staticmethod
        def time() -> Any:
            import time

            return time.time() - 1_800

    monkeypatch.setattr(inspection, "time", Slow)
    facts = inspection.inspect(migrated_url)
    assert 1_790 < facts.ahead < 1_810
    assert clocks.compared("database_clock", facts.ahead).seen.endswith("1.800 s")
