"""Dead letters on their way into the database: real PostgreSQL, SQS protocol and Dagster."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import boto3
import dagster as dg
import psycopg
import pytest
from dagster import DagsterRunStatus

from tests.adapters.dying import let_die, send
from tests.adapters.recorded import new_import
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.queue.dead_letters import DeadLetters
from vehicle_pipeline.adapters.queue.dead_messages import DeadMessage
from vehicle_pipeline.adapters.queue.deliveries import Deliveries
from vehicle_pipeline.adapters.queue.outbox import Outbox
from vehicle_pipeline.adapters.queue.redrive import Redrive
from vehicle_pipeline.adapters.queue.upload_queue import UploadQueue
from vehicle_pipeline.contracts import JOB_ID_TAG, ImportRecord, ImportStatus
from vehicle_pipeline.definitions import configured_resources
from vehicle_pipeline.defs.intake import dead_letters
from vehicle_pipeline.defs.intake.dead_letters import Collector, dead_letter_sensor, found
from vehicle_pipeline.defs.intake.import_runs import ImportRuns
from vehicle_pipeline.defs.resources import PipelineDatabase
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.settings import Settings

Tables = psycopg.Connection[tuple[Any, ...]]


@dg.job
def a_job() -> None:
    """Stands for the import in Dagster's history; nothing of it is executed."""


class World:
    """A queue, its imports, their runs and the letters."""

    def __init__(
        self, queue: UploadQueue, database: Database, tables: Tables, instance: dg.DagsterInstance
    ) -> None:
        self.queue = queue
        self.tables = tables
        self.instance = instance
        self.jobs = ImportJobs(database)
        self.letters = DeadLetters(database)
        self.outbox = Outbox(database, queue)
        self.collector = Collector(
            queue, self.letters, Deliveries(database), self.jobs, ImportRuns(instance)
        )

    def upload(self) -> UUID:
        """An accepted upload whose message is in the queue."""
        job_id = self.jobs.create(new_import()).id
        self.outbox.relay()
        return job_id

    def lease(self, job_id: UUID, message_id: str) -> None:
        self.tables.execute(
            "insert into deliveries (message_id, job_id, receipt_handle, attempt)"
            " values (%s, %s, 'h', 3)",
            [message_id, job_id],
        )

    def run(self, job_id: UUID, status: DagsterRunStatus, **tags: str) -> None:
        self.instance.create_run_for_job(
            a_job, status=status, tags={JOB_ID_TAG: str(job_id), **tags}
        )

    def collect(self) -> list[DeadMessage]:
        let_die(self.queue)
        return list(self.collector.collect())

    def import_(self, job_id: UUID) -> ImportRecord:
        return self.jobs.get(job_id)

    def open(self) -> list[str]:
        return [letter.text for letter in self.letters.page(redriven=False, skip=0, limit=99).items]


@pytest.fixture
def ephemeral() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture
def world(
    queue: UploadQueue, database: Database, tables: Tables, ephemeral: dg.DagsterInstance
) -> World:
    return World(queue, database, tables, ephemeral)


def test_an_import_that_nobody_goes_on_with_is_failed(world: World) -> None:
    job_id = world.upload()
    world.jobs.start(job_id, "the run")
    world.run(job_id, DagsterRunStatus.FAILURE)
    (message,) = world.collect()
    import_ = world.import_(job_id)
    assert (import_.status, import_.error_code) == (ImportStatus.FAILED, "gave_up")
    assert import_.error_params == {"attempts": 3, "run_id": "the run"}
    assert world.open() == [message.body]
    assert world.queue.depth().dead == 0
    assert world.collect() == []


def test_an_import_that_never_had_a_run_says_so(world: World) -> None:
    job_id = world.upload()
    world.collect()
    import_ = world.import_(job_id)
    assert import_.error_code == "gave_up"
    assert "nenhuma execução" in sentence("gave_up", import_.error_params)
    assert "no run" in sentence("gave_up", import_.error_params, "en")


@pytest.mark.parametrize(
    ("status", "tags"),
    [
        (DagsterRunStatus.STARTED, {}),
        (DagsterRunStatus.NOT_STARTED, {}),
        (DagsterRunStatus.CANCELING, {}),
        (DagsterRunStatus.FAILURE, {"dagster/will_retry": "true"}),
    ],
    ids=["started", "not started", "canceling", "will be repeated"],
)
def test_an_import_that_a_run_works_on_is_left_to_it(
    world: World, status: DagsterRunStatus, tags: dict[str, str]
) -> None:
    job_id = world.upload()
    world.run(job_id, status, **tags)
    (message,) = world.collect()
    assert world.import_(job_id).status is ImportStatus.PENDING
    assert world.open() == [message.body]


