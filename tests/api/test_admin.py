from datetime import UTC, datetime, timedelta

import boto3
import httpx

from tests.api.uploading import sent_jobs
from tests.api.world import World
from vehicle_pipeline.settings import Settings


def test_stats_count_imports_vehicles_and_rows_but_not_those_of_dry_runs(
    api: httpx.Client, world: World
) -> None:
    counts = {"inserted_rows": 3, "updated_rows": 1, "processed_rows": 4, "total_rows": 6}
    errors = {"rejected_rows": 2, "error_rows": 2}
    now = datetime.now(UTC)
    world.add_import()
    world.add_import(dagster_run_id="r")
    world.add_import(status="completed", started_at=now, **counts, **errors)
    world.add_import(status="completed", started_at=now - timedelta(days=2), **counts, **errors)
    world.add_import(status="completed", started_at=now, dry_run=True, **counts, **errors)
    world.add_vehicle("AAA1A11")
    world.add_alert()
    world.add_alert(sent_at=now)
    assert api.get("/api/v1/admin/stats").json() == {
        "imports": {
            "pending": 2,
            "processing": 0,
            "completed": 3,
            "failed": 0,
            "held": 0,
            "cancelled": 0,
            "undone": 0,
        },
        "vehicles": 1,
        "rejected_rows": 4,
        "waiting_imports": 1,
        "rows_last_24_hours": 4,
        "alerts_unsent": 1,
    }


def test_stats_of_an_empty_database_are_zeros(api: httpx.Client, world: World) -> None:
    stats = api.get("/api/v1/admin/stats").json()
    assert stats.pop("imports").keys() == {
        "pending",
        "processing",
        "completed",
        "failed",
        "held",
        "cancelled",
        "undone",
    }
    assert set(stats.values()) == {0}


def test_open_dead_letters_are_counted_wherever_they_are(api: httpx.Client, world: World) -> None:
    before = api.get("/api/v1/admin/queue").json()["dead"]
    world.add_dead_letter()
    world.add_dead_letter(redriven_at=datetime.now(UTC))
    assert api.get("/api/v1/admin/queue").json()["dead"] == before + 1


def test_the_queue_is_counted(api: httpx.Client, settings: Settings) -> None:
    before = api.get("/api/v1/admin/queue").json()
    assert before.keys() == {"visible", "in_flight", "delayed", "dead", "unsent"}
    sqs = boto3.client("sqs")
    for name in (settings.sqs_queue_name, settings.sqs_dead_letter_queue_name):
        url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody="{}")
    after = api.get("/api/v1/admin/queue").json()
    assert after["visible"] == before["visible"] + 1
    assert after["dead"] == before["dead"] + 1


def test_an_upload_that_hangs_is_shown_and_queued_again(
    api: httpx.Client, world: World, settings: Settings
) -> None:
    sent_jobs(settings)
    hour_ago = datetime.now(UTC) - timedelta(hours=2)
    hanging = str(world.add_import(promised_at=hour_ago))
    fresh = str(world.add_import())
    running = world.add_import(promised_at=hour_ago)
    world.take_up(running)
    world.update_run(running, "STARTED")

    shown = api.get("/api/v1/admin/reconcile").json()
    counts = {"without_run": 2, "unsent": 0, "queued": 1, "paused": 0, "hanging": 1}
    assert {name: shown[name] for name in counts} == counts
    assert [(item["job_id"], item["reason"]) for item in shown["items"]] == [
        (hanging, "hanging"),
        (fresh, "queued"),
    ]
    assert shown["is_queue_answering"] is True

    repaired = api.post("/api/v1/admin/reconcile").json()
    assert repaired["requeued"] == [hanging]
    assert (repaired["now"]["hanging"], repaired["now"]["without_run"]) == (0, 2)
    assert sent_jobs(settings) == [hanging]
    assert api.post("/api/v1/admin/reconcile").json()["requeued"] == []


def test_where_nothing_waits_there_is_nothing_to_repair(api: httpx.Client, world: World) -> None:
    shown = api.get("/api/v1/admin/reconcile").json()
    assert (shown["without_run"], shown["items"]) == (0, [])
    assert api.post("/api/v1/admin/reconcile").json()["requeued"] == []
