"""What hangs is found and queued again: on real PostgreSQL, Dagster tables and SQS protocol."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import dagster as dg
import psycopg
import pytest
from dagster import DagsterRunStatus

from tests.adapters.recorded import new_import
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.postgres.migrate import migrate
from vehicle_pipeline.adapters.queue.deliveries import Deliveries
from vehicle_pipeline.adapters.queue.reconciler import Findings, Reconciler, Waiting
from vehicle_pipeline.adapters.queue.upload_queue import Delivery, QueueOptions, UploadQueue
from vehicle_pipeline.contracts import JOB_ID_TAG, WILL_RETRY_TAG, ImportStatus
from vehicle_pipeline.errors import QueueUnavailableError
from vehicle_pipeline.settings import Settings

Tables = psycopg.Connection[tuple[Any, ...]]
AFTER = 60


@dg.job
def a_job() -> None:
    """Stands for the import in Dagster's history."""


class World:
    """Imports whose messages and runs went astray."""

    def __init__(
        self, database: Database, queue: UploadQueue, tables: Tables, history: dg.DagsterInstance
    ) -> None:
        self.jobs = ImportJobs(database)
        self.deliveries = Deliveries(database)
        self.reconciler = Reconciler(database, queue, AFTER)
        self.queue = queue
        self.tables = tables
        self.history = history

    def upload(self) -> UUID:
        # Of content of its own: the log of one that came again has a line more.
        return self.jobs.create(new_import(file_sha256=uuid4().hex * 2)).id

    def sent(self) -> UUID:
        """An upload whose message was sent long ago, and went nobody knows where."""
        job_id = self.upload()
        self.tables.execute("delete from outbox where job_id = %s", [job_id])
        self.age(job_id, "50 minutes")
        return job_id

    def age(self, job_id: UUID, interval: str) -> None:
        self.tables.execute(
            "update import_jobs set promised_at = now() - %s::interval where id = %s",
            [interval, job_id],
        )

    def run(self, job_id: UUID, status: DagsterRunStatus) -> None:
        self.history.create_run_for_job(a_job, status=status, tags={JOB_ID_TAG: str(job_id)})

    def lease(self, job_id: UUID, seconds: int) -> None:
        self.deliveries.remember(Delivery(uuid4().hex, "handle", 1, job_id), seconds)

    def reason(self, job_id: UUID) -> Waiting | None:
        """Why an import has no run; None: it has one, or is over."""
        findings: Findings = self.reconciler.examine()
        reasons = [
            reason
            for reason, uploads in findings.uploads.items()
            if job_id in [upload.job_id for upload in uploads]
        ]
        assert len(reasons) == min(1, findings.without_run)
        return reasons[0] if reasons else None

    def received(self) -> list[UUID | None]:
        return [delivery.job_id for delivery in self.queue.receive(0)]


@pytest.fixture
def world(
    database: Database,
    queue: UploadQueue,
    tables: Tables,
    dagster_on_postgres: dg.DagsterInstance,
) -> World:
    return World(database, queue, tables, dagster_on_postgres)


# --- what is found ------------------------------------------------------------------------------


def test_an_upload_whose_message_is_still_promised_waits_to_be_sent(world: World) -> None:
    job_id = world.upload()
    world.age(job_id, "2 hours")
    assert world.reason(job_id) is Waiting.UNSENT


def test_an_upload_whose_message_was_just_sent_is_queued(world: World) -> None:
    job_id = world.sent()
    world.age(job_id, "50 seconds")
    assert world.reason(job_id) is Waiting.QUEUED


def test_an_upload_without_message_and_run_hangs(world: World) -> None:
    assert world.reason(world.sent()) is Waiting.HANGING


def test_where_messages_wait_an_upload_may_be_among_them_but_not_for_ever(world: World) -> None:
    job_id = world.sent()
    world.queue.send(uuid4())
    assert world.reason(job_id) is Waiting.QUEUED
    world.age(job_id, "3601 seconds")
    assert world.reason(job_id) is Waiting.HANGING


@pytest.mark.parametrize(("later", "reason"), [(61, Waiting.HANGING), (59, Waiting.QUEUED)])
def test_an_upload_that_a_much_later_one_overtook_is_not_among_the_messages(
    world: World, later: int, reason: Waiting
) -> None:
    job_id = world.sent()
    world.queue.send(uuid4())
    world.jobs.start(overtaker := world.upload(), "run")
    world.tables.execute(
        "update import_jobs set created_at = moment + make_interval(secs => %s) from"
        " (select promised_at as moment from import_jobs where id = %s) as sent where id = %s",
        [later, job_id, overtaker],
    )
    world.run(overtaker, DagsterRunStatus.STARTED)
    assert world.reason(job_id) is reason


