from pathlib import Path

import psycopg
import pytest

from tests.api.serving import serving
from tests.local.doctor.places import codes, place
from vehicle_pipeline.local.doctor import work
from vehicle_pipeline.local.state import StackState
from vehicle_pipeline.settings import Settings

Tables = psycopg.Connection[tuple[object, ...]]


def beat(tables: Tables, daemon: str, seconds_ago: int) -> None:
    tables.execute(
        "insert into dagster.daemon_heartbeats (daemon_type, timestamp)"
        " values (%s, (now() - %s * interval '1 second') at time zone 'UTC')",
        [daemon, seconds_ago],
    )


def test_daemons_and_dead_letters_are_judged_by_their_tables(
    tmp_path: Path, database_url: str, tables: Tables
) -> None:
    asked = place(tmp_path, database_url=database_url)
    tables.execute("delete from dagster.daemon_heartbeats")
    assert codes(work.tables(asked)) == [("error", "daemons_silent"), ("ok", "letters_none")]
    beat(tables, "SENSOR", 20)
    assert codes(work.tables(asked))[0] == ("ok", "daemons_fine")
    beat(tables, "SCHEDULER", 3_600)
    tables.execute(
        "insert into dead_letters (message_id, body, receive_count) values ('m', 'x', 5)"
    )
    daemons, letters = work.tables(asked)
    assert (daemons.level, letters.level) == ("error", "warning")
    assert "SCHEDULER" in daemons.seen
    assert "SENSOR" not in daemons.seen
    tables.execute("delete from dagster.daemon_heartbeats")


def test_every_part_is_told_as_the_api_tells_it(
    tmp_path: Path, database_url: str, aws: str
) -> None:
    settings = Settings(data_dir=tmp_path, database_url=database_url, queue="aws", dagster_port=9)
    with serving(settings) as address:
        stack = StackState(pid=1, api_url=address, dagster_url="http://127.0.0.1:9")
        findings = {
            each.part: each for each in work.parts(place(tmp_path, stack=stack, is_held=True))
        }
    assert findings["api.queue"].level == "ok"
    daemon = findings["api.daemon"]
    assert daemon.level == "error"
    assert daemon.seen == "A interface do Dagster não responde"
    assert daemon.seen_en == "The Dagster UI does not answer"
    assert str(tmp_path / "logs") in str(daemon.mend)


def test_an_api_that_is_away_or_closed_is_said_to_be(
    tmp_path: Path, aws: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = StackState(pid=1, api_url="http://127.0.0.1:9", dagster_url="http://127.0.0.1:9")
    asked = place(tmp_path, stack=away, is_held=True)
    assert codes(work.parts(asked)) == [("error", "api_silent")]
    # Some server that is no API of ours.
    other = place(tmp_path, stack=away.model_copy(update={"api_url": aws}), is_held=True)
    assert codes(work.parts(other)) == [("warning", "api_closed")]
    # Nothing has to run.
    assert codes(work.parts(place(tmp_path))) == []
