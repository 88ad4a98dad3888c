"""The sensor looks every minute; a run is started only for what hangs, and repairs it."""

from collections.abc import Iterator
from uuid import UUID

import dagster as dg
import pytest

from tests.adapters.recorded import new_import
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.queue.upload_queue import UploadQueue
from vehicle_pipeline.defs.intake.reconciliation import reconcile, reconcile_sensor
from vehicle_pipeline.defs.resources import ImportQueue, PipelineDatabase
from vehicle_pipeline.settings import Settings


@pytest.fixture
def resources(migrated_url: str, queue: UploadQueue) -> dict[str, object]:
    settings = Settings(**queue._options.model_dump())
    return {
        "database": PipelineDatabase(url=migrated_url),
        "queue": ImportQueue(
            queue_name=settings.sqs_queue_name,
            dead_letter_queue_name=settings.sqs_dead_letter_queue_name,
            visibility_timeout_seconds=settings.sqs_visibility_timeout_seconds,
            max_receive_count=settings.sqs_max_receive_count,
            stalled_after_seconds=settings.stalled_after_seconds,
            reconcile_after_seconds=settings.reconcile_after_seconds,
            region="us-east-1",
            chunk_rows=13,
        ),
    }


@pytest.fixture
def ephemeral() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def hanging(database: Database) -> UUID:
    job_id = ImportJobs(database).create(new_import()).id
    with database.transaction() as connection:
        connection.execute("delete from outbox")
        connection.execute("update import_jobs set promised_at = now() - interval '2 hours'")
    return job_id


def test_the_sensor_asks_for_a_run_only_when_something_hangs(
    database: Database, resources: dict[str, object], ephemeral: dg.DagsterInstance
) -> None:
    def tick() -> dg.SensorEvaluationContext:
        return dg.build_sensor_context(instance=ephemeral, resources=resources)

    with tick() as context:
        quiet = reconcile_sensor.evaluate_tick(context)
    # A tick that has nothing to say says nothing.
    assert (quiet.run_requests, quiet.skip_message) == ([], None)
    ImportJobs(database).create(new_import())
    with tick() as context:
        waiting = reconcile_sensor.evaluate_tick(context)
    assert waiting.skip_message == "1 accepted uploads without a run; none of them hangs."
    hanging(database)
    with tick() as context:
        (request,) = reconcile_sensor.evaluate_tick(context).run_requests or []
    assert request.tags["reconcile/hanging"] == "2"


def test_the_run_queues_what_hangs_again_and_leaves_no_file(
    database: Database, resources: dict[str, object], queue: UploadQueue
) -> None:
    job_id = hanging(database)
    result = reconcile.execute_in_process(
        resources=resources,
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
    )
    assert result.success
    assert [delivery.job_id for delivery in queue.receive(0)] == [job_id]
    (output,) = result.filter_events(lambda event: event.is_successful_output)
    metadata = output.step_output_data.metadata
    assert metadata["requeued"].value == 1
    assert metadata["imports"].value == [str(job_id)]
