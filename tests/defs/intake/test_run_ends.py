"""What becomes of an import whose run has ended: Dagster's history and our tables on PostgreSQL."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import dagster as dg
import psycopg
import pytest
from dagster import DagsterRunStatus

from tests.adapters.recorded import new_import
from vehicle_pipeline.adapters.imports.job_rows import revive
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.contracts import JOB_ID_TAG, STALLED_TAG, ImportRecord, ImportStatus
from vehicle_pipeline.defs.intake.import_runs import ImportRuns
from vehicle_pipeline.defs.intake.run_ends import RunEnds

Tables = psycopg.Connection[tuple[Any, ...]]
KILLED = "Detected run worker status FAILED: 'process 1 was killed or crashed.'. Marking run"
WILL_RETRY = {"dagster/will_retry": "true"}


@dg.job
def a_job() -> None:
    """Stands for the import in Dagster's history; nothing of it is executed."""


@dataclass
class World:
    database: Database
    tables: Tables
    instance: dg.DagsterInstance

    @property
    def jobs(self) -> ImportJobs:
        return ImportJobs(self.database)

    @property
    def ends(self) -> RunEnds:
        return RunEnds(self.jobs, ImportRuns(self.instance))

    def upload(self) -> UUID:
        return self.jobs.create(new_import()).id

    def run(self, job_id: object, **tags: str) -> dg.DagsterRun:
        """A run that has not begun."""
        return self.instance.create_run_for_job(a_job, tags={JOB_ID_TAG: str(job_id), **tags})

    def begun(self, **tags: str) -> tuple[UUID, dg.DagsterRun]:
        """An import and the run that has taken it up."""
        job_id = self.upload()
        run = self.run(job_id, **tags)
        self.jobs.start(job_id, run.run_id)
        return job_id, run

    def failed(self, run: dg.DagsterRun, message: str = KILLED, **tags: str) -> list[str]:
        """Fail the run, with the tags that Dagster gives it, and return the lines written."""
        self.instance.report_run_failed(run, message)
        return self.log_codes(run, **tags)

    def log_codes(self, run: dg.DagsterRun, **tags: str) -> list[str]:
        self.instance.add_run_tags(run.run_id, tags)
        return [log.code for log in self.ends.failed(self.again(run))]

    def again(self, run: dg.DagsterRun) -> dg.DagsterRun:
        found = self.instance.get_run_by_id(run.run_id)
        assert found is not None
        return found

    def cancelled(self, run: dg.DagsterRun) -> list[str]:
        self.instance.report_run_canceled(run)
        return [log.code for log in self.ends.cancelled(self.again(run))]

    def get(self, job_id: UUID) -> ImportRecord:
        return self.jobs.get(job_id)

    def status(self, job_id: UUID) -> ImportStatus:
        return self.get(job_id).status

    def logs(self, job_id: UUID) -> list[tuple[Any, ...]]:
        query = "select level, code, params from job_logs where job_id = %s order by id"
        return self.tables.execute(query, [job_id]).fetchall()


@pytest.fixture
def world(database: Database, tables: Tables, dagster_on_postgres: dg.DagsterInstance) -> World:
    return World(database, tables, dagster_on_postgres)


def test_a_run_that_failed_frees_its_import_and_says_why_once(world: World) -> None:
    job_id, run = world.begun()
    assert world.failed(run) == ["run_failed"]
    assert world.status(job_id) is ImportStatus.PENDING
    assert world.log_codes(run) == []
    assert world.logs(job_id) == [
        ("error", "run_failed", {"run_id": run.run_id, "reason": "run_killed"})
    ]


def test_an_import_whose_run_is_repeated_stays_as_it_is(world: World) -> None:
    job_id, run = world.begun()
    assert world.failed(run, **WILL_RETRY) == ["run_died"]
    assert world.log_codes(run) == []
    assert world.status(job_id) is ImportStatus.PROCESSING
    assert world.logs(job_id) == [("warning", "run_died", {"run_id": run.run_id})]


@pytest.mark.parametrize(
    ("tags", "status"),
    [(WILL_RETRY, ImportStatus.PROCESSING), ({}, ImportStatus.PENDING)],
    ids=["repeated", "not-repeated"],
)
def test_a_run_that_stalled_says_so(
    world: World, tags: dict[str, str], status: ImportStatus
) -> None:
    job_id, run = world.begun()
    assert world.failed(run, **tags, **{STALLED_TAG: run.run_id}) == ["run_stalled"]
    assert world.status(job_id) is status


def test_the_repetition_of_a_stalled_run_has_not_stalled(world: World) -> None:
    _, run = world.begun(**{STALLED_TAG: "the one before"})
    assert world.failed(run) == ["run_failed"]


def test_a_run_that_never_began_says_why_its_import_waits(world: World) -> None:
    job_id = world.upload()
    assert world.failed(world.run(job_id)) == ["run_failed"]
    assert world.get(job_id).dagster_run_id is None
    assert world.status(job_id) is ImportStatus.PENDING


