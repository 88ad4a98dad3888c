"""Messages, deliveries and runs: on real PostgreSQL, by the real SQS protocol, in real Dagster."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import boto3
import dagster as dg
import psycopg
import pytest
from dagster import DagsterRunStatus

from tests.adapters.recorded import new_import
from vehicle_pipeline.adapters.imports.job_rows import revive
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.queue.deliveries import Deliveries
from vehicle_pipeline.adapters.queue.upload_queue import Delivery, QueueDepth, UploadQueue
from vehicle_pipeline.contracts import (
    DELIVERY_TAG,
    DRY_RUN_TAG,
    FILENAME_TAG,
    JOB_ID_TAG,
    STALLED_TAG,
    ImportRecord,
    ImportStatus,
)
from vehicle_pipeline.definitions import defs
from vehicle_pipeline.defs.imports.jobs import dry_run_job, import_job
from vehicle_pipeline.defs.intake import import_runs
from vehicle_pipeline.defs.intake import upload_sensor as sensors
from vehicle_pipeline.defs.intake.deliveries import Intake, pause_after
from vehicle_pipeline.defs.intake.import_runs import ImportRuns, has_stalled
from vehicle_pipeline.defs.intake.upload_sensor import run_request, upload_sensor
from vehicle_pipeline.defs.launching.worker_identity import (
    WorkerIdentity,
    machine_id,
    process_start,
)
from vehicle_pipeline.defs.resources import ImportQueue, PipelineDatabase
from vehicle_pipeline.errors import QueueUnavailableError
from vehicle_pipeline.settings import Settings

Tables = psycopg.Connection[tuple[Any, ...]]
LEASE = 60
STALLED = 600
RUNNING = DagsterRunStatus.STARTED


@dg.job
def a_job() -> None:
    """Stands for the import in Dagster's history; nothing of it is executed."""


