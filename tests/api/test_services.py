"""What the API's connections to PostgreSQL tell about themselves, and when their work ends."""

import httpx
import psycopg
import pytest

from api import services
from tests.api.serving import Serve, wait_until
from tests.api.world import World
from vehicle_pipeline.settings import Settings


def test_connections_say_whose_they_are(own_api: httpx.Client, world: World) -> None:
    assert own_api.get("/api/v1/imports").status_code == 200
    names = {"vehicle-pipeline api", "vehicle-pipeline event tail"}
    query = "select application_name from pg_stat_activity"
    wait_until(lambda: names <= {row[0] for row in world.all(query)})


def test_a_query_that_takes_too_long_is_stopped_and_named(
    start: Serve, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "STATEMENT_TIMEOUT", 0.3)
    with (
        httpx.Client(base_url=start(settings), timeout=20, trust_env=False) as client,
        psycopg.connect(settings.database_url) as other,
    ):
        other.execute("lock table vehicles in access exclusive mode")
        answer = client.get("/api/v1/vehicles")
    assert (answer.status_code, answer.json()["code"]) == (503, "database_statement_timeout")
    assert answer.headers["Retry-After"] == "5"