def test_an_import_that_another_run_has_taken_up_is_left_to_it(world: World) -> None:
    job_id, run = world.begun()
    successor = world.run(job_id)
    world.jobs.start(job_id, successor.run_id)
    assert world.failed(run) == ["run_failed"]
    assert world.status(job_id) is ImportStatus.PROCESSING
    assert world.get(job_id).dagster_run_id == successor.run_id


def test_an_import_that_is_over_hears_nothing(world: World) -> None:
    job_id, run = world.begun()
    world.jobs.fail(job_id, "empty_file", {})
    assert world.failed(run) == []
    assert [code for _, code, _ in world.logs(job_id)] == ["empty_file"]


def test_an_import_that_was_given_up_hears_why(world: World) -> None:
    job_id, run = world.begun()
    world.jobs.fail(job_id, "gave_up", {"attempts": 5, "run_id": run.run_id})
    assert world.failed(run) == ["run_failed"]
    assert world.log_codes(run) == []
    assert world.status(job_id) is ImportStatus.FAILED


def test_the_end_of_a_run_from_before_does_not_concern_an_import_that_goes_on(
    world: World,
) -> None:
    job_id, failed = world.begun()
    cancelled = world.run(job_id)
    world.jobs.cancel(job_id)
    with world.database.transaction() as connection:
        revive(connection, job_id)
    assert world.failed(failed) == []
    assert world.cancelled(cancelled) == []
    assert world.status(job_id) is ImportStatus.PENDING


def test_an_import_that_goes_on_while_its_run_s_end_is_judged_is_not_cancelled_by_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id, run = world.begun()

    def goes_on(*_: object) -> bool:
        world.jobs.cancel(job_id)
        with world.database.transaction() as connection:
            revive(connection, job_id)
        return True

    monkeypatch.setattr(ImportRuns, "speaks_for", goes_on)
    assert world.cancelled(run) == []
    assert world.status(job_id) is ImportStatus.PENDING


@pytest.mark.parametrize("tag", ["0198a5b2-6f0c-7d5e-9a3b-2f1c4d5e6f70", "not an id", ""])
def test_a_run_of_no_import_is_nobody_s(world: World, tag: str) -> None:
    assert world.failed(world.run(tag)) == []
    assert world.cancelled(world.run(tag)) == []


def test_a_run_without_tags_is_nobody_s(world: World) -> None:
    run = world.instance.create_run_for_job(a_job)
    assert world.failed(run) == []
    assert world.ends.cancelled(run) == []


# --- terminated by somebody ---------------------------------------------------------------------


def test_a_run_that_was_terminated_cancels_its_import(world: World) -> None:
    job_id, run = world.begun()
    assert world.cancelled(run) == ["import_cancelled"]
    assert world.status(job_id) is ImportStatus.CANCELLED
    assert world.ends.cancelled(run) == []


def test_a_run_that_was_terminated_in_the_queue_cancels_its_import(world: World) -> None:
    job_id = world.upload()
    assert world.cancelled(world.run(job_id)) == ["import_cancelled"]
    assert world.status(job_id) is ImportStatus.CANCELLED


def test_a_second_run_that_was_terminated_does_not_cancel_the_first_one_s_import(
    world: World,
) -> None:
    job_id, _ = world.begun()
    assert world.cancelled(world.run(job_id)) == []
    assert world.status(job_id) is ImportStatus.PROCESSING


def test_an_import_that_waits_for_its_next_attempt_is_cancelled_with_it(world: World) -> None:
    job_id, run = world.begun()
    world.failed(run)
    assert world.cancelled(world.run(job_id)) == ["import_cancelled"]


def test_a_run_that_was_ended_because_it_stalled_does_not_cancel_its_import(world: World) -> None:
    job_id, run = world.begun()
    world.instance.add_run_tags(run.run_id, {STALLED_TAG: run.run_id})
    assert world.cancelled(run) == ["run_stalled"]
    assert world.status(job_id) is ImportStatus.PENDING


def test_a_run_that_stopped_because_its_import_was_over_adds_nothing(world: World) -> None:
    job_id, run = world.begun()
    world.jobs.cancel(job_id)
    assert world.cancelled(run) == []
    assert [code for _, code, _ in world.logs(job_id)] == ["import_cancelled"]


def test_a_status_that_is_not_known_yet_is_waited_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(world.instance), "run_retries_enabled", True)
    monkeypatch.setattr("vehicle_pipeline.defs.intake.import_runs._DECISION_SECONDS", 0.2)
    runs = ImportRuns(world.instance)
    _, run = world.begun()
    assert "dagster/will_retry" not in runs.decided(run).tags
    world.instance.add_run_tags(run.run_id, WILL_RETRY)
    # `run` is as it was before.
    assert runs.decided(run).tags["dagster/will_retry"] == "true"
    assert run.status != DagsterRunStatus.FAILURE