class Extending(UploadQueue):
    """Notes how long each lease was extended; everything else is the queue's own."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.extended: list[int] = []

    def extend(self, receipt_handle: str, seconds: int) -> None:
        self.extended.append(seconds)
        super().extend(receipt_handle, seconds)


class World:
    """A queue, its imports and their runs."""

    def __init__(
        self, queue: UploadQueue, database: Database, tables: Tables, instance: dg.DagsterInstance
    ) -> None:
        self.queue = Extending.connect(queue._options)
        assert isinstance(self.queue, Extending)
        self.extended = self.queue.extended
        self.jobs = ImportJobs(database)
        self.deliveries = Deliveries(database)
        self.database = database
        self.tables = tables
        self.instance = instance
        self.intake = Intake(
            self.queue, self.deliveries, self.jobs, ImportRuns(instance), LEASE, STALLED
        )

    def upload(self) -> UUID:
        """An accepted upload whose message is in the queue."""
        job_id = self.jobs.create(new_import()).id
        self.tables.execute("delete from outbox where job_id = %s", [job_id])
        self.queue.send(job_id)
        return job_id

    def take(self) -> list[ImportRecord]:
        return [import_ for _, import_ in self.intake.take(0)]

    def run(self, job_id: UUID, status: DagsterRunStatus, **tags: str) -> dg.DagsterRun:
        """A run of an import, as Dagster remembers it."""
        return self.instance.create_run_for_job(
            a_job, status=status, tags={JOB_ID_TAG: str(job_id), **tags}
        )

    def give_leases_back(self) -> None:
        """As if time had passed: what is leased can be delivered again."""
        for delivery in self.deliveries.open():
            UploadQueue.extend(self.queue, delivery.receipt_handle, 0)

    def depth(self) -> tuple[int, int, int]:
        """How many messages wait, are leased and are dead."""
        depth: QueueDepth = self.queue.depth()
        return depth.visible, depth.in_flight, depth.dead

    def status(self, job_id: UUID) -> ImportStatus:
        return self.jobs.get(job_id).status


@pytest.fixture
def ephemeral() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture
def world(
    queue: UploadQueue, database: Database, tables: Tables, ephemeral: dg.DagsterInstance
) -> World:
    return World(queue, database, tables, ephemeral)


# --- taking -------------------------------------------------------------------------------------


def test_a_message_is_taken_and_leased(world: World) -> None:
    job_id = world.upload()
    ((delivery, import_),) = world.intake.take(0)
    assert (delivery.job_id, delivery.attempt, import_.id) == (job_id, 1, job_id)
    (remembered,) = world.deliveries.open()
    assert (remembered.message_id, remembered.job_id) == (delivery.message_id, job_id)
    assert world.depth() == (0, 1, 0)
    assert world.take() == []


def test_several_messages_of_one_import_start_one_run(world: World) -> None:
    job_id = world.upload()
    world.queue.send(job_id)
    world.queue.send(job_id)
    assert [import_.id for import_ in world.take()] == [job_id]
    assert len(world.deliveries.open()) == 3


def test_a_message_of_an_import_that_is_running_starts_no_second_run(world: World) -> None:
    job_id = world.upload()
    world.take()
    world.run(job_id, RUNNING)
    world.queue.send(job_id)
    assert world.take() == []
    assert len(world.deliveries.open()) == 2


@pytest.mark.parametrize("status", [DagsterRunStatus.NOT_STARTED, DagsterRunStatus.STARTING])
def test_a_run_that_waits_is_a_run(world: World, status: DagsterRunStatus) -> None:
    job_id = world.upload()
    world.run(job_id, status)
    assert world.take() == []


def test_a_message_delivered_again_starts_a_run_again(world: World) -> None:
    job_id = world.upload()
    world.take()
    world.run(job_id, DagsterRunStatus.FAILURE)
    world.give_leases_back()
    ((delivery, _),) = world.intake.take(0)
    assert delivery.attempt == 2
    (remembered,) = world.deliveries.open()
    assert (remembered.attempt, remembered.receipt_handle) == (2, delivery.receipt_handle)


@pytest.mark.parametrize("end", ["complete", "fail", "cancel"])
def test_a_message_of_a_finished_import_is_deleted_without_a_run(world: World, end: str) -> None:
    job_id = world.upload()
    if end == "complete":
        world.jobs.start(job_id, "run")
        world.tables.execute("update import_jobs set total_rows = 0")
        world.jobs.complete("run")
    elif end == "fail":
        world.jobs.fail(job_id, "empty_file", {})
    else:
        world.jobs.cancel(job_id)
    assert world.take() == []
    assert world.deliveries.open() == []
    assert world.depth() == (0, 0, 0)


@pytest.mark.parametrize(
    "body",
    ["not json", "{}", f'{{"job_id": "{uuid4()}"}}'],
    ids=["text", "empty", "unknown import"],
)
def test_a_foreign_message_ends_as_a_dead_letter_and_holds_nothing_up(
    world: World, body: str
) -> None:
    job_id = world.upload()
    client = boto3.client("sqs")
    url = client.get_queue_url(QueueName=world.queue._options.sqs_queue_name)["QueueUrl"]
    client.send_message(QueueUrl=url, MessageBody=body)
    assert [import_.id for import_ in world.take()] == [job_id]
    (ours,) = world.deliveries.open()
    world.jobs.cancel(job_id)
    assert world.intake.settle() == 0
    assert world.depth() == (0, 1, 0)  # deleted is ours only
    # Time passes: its lease ends, it is delivered again, and never taken.
    client.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "0"})
    client.send_message(QueueUrl=url, MessageBody=body)
    for _ in range(4):
        assert world.take() == []
    assert world.depth()[2] == 1
    assert ours.job_id == job_id


def test_another_process_can_settle_what_one_has_taken(
    world: World, database: Database, ephemeral: dg.DagsterInstance
) -> None:
    job_id = world.upload()
    world.take()
    world.jobs.cancel(job_id)
    other = World(UploadQueue.connect(world.queue._options), database, world.tables, ephemeral)
    assert other.intake.settle() == 0
    assert other.depth() == (0, 0, 0)


# --- settling -----------------------------------------------------------------------------------


def finish(world: World, job_id: UUID) -> None:
    world.jobs.start(job_id, "run")
    world.tables.execute("update import_jobs set total_rows = 0 where id = %s", [job_id])
    world.jobs.complete("run")


def test_a_message_is_deleted_once_its_import_is_complete(world: World) -> None:
    job_id = world.upload()
    world.take()
    finish(world, job_id)
    world.run(job_id, DagsterRunStatus.SUCCESS)
    assert world.intake.settle() == 0
    assert world.depth() == (0, 0, 0)
    assert world.deliveries.open() == []


def test_a_message_is_deleted_when_its_file_was_refused(world: World) -> None:
    job_id = world.upload()
    world.take()
    world.jobs.fail(job_id, "empty_file", {})
    world.run(job_id, DagsterRunStatus.FAILURE)
    assert world.intake.settle() == 0
    assert world.depth() == (0, 0, 0)


def test_every_message_of_a_finished_import_is_deleted(world: World) -> None:
    job_id = world.upload()
    world.queue.send(job_id)
    world.take()
    finish(world, job_id)
    assert world.intake.settle() == 0
    assert world.depth() == (0, 0, 0)


@pytest.mark.parametrize(
    "status",
    [
        DagsterRunStatus.NOT_STARTED,
        DagsterRunStatus.STARTING,
        DagsterRunStatus.STARTED,
        DagsterRunStatus.CANCELING,
    ],
)
def test_the_lease_is_extended_while_a_run_lives(world: World, status: DagsterRunStatus) -> None:
    job_id = world.upload()
    world.take()
    world.run(job_id, status)
    assert world.intake.settle() == 1
    assert world.intake.settle() == 1
    assert world.extended == [LEASE, LEASE]
    assert world.depth() == (0, 1, 0)


def test_the_lease_is_extended_until_the_run_is_there(world: World) -> None:
    # A tick asks for a run before Dagster creates it.
    job_id = world.upload()
    world.take()
    assert world.intake.settle() == 1
    assert world.extended == [LEASE]
    world.run(job_id, RUNNING)
    assert world.intake.settle() == 1
    assert world.extended == [LEASE, LEASE]


def test_the_lease_is_extended_while_dagster_is_going_to_repeat_the_run(world: World) -> None:
    job_id = world.upload()
    world.take()
    world.run(job_id, DagsterRunStatus.FAILURE, **{"dagster/will_retry": "true"})
    assert world.intake.settle() == 1
    assert world.extended == [LEASE]


def test_a_message_that_comes_while_dagster_is_going_to_repeat_the_run_starts_no_other(
    world: World,
) -> None:
    job_id = world.upload()
    world.take()
    world.run(job_id, DagsterRunStatus.FAILURE, **{"dagster/will_retry": "true"})
    world.queue.send(job_id)
    assert world.take() == []
    assert world.intake.settle() == 2


def test_a_repetition_that_dagster_promised_and_forgot_is_not_waited_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = world.upload()
    world.take()
    world.run(job_id, DagsterRunStatus.FAILURE, **{"dagster/will_retry": "true"})
    assert world.intake.settle() == 1
    monkeypatch.setattr(import_runs, "REPEAT_SECONDS", 0)
    assert world.intake.settle() == 0
    world.queue.send(job_id)
    assert [import_.id for import_ in world.take()] == [job_id]


def test_the_latest_run_decides(world: World) -> None:
    job_id = world.upload()
    world.take()
    world.run(job_id, DagsterRunStatus.FAILURE, **{"dagster/will_retry": "true"})
    assert world.intake.settle() == 1
    world.run(job_id, DagsterRunStatus.FAILURE, **{"dagster/will_retry": "false"})
    assert world.intake.settle() == 0


def test_a_run_that_lives_decides_though_a_later_one_has_ended(world: World) -> None:
    job_id = world.upload()
    world.take()
    world.run(job_id, RUNNING)
    world.run(job_id, DagsterRunStatus.FAILURE)
    assert world.intake.settle() == 1


def test_a_run_that_makes_no_progress_is_ended_once(world: World) -> None:
    job_id = world.upload()
    world.take()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        run = world.run(job_id, RUNNING)
        worker = WorkerIdentity(
            run_id=run.run_id,
            pid=process.pid,
            started=process_start(process.pid) or "",
            machine=machine_id(),
            host="here",
        )
        world.instance.add_run_tags(run.run_id, worker.as_tags())
        world.instance.report_engine_event("its last sign of life", run)
        assert world.intake.settle() == 1
        assert process.poll() is None
        impatient = replace(world.intake, stalled_after_seconds=0)
        assert impatient.settle() == 1
        assert process.wait(10) == -signal.SIGKILL
    ended = world.instance.get_run_by_id(run.run_id)
    assert ended is not None
    assert has_stalled(ended)
    # The lease stays ours: Dagster is going to notice, and to repeat the run.
    assert world.depth() == (0, 1, 0)


def test_a_stalled_run_that_had_to_be_cancelled_does_not_cancel_its_import(world: World) -> None:
    job_id = world.upload()
    world.take()
    run = world.run(job_id, DagsterRunStatus.CANCELED)
    world.instance.add_run_tags(run.run_id, {STALLED_TAG: run.run_id})
    assert world.intake.settle() == 0
    assert world.status(job_id) is ImportStatus.PENDING
    assert world.extended == [pause_after(1)]


# --- ends and new beginnings --------------------------------------------------------------------


def revive_(world: World, job_id: UUID) -> None:
    with world.database.transaction() as connection:
        revive(connection, job_id)
    world.tables.execute("delete from outbox where job_id = %s", [job_id])
    world.queue.send(job_id)


def test_an_import_that_goes_on_while_its_cancelled_run_is_judged_is_not_cancelled_by_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = world.upload()
    world.take()
    world.jobs.start(job_id, "run")
    world.run(job_id, DagsterRunStatus.CANCELED)

    def goes_on(*_: object) -> bool:
        world.jobs.cancel(job_id)
        revive_(world, job_id)
        return False

    with monkeypatch.context() as patch:
        patch.setattr(ImportRuns, "will_be_repeated", goes_on)
        assert world.intake.settle() == 0
    assert world.status(job_id) is ImportStatus.PENDING
    assert [import_.id for import_ in world.take()] == [job_id]


def test_a_tick_does_not_wait_for_a_decision_about_runs_that_were_cancelled(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(world.instance), "run_retries_enabled", True)
    for _ in range(3):
        job_id = world.upload()
        world.take()
        world.run(job_id, DagsterRunStatus.CANCELED)
    waits: list[float] = []
    monkeypatch.setattr("vehicle_pipeline.defs.intake.import_runs.time.sleep", waits.append)
    assert world.intake.settle() == 0
    assert waits == []


def test_an_import_that_goes_on_is_not_ended_by_the_run_that_was_cancelled_before(
    world: World,
) -> None:
    job_id = world.upload()
    world.take()
    world.run(job_id, DagsterRunStatus.CANCELED)
    world.intake.settle()
    revive_(world, job_id)
    assert [import_.id for import_ in world.take()] == [job_id]
    assert world.intake.settle() == 1
    assert world.status(job_id) is ImportStatus.PENDING


def test_an_import_goes_on_as_soon_as_the_run_before_has_let_go_of_it(world: World) -> None:
    job_id = world.upload()
    world.take()
    run = world.run(job_id, DagsterRunStatus.CANCELING)
    world.jobs.cancel(job_id)
    revive_(world, job_id)
    assert world.take() == []
    assert world.intake.settle() == 2
    world.instance.report_run_canceled(run)
    world.tables.execute("update deliveries set received_at = now() - interval '16 seconds'")
    assert world.intake.settle() == 0
    assert [import_.id for import_ in world.take()] == [job_id]


def test_a_message_that_was_given_back_stays_in_the_ledger_until_its_import_ends(
    world: World,
) -> None:
    job_id = world.upload()
    world.take()
    world.run(job_id, DagsterRunStatus.FAILURE)
    world.intake.settle()
    query = "select is_leased, round(extract(epoch from visible_at - now()) / 5) from deliveries"
    assert world.tables.execute(query).fetchall() == [(False, 1)]
    world.jobs.cancel(job_id)
    world.intake.settle()
    assert world.tables.execute(query).fetchall() == []


@pytest.mark.parametrize("status", [DagsterRunStatus.FAILURE, DagsterRunStatus.SUCCESS])
def test_a_run_that_ended_without_the_import_gives_its_message_back(
    world: World, status: DagsterRunStatus
) -> None:
    job_id = world.upload()
    ((first, _),) = world.intake.take(0)
    world.jobs.start(job_id, "run")
    world.run(job_id, status)
    assert world.intake.settle() == 0
    assert world.deliveries.open() == []
    assert world.extended == [pause_after(1)]
    assert world.depth() == (0, 1, 0)
    assert world.status(job_id) is ImportStatus.PROCESSING
    # The pause is over.
    UploadQueue.extend(world.queue, first.receipt_handle, 0)
    ((second, import_),) = world.intake.take(0)
    assert (second.message_id, second.attempt, import_.id) == (first.message_id, 2, job_id)


def test_a_cancelled_run_cancels_its_import(world: World) -> None:
    job_id = world.upload()
    world.take()
    world.jobs.start(job_id, "run")
    world.run(job_id, DagsterRunStatus.CANCELED)
    assert world.intake.settle() == 0
    assert world.status(job_id) is ImportStatus.CANCELLED
    assert world.depth() == (0, 0, 0)


def test_after_too_many_attempts_the_import_says_so_and_the_message_is_dead(world: World) -> None:
    job_id = world.upload()
    for attempt in (1, 2, 3):
        assert world.status(job_id) is ImportStatus.PENDING
        ((delivery, _),) = world.intake.take(0)
        run = world.run(job_id, DagsterRunStatus.FAILURE)
        assert world.intake.settle() == 0
        assert world.extended[-1] == pause_after(attempt)
        UploadQueue.extend(world.queue, delivery.receipt_handle, 0)
    failed = world.jobs.get(job_id)
    assert (failed.status, failed.error_code) == (ImportStatus.FAILED, "gave_up")
    assert failed.error_params == {"attempts": 3, "run_id": run.run_id}
    assert world.take() == []
    assert world.depth() == (0, 0, 1)


@pytest.mark.parametrize(
    ("attempt", "seconds"), [(1, 5), (2, 10), (3, 20), (6, 160), (7, 300), (1_000, 300)]
)
def test_the_pause_grows_to_five_minutes(attempt: int, seconds: int) -> None:
    assert pause_after(attempt) == seconds


def test_one_import_does_not_hold_up_another(world: World) -> None:
    waiting, done = world.upload(), world.upload()
    assert len(world.take()) == 2
    world.run(waiting, RUNNING)
    finish(world, done)
    assert world.intake.settle() == 1
    assert [delivery.job_id for delivery in world.deliveries.open()] == [waiting]


class Unreachable(ImportRuns):
    """A launcher that fails when it is to stop a run."""

    def cancel(self, run: dg.DagsterRun) -> None:
        raise RuntimeError("the run's process is on another machine")


def test_a_delivery_that_cannot_be_settled_does_not_stop_the_others(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    stuck, done = world.upload(), world.upload()
    world.take()
    world.run(stuck, RUNNING)
    world.jobs.cancel(stuck)
    finish(world, done)
    intake = replace(world.intake, runs=Unreachable(world.instance))
    assert intake.settle() == 1
    assert [delivery.job_id for delivery in world.deliveries.open()] == [stuck]
    assert "could not be settled" in caplog.text


def test_a_delivery_whose_import_is_gone_does_not_stop_the_others(world: World) -> None:
    gone, done = world.upload(), world.upload()
    world.take()
    world.tables.execute("delete from import_jobs where id = %s", [gone])
    finish(world, done)
    assert world.intake.settle() == 0
    assert world.deliveries.open() == []


def test_a_message_whose_run_was_never_created_is_delivered_again(world: World) -> None:
    # The tick that took it failed later on, so that nobody asked Dagster for the run.
    job_id = world.upload()
    world.take()
    world.tables.execute("update deliveries set received_at = now() - interval '1 hour'")
    assert world.intake.settle() == 0
    assert LEASE not in world.extended
    assert world.deliveries.open() == []
    assert world.status(job_id) is ImportStatus.PENDING


def test_an_import_deletes_its_message_though_the_lease_has_run_out(world: World) -> None:
    job_id = world.upload()
    world.take()
    world.give_leases_back()
    finish(world, job_id)
    assert world.intake.settle() == 0
    assert world.take() == []


def test_runs_are_found_in_the_history_on_postgresql(
    queue: UploadQueue,
    database: Database,
    tables: Tables,
    dagster_on_postgres: dg.DagsterInstance,
) -> None:
    world = World(queue, database, tables, dagster_on_postgres)
    one, other = world.upload(), world.upload()
    world.take()
    world.run(one, RUNNING)
    world.run(other, DagsterRunStatus.FAILURE)
    assert world.intake.settle() == 1
    assert [delivery.job_id for delivery in world.deliveries.open()] == [one]


# --- the sensor ---------------------------------------------------------------------------------


@pytest.fixture
def tick(
    world: World, migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], list[dg.RunRequest]]:
    """Evaluates the sensor once, without waiting for messages."""
    monkeypatch.setattr(sensors, "LONG_POLL_SECONDS", 0)
    settings = Settings(**world.queue._options.model_dump())
    resources = {
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

    def evaluate() -> list[dg.RunRequest]:
        with dg.build_sensor_context(instance=world.instance, resources=resources) as context:
            data = upload_sensor.evaluate_tick(context)
        # Said only while there is something to say.
        assert not data.skip_message or not data.run_requests
        return list(data.run_requests or [])

    return evaluate


def test_the_imports_of_a_schedule_are_requested_in_their_order(
    world: World, tick: Callable[[], list[dg.RunRequest]], tables: Tables
) -> None:
    schedule_id = uuid4()
    ids = [world.jobs.create(new_import(schedule_id=schedule_id)).id for _ in range(14)]
    tables.execute("delete from outbox")
    # More than one answer of SQS holds, the newest first.
    for job_id in reversed(ids):
        world.queue.send(job_id)
    requests = tick()
    assert [request.tags[JOB_ID_TAG] for request in requests] == [str(each) for each in ids]
    # Dagster begins with the highest.
    priorities = [int(request.tags["dagster/priority"]) for request in requests]
    assert priorities == sorted(set(priorities), reverse=True)


def test_an_accepted_upload_becomes_a_run_request(
    world: World, tick: Callable[[], list[dg.RunRequest]]
) -> None:
    # The message is still only promised: the sensor sends it, too.
    job_id = world.jobs.create(new_import(filename="x" * 300)).id
    (request,) = tick()
    (delivery,) = world.deliveries.open()
    assert request.run_key == f"{job_id}/{delivery.message_id}/1"
    assert (
        request.tags.items()
        >= {
            JOB_ID_TAG: str(job_id),
            FILENAME_TAG: "x" * 200,
            DELIVERY_TAG: f"{delivery.message_id} #1",
        }.items()
    )
    config = {"job_id": str(job_id), "chunk_rows": 13}
    assert request.run_config == {
        "ops": {"import_vehicles": {"ops": {"open_upload": {"config": config}}}}
    }


def test_every_delivery_has_a_run_key_of_its_own(
    world: World, tick: Callable[[], list[dg.RunRequest]]
) -> None:
    job_id = world.upload()
    (first,) = tick()
    (delivery,) = world.deliveries.open()
    world.run(job_id, DagsterRunStatus.FAILURE)
    world.intake.settle()
    UploadQueue.extend(world.queue, delivery.receipt_handle, 0)
    (second,) = tick()
    assert first.run_key != second.run_key


def test_a_tick_without_messages_skips(
    world: World, tick: Callable[[], list[dg.RunRequest]]
) -> None:
    assert tick() == []


def test_a_tick_takes_what_came_at_once_and_leaves_the_rest(
    world: World, tick: Callable[[], list[dg.RunRequest]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sensors, "RECEIVES", 2)
    ids = {world.jobs.create(new_import()).id for _ in range(22)}
    taken = tick()
    assert len(taken) == 20
    assert {UUID(request.tags[JOB_ID_TAG]) for request in (*taken, *tick())} == ids


def test_a_tick_takes_no_more_than_can_be_worked_on(
    world: World, tick: Callable[[], list[dg.RunRequest]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sensors, "MAX_OPEN", 12)
    for _ in range(3):
        world.run(world.upload(), RUNNING)
    assert tick() == []
    world.upload()
    assert tick() == []
    assert world.depth() == (1, 3, 0)


def test_a_tick_that_breaks_off_loses_no_message(
    world: World,
    tick: Callable[[], list[dg.RunRequest]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ids = {world.jobs.create(new_import()).id for _ in range(12)}
    receive = UploadQueue.receive
    calls: list[int] = []

    def break_off(queue: UploadQueue, wait_seconds: int) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise QueueUnavailableError
        return receive(queue, wait_seconds)

    requests: list[dg.RunRequest] = []
    with monkeypatch.context() as breaking, suppress(QueueUnavailableError):
        breaking.setattr(UploadQueue, "receive", break_off)
        requests += tick()
    # An hour later nobody works on them: every one has to be asked for again.
    world.tables.execute("update deliveries set received_at = now() - interval '1 hour'")
    leased = world.deliveries.open()
    requests += tick()
    for delivery in leased:
        UploadQueue.extend(world.queue, delivery.receipt_handle, 0)
    requests += tick()
    assert {UUID(request.tags[JOB_ID_TAG]) for request in requests} == ids


@pytest.mark.parametrize(("dry_run", "job"), [(False, import_job), (True, dry_run_job)])
def test_a_run_request_fits_the_job(
    monkeypatch: pytest.MonkeyPatch, dry_run: bool, job: Any
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://")
    import_ = ImportRecord.model_construct(id=uuid4(), filename="frota.csv", dry_run=dry_run)
    request = run_request(Delivery("message", "handle", 2, import_.id), import_, 10, {})
    assert request.job_name == job.name
    assert request.tags.get(DRY_RUN_TAG) == ("true" if dry_run else None)
    dg.validate_run_config(defs.resolve_job_def(job.name), request.run_config)
