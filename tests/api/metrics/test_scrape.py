"""`/metrics` over HTTP: what it says of tables, queue and disk, and what when they are away."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import httpx
import pytest

from tests.api.metrics.exposition import scraped
from tests.api.serving import Serve, client
from tests.api.world import World
from vehicle_pipeline.settings import Settings

LOOKS = {"health", "imports", "queue", "alerts", "schedules", "event_log", "disk", "ends"}


@pytest.fixture
def filled(world: World, settings: Settings) -> World:
    """Something of everything that is looked at."""
    long_ago = datetime.now(UTC) - timedelta(hours=2)
    world.add_import(promised_at=long_ago)
    world.add_import(status="completed", total_rows=0, schedule_id="0" * 32)
    world.add_import(status="completed", total_rows=0, dry_run=True)
    world.add_alert()
    world.add_dead_letter()
    Path(settings.uploads_url).mkdir(exist_ok=True)
    return world


def test_figures_of_every_part_are_there(
    filled: World, own_api: httpx.Client, settings: Settings
) -> None:
    sqs = boto3.client("sqs")
    own_api.get("/api/v1/admin/queue")
    found = scraped(own_api)
    assert found.labels("look_up", "look") == LOOKS
    assert all(found.value("look_up", look=look) == 1 for look in LOOKS)
    assert found.value("imports", status="pending", source="upload") == 1
    assert found.value("imports", status="completed", source="schedule") == 1
    assert found.value("imports", status="completed", source="dry_run") == 1
    assert found.value("imports", status="failed", source="undo") == 0
    assert found.value("uploads_without_run", reason="hanging") == 1
    assert found.value("alerts_unsent") == 1
    assert found.value("alert_webhook") == 0
    assert (found.value("dead_letters") or 0) >= 1
    assert found.value("schedules_overdue") == 0
    assert found.value("part_up", part="database") == 1
    # No Dagster runs here.
    assert found.value("part_up", part="daemon") == 0
    assert found.value("pool_connections_most") == 20
    assert (found.value("disk_free_bytes", place="data_dir") or 0) > 0
    assert (found.value("disk_used_bytes", place="object_store") or 0) > 0
    assert found.value("imports_ended_total", status="completed", source="upload") == 0
    assert found.value("faults_total", code="invalid_plate") == 0
    url = sqs.get_queue_url(QueueName=settings.sqs_queue_name)["QueueUrl"]
    sqs.purge_queue(QueueUrl=url)


def test_what_is_away_is_missing_and_said_to_be(
    start: Serve, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    away = {"database_url": "postgresql://x@127.0.0.1:9/x", "object_store_url": "s3://bucket"}
    with client(start(settings.model_copy(update=away))) as api:
        assert api.get("/api/v1/imports").status_code == 503
        answer = api.get("/metrics")
        found = scraped(api)
    # Within the ten seconds that Prometheus waits.
    assert answer.elapsed.total_seconds() < 8
    assert {look for look in LOOKS if found.value("look_up", look=look)} == {"disk", "health"}
    assert found.value("part_up", part="database") == 0
    assert found.value("part_up", part="queue") == 0
    assert found.labels("imports", "status") == set()
    assert found.value("alerts_unsent") is None
    # What the process itself has counted is there all the same.
    refused = {"method": "GET", "route": "/api/v1/imports", "status": "503"}
    assert found.value("http_requests_total", **refused) == 1
    assert found.labels("disk_free_bytes", "place") == {"data_dir"}


def test_scrapes_one_after_the_other_ask_the_tables_once(
    own_api: httpx.Client, world: World
) -> None:
    before = scraped(own_api)
    world.add_alert()
    assert scraped(own_api).value("alerts_unsent") == before.value("alerts_unsent") == 0