def test_an_import_that_has_another_message_is_left_to_it(world: World) -> None:
    job_id = world.upload()
    world.lease(job_id, "another")
    world.collect()
    assert world.import_(job_id).status is ImportStatus.PENDING


def test_a_delivery_that_was_left_behind_is_forgotten(world: World) -> None:
    job_id = world.upload()
    (delivery,) = world.queue.receive(0)
    world.lease(job_id, delivery.message_id)
    world.queue.extend(delivery.receipt_handle, 0)
    world.collect()
    assert world.import_(job_id).status is ImportStatus.FAILED
    assert world.tables.execute("select * from deliveries").fetchall() == []


def test_of_an_import_that_has_ended_only_the_letter_is_kept(world: World) -> None:
    job_id = world.upload()
    world.jobs.cancel(job_id)
    world.collect()
    assert world.import_(job_id).status is ImportStatus.CANCELLED
    assert len(world.open()) == 1


def test_foreign_messages_are_kept(world: World) -> None:
    bodies = ["not json", "a\x00b", f'{{"job_id": "{uuid4()}"}}']
    for body in bodies:
        send(world.queue, body)
    world.collect()
    assert sorted(world.open()) == sorted(bodies)
    assert world.queue.depth().dead == 0


@pytest.mark.parametrize(
    ("owner", "step"),
    [(DeadLetters, "remember"), (Collector, "_fail_import"), (UploadQueue, "delete_dead")],
    ids=["before it is kept", "before its import is failed", "before it is deleted"],
)
def test_a_collection_that_breaks_off_is_repeated(
    world: World, monkeypatch: pytest.MonkeyPatch, owner: type, step: str
) -> None:
    job_id = world.upload()
    # What was received and not deleted comes again at once.
    boto3.client("sqs").set_queue_attributes(
        QueueUrl=world.queue._dead_url, Attributes={"VisibilityTimeout": "0"}
    )

    def die(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(owner, step, die)
        with pytest.raises(SystemExit):
            world.collect()
    assert [message.job_id for message in world.collect()] == [job_id]
    assert len(world.open()) == 1
    assert world.import_(job_id).status is ImportStatus.FAILED
    assert world.queue.depth().dead == 0


def test_a_tick_takes_a_bounded_number(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dead_letters, "RECEIVES", 1)
    for number in range(12):
        send(world.queue, f"{number}")
    assert len(world.collect()) == 10
    assert len(world.collect()) == 2
    assert len(world.open()) == 12


# --- the sensor ---------------------------------------------------------------------------------


@pytest.fixture
def tick(world: World, migrated_url: str) -> Callable[[], str | None]:
    """Evaluates the sensor once, and returns what it says."""
    configured = configured_resources(Settings(queue="aws", **world.queue._options.model_dump()))
    resources = {"queue": configured["queue"], "database": PipelineDatabase(url=migrated_url)}

    def evaluate() -> str | None:
        with dg.build_sensor_context(instance=world.instance, resources=resources) as context:
            data = dead_letter_sensor.evaluate_tick(context)
        assert not data.run_requests
        return data.skip_message

    return evaluate


def test_the_sensor_tells_what_it_has_collected(
    world: World, tick: Callable[[], str | None]
) -> None:
    assert tick() is None
    job_id = world.upload()
    send(world.queue, "not ours")
    let_die(world.queue)
    assert tick() == "Collected 2: 1 of imports, 1 foreign."
    assert world.import_(job_id).status is ImportStatus.FAILED
    assert len(world.open()) == 2
    assert tick() == found(iter([]))


def test_a_redriven_import_that_dies_again_is_failed_again(
    world: World, tick: Callable[[], str | None], database: Database
) -> None:
    job_id = world.upload()
    let_die(world.queue)
    tick()
    assert Redrive(database, world.queue).all().redriven == 1
    assert world.import_(job_id).status is ImportStatus.PENDING
    world.outbox.relay()
    let_die(world.queue)
    assert tick() == "Collected 1: 1 of imports, 0 foreign."
    assert world.import_(job_id).status is ImportStatus.FAILED
