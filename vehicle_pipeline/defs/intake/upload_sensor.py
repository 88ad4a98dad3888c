"""The sensor that turns queue messages into runs."""

from collections.abc import Iterator, Mapping
from uuid import UUID

import dagster as dg

from vehicle_pipeline.adapters.queue.upload_queue import MAX_BATCH, Delivery
from vehicle_pipeline.contracts import (
    DELIVERY_TAG,
    DRY_RUN_TAG,
    TRACEPARENT_TAG,
    UNDOES_TAG,
    ImportRecord,
)
from vehicle_pipeline.defs.imports.claims import tags_of
from vehicle_pipeline.defs.imports.jobs import dry_run_job, import_job
from vehicle_pipeline.defs.intake.deliveries import MAX_OPEN, Intake
from vehicle_pipeline.defs.intake.import_runs import ImportRuns
from vehicle_pipeline.defs.intake.ways import way_of
from vehicle_pipeline.defs.resources import ImportQueue, PipelineDatabase
from vehicle_pipeline.defs.undoing.undo import undo_job
from vehicle_pipeline.tracing.messages import received

# In seconds; below the daemon's loop of 5 s, so that a message is received as soon as it arrives.
LONG_POLL_SECONDS = 4
# How long a tick waits for what may have been sent before what it has received, in seconds.
STRAGGLER_SECONDS = 1
# Receives per tick: the first one long-polls, the others take messages that arrived with it.
RECEIVES = 3


@dg.sensor(
    jobs=[import_job, dry_run_job, undo_job],
    name="upload_sensor",
    minimum_interval_seconds=1,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Receives upload messages from SQS and starts one run per import.",
)
def upload_sensor(
    context: dg.SensorEvaluationContext, database: PipelineDatabase, queue: ImportQueue
) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Send the outbox's messages, settle finished deliveries, then wait for new messages."""
    upload_queue = queue.connect()
    queue.outbox(database).relay()
    intake = Intake(
        upload_queue,
        database.deliveries,
        database.jobs,
        ImportRuns(context.instance),
        queue.visibility_timeout_seconds,
        queue.stalled_after_seconds,
    )
    open_ = intake.settle()
    requests = list(_requests(intake, database, MAX_OPEN - open_, queue.chunk_rows))
    if not requests:
        working = f"No new messages; {open_} are being worked on." if open_ else None
        yield dg.SkipReason(working)
    yield from requests


def _requests(
    intake: Intake, database: PipelineDatabase, room: int, chunk_rows: int
) -> Iterator[dg.RunRequest]:
    # SQS keeps no order. Of a schedule's files the older one comes first.
    taken = sorted(_taken(intake, room), key=lambda pair: pair[1].created_at)
    names = database.schedule_names(import_ for _, import_ in taken)
    for delivery, import_ in taken:
        traceparent = received(import_.id, delivery.traceparent, delivery.sent, delivery.attempt)
        yield run_request(delivery, import_, chunk_rows, names, traceparent)


def _taken(intake: Intake, room: int) -> Iterator[tuple[Delivery, ImportRecord]]:
    wait = LONG_POLL_SECONDS
    for _ in range(min(RECEIVES, room // MAX_BATCH)):
        taken = list(intake.take(wait))
        yield from taken
        if not taken:
            return
        # The messages of a schedule's imports come together, but not always in one answer.
        is_scheduled = any(import_.schedule_id for _, import_ in taken)
        wait = STRAGGLER_SECONDS if is_scheduled else 0


def run_request(
    delivery: Delivery,
    import_: ImportRecord,
    chunk_rows: int,
    schedule_names: Mapping[UUID, str],
    traceparent: str | None = None,
) -> dg.RunRequest:
    """Return the run for one delivery.

    Dagster never accepts a run key twice, so each delivery of a message has its own.
    """
    config = {"job_id": str(import_.id), "chunk_rows": chunk_rows}
    tags = {
        **tags_of(import_, schedule_names),
        DELIVERY_TAG: f"{delivery.message_id} #{delivery.attempt}",
    }
    way = way_of(import_)
    if traceparent:
        tags[TRACEPARENT_TAG] = traceparent
    if import_.dry_run:
        tags[DRY_RUN_TAG] = "true"
    if import_.schedule_id:
        # The daemon creates the runs of a tick side by side; its queue begins with the older one.
        tags["dagster/priority"] = str(-int(import_.created_at.timestamp() * 1_000_000))
    if import_.undoes:
        tags[UNDOES_TAG] = str(import_.undoes)
    return dg.RunRequest(
        run_key=f"{import_.id}/{delivery.message_id}/{delivery.attempt}",
        job_name=way.job,
        run_config={"ops": {way.graph: {"ops": {way.op: {"config": config}}}}},
        tags=tags,
    )