def test_of_a_queue_that_is_away_nothing_is_concluded(
    world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = world.sent()
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    away = Reconciler(database, UploadQueue.connect(QueueOptions.of(Settings())), AFTER)
    findings = away.examine()
    assert findings.depth is None
    assert [each.job_id for each in findings.uploads[Waiting.QUEUED]] == [job_id]


@pytest.mark.parametrize(
    "status",
    [
        DagsterRunStatus.NOT_STARTED,
        DagsterRunStatus.STARTING,
        DagsterRunStatus.STARTED,
        DagsterRunStatus.CANCELING,
    ],
)
def test_an_import_with_a_live_run_is_not_looked_for(
    world: World, status: DagsterRunStatus
) -> None:
    job_id = world.sent()
    world.run(job_id, status)
    assert world.reason(job_id) is None
    assert world.reconciler.repair() == []


@pytest.mark.parametrize(
    "status", [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED]
)
def test_an_import_whose_run_has_ended_and_left_it_hangs(
    world: World, status: DagsterRunStatus
) -> None:
    job_id = world.sent()
    world.jobs.start(job_id, "run")
    world.run(job_id, status)
    assert world.reason(job_id) is Waiting.HANGING


def test_an_import_whose_message_comes_again_is_paused_until_well_after_that(world: World) -> None:
    job_id = world.sent()
    world.lease(job_id, 300)
    assert world.reason(job_id) is Waiting.PAUSED
    world.tables.execute("update deliveries set visible_at = now() - interval '50 seconds'")
    assert world.reason(job_id) is Waiting.QUEUED
    world.tables.execute("update deliveries set visible_at = now() - interval '61 seconds'")
    assert world.reason(job_id) is Waiting.HANGING


@pytest.mark.parametrize("end", ["fail", "cancel"])
def test_an_import_that_is_over_does_not_hang(world: World, end: str) -> None:
    job_id = world.sent()
    if end == "fail":
        world.jobs.fail(job_id, "empty_file", {})
    else:
        world.jobs.cancel(job_id)
    assert world.reason(job_id) is None


def test_an_import_that_dagster_is_about_to_run_again_does_not_hang(world: World) -> None:
    job_id = world.sent()
    tags = {JOB_ID_TAG: str(job_id), WILL_RETRY_TAG: "true"}
    world.history.create_run_for_job(a_job, status=DagsterRunStatus.FAILURE, tags=tags)
    assert world.reason(job_id) is None
    # It has overlooked a run that it has not repeated by now.
    world.tables.execute("update dagster.runs set update_timestamp = now() - interval '1 minute'")
    assert world.reason(job_id) is Waiting.HANGING


def test_the_runs_from_before_an_import_went_on_do_not_count(world: World) -> None:
    job_id = world.sent()
    world.run(job_id, DagsterRunStatus.CANCELED)
    world.tables.execute("update import_jobs set revived_at = now() + interval '1 second'")
    assert world.reconciler.repair() == [job_id]


def test_an_import_whose_run_was_terminated_unnoticed_is_cancelled(world: World) -> None:
    job_id = world.sent()
    world.run(job_id, DagsterRunStatus.CANCELED)
    assert world.reason(job_id) is Waiting.HANGING
    assert world.reconciler.repair() == []
    assert world.jobs.get(job_id).status is ImportStatus.CANCELLED
    assert world.received() == []


# --- what is repaired ---------------------------------------------------------------------------


def test_what_hangs_is_queued_again_and_says_so(world: World) -> None:
    hanging = world.sent()
    world.jobs.start(hanging, "dead run")
    world.lease(hanging, -100)
    fresh = world.sent()
    world.age(fresh, "1 second")
    assert world.reconciler.repair() == [hanging]
    assert world.received() == [hanging]
    assert world.jobs.get(hanging).status is ImportStatus.PENDING
    assert world.deliveries.open() == []
    logs = world.tables.execute("select job_id, code from job_logs").fetchall()
    assert logs == [(hanging, "import_requeued")]
    assert world.reconciler.repair() == []
    assert world.received() == []


def test_repairing_also_sends_what_is_promised(world: World) -> None:
    job_id = world.upload()
    assert world.reconciler.repair() == []
    assert world.received() == [job_id]


def test_several_who_repair_at_once_queue_an_import_once(world: World) -> None:
    ids = {world.sent() for _ in range(20)}
    with ThreadPoolExecutor(4) as pool:
        repaired = list(pool.map(lambda _: world.reconciler.repair(), range(4)))
    assert sorted(job_id for each in repaired for job_id in each) == sorted(ids)
    received: list[UUID | None] = []
    while batch := world.received():
        received += batch
    assert len(received) == len(ids)
    assert set(received) == ids


def test_when_the_queue_is_away_the_promise_stays(
    world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = world.sent()
    world.age(job_id, "2 hours")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    away = Reconciler(database, UploadQueue.connect(QueueOptions.of(Settings())), AFTER)
    with pytest.raises(QueueUnavailableError):
        away.repair()
    assert world.reason(job_id) is Waiting.UNSENT


def test_a_foreign_tag_of_a_run_disturbs_nothing(world: World) -> None:
    world.history.create_run_for_job(
        a_job, status=DagsterRunStatus.STARTED, tags={JOB_ID_TAG: "by hand"}
    )
    assert world.reason(world.sent()) is Waiting.HANGING


def test_before_dagster_was_ever_started_nothing_has_a_run(
    empty_url: str, queue: UploadQueue
) -> None:
    migrate(empty_url)
    database = Database(empty_url)
    job_id = ImportJobs(database).create(new_import()).id
    findings = Reconciler(database, queue, AFTER).examine()
    database.close()
    assert [each.job_id for each in findings.uploads[Waiting.UNSENT]] == [job_id]
