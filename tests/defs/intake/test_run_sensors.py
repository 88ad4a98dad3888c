"""The sensors on runs' ends: real jobs that fail, real ticks with cursors, on PostgreSQL."""

from pathlib import Path
from typing import Any
from unittest.mock import ANY

import dagster as dg
import psycopg
import pytest

from tests.defs.pipeline import Pipeline, Tables
from vehicle_pipeline.contracts import JOB_ID_TAG, ImportStatus
from vehicle_pipeline.defs.imports import ops
from vehicle_pipeline.defs.imports.jobs import dry_run_job, import_job
from vehicle_pipeline.defs.imports.scratch import ScratchFolder
from vehicle_pipeline.defs.intake.import_runs import ImportRuns
from vehicle_pipeline.defs.intake.run_ends import RunEnds
from vehicle_pipeline.defs.intake.run_sensors import import_cancelled_sensor, import_failure_sensor
from vehicle_pipeline.defs.resources import PipelineDatabase

FILE = "placa;modelo;ano;valor_fipe\nABC1D23;GOL;2020;45000,00\n"


class Ticks:
    """The daemon's part: evaluates a sensor, and remembers its cursor."""

    def __init__(self, sensor: dg.SensorDefinition, instance: dg.DagsterInstance, url: str) -> None:
        self._sensor = sensor
        self._instance = instance
        self._url = url
        self._cursor: str | None = None
        # The first one only looks where the history ends.
        self.tick()

    def tick(self) -> list[str | None]:
        """One tick; returns the errors that it reports, one per run."""
        with dg.build_sensor_context(
            instance=self._instance,
            cursor=self._cursor,
            resources={"database": PipelineDatabase(url=self._url)},
        ) as context:
            done = self._sensor.evaluate_tick(context)
        self._cursor = done.cursor
        reactions: list[Any] = list(done.dagster_run_reactions or [])
        return [reaction.error and reaction.error.message for reaction in reactions]


@pytest.fixture
def failures(dagster_on_postgres: dg.DagsterInstance, migrated_url: str) -> Ticks:
    return Ticks(import_failure_sensor, dagster_on_postgres, migrated_url)


@pytest.fixture
def cancellations(dagster_on_postgres: dg.DagsterInstance, migrated_url: str) -> Ticks:
    return Ticks(import_cancelled_sensor, dagster_on_postgres, migrated_url)


@pytest.fixture
def history(dagster_on_postgres: dg.DagsterInstance) -> dg.DagsterInstance:
    return dagster_on_postgres


def logs(tables: Tables) -> list[tuple[Any, ...]]:
    query = "select code, params - 'run_id' from job_logs where code <> 'file_opened' order by id"
    return tables.execute(query).fetchall()


def test_a_disk_that_is_full_is_named(
    pipeline: Pipeline, failures: Ticks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_up(*_: object) -> None:
        # The kernel's own error.
        Path("/dev/full").write_bytes(b"records")

    monkeypatch.setattr(ops, "convert", fill_up)
    failed = pipeline.import_(FILE)
    assert failed.import_.status is ImportStatus.PROCESSING
    assert failures.tick() == [None]
    assert pipeline.jobs.get(failed.import_.id).status is ImportStatus.PENDING
    assert logs(pipeline.tables) == [("run_failed", {"reason": "run_disk_full"})]
    assert failures.tick() == []


def test_a_database_that_fails_in_the_middle_is_told_and_the_next_run_finishes(
    pipeline: Pipeline, tables: Tables, failures: Ticks
) -> None:
    tables.execute("alter table import_chunks add constraint broken check (committed_at is null)")
    try:
        failed = pipeline.import_(FILE)
    finally:
        tables.execute("alter table import_chunks drop constraint broken")
    assert failures.tick() == [None]
    ((code, params),) = logs(tables)
    assert code == "run_failed"
    assert params["error"].startswith("CheckViolation: new row for relation")
    assert "\n" not in params["error"]
    assert pipeline.run(failed.import_.id).import_.status is ImportStatus.COMPLETED


def test_a_file_that_cannot_be_imported_has_said_so_itself(
    pipeline: Pipeline, tables: Tables, failures: Ticks
) -> None:
    failed = pipeline.import_("modelo;ano\nGOL;2020\n")
    assert failed.import_.status is ImportStatus.FAILED
    before = logs(tables)
    assert failures.tick() == [None]
    assert logs(tables) == before
    alerts = tables.execute(
        "select code, job_id, sent_at from alerts where channel = 'alerts'"
    ).fetchall()
    assert alerts == [("import_failed", failed.import_.id, None)]


def test_of_an_import_whose_audit_fails_somebody_is_told_once(
    pipeline: Pipeline,
    history: dg.DagsterInstance,
    tables: Tables,
    failures: Ticks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def tamper(*_: object) -> None:
        tables.execute("update import_chunks set inserted_rows = 0, rejected_rows = 1")

    # The last that is done before the audit.
    monkeypatch.setattr(ScratchFolder, "remove", tamper)
    doubted = pipeline.import_(FILE)
    assert not doubted.success
    assert doubted.checks["conservation"] is False
    run = history.get_run_by_id(doubted.run_id)
    assert run is not None
    for _ in range(2):
        RunEnds(pipeline.jobs, ImportRuns(history)).failed(run)
    assert failures.tick() == [None]
    assert pipeline.jobs.get(doubted.import_.id).status is ImportStatus.COMPLETED
    assert logs(tables)[-2:] == [("import_completed", ANY), ("import_doubted", {})]
    alerts = tables.execute(
        "select code, job_id, params from alerts where channel = 'alerts'"
    ).fetchall()
    told = {"filename": "frota.csv", "run_id": doubted.run_id}
    assert alerts == [("audit_failed", doubted.import_.id, told)]


def test_a_run_that_comes_too_late_says_nothing(
    pipeline: Pipeline, tables: Tables, failures: Ticks
) -> None:
    done = pipeline.import_(FILE)
    before = logs(tables)
    assert pipeline.run(done.import_.id).success
    assert failures.tick() == []
    assert logs(tables) == before
    assert pipeline.jobs.get(done.import_.id).status is ImportStatus.COMPLETED


def test_runs_of_nobody_do_not_stop_the_ones_behind_them(
    pipeline: Pipeline,
    history: dg.DagsterInstance,
    tables: Tables,
    failures: Ticks,
) -> None:
    for tag in ("not an id", "", None):
        tags = {} if tag is None else {JOB_ID_TAG: tag}
        history.report_run_failed(create(history, import_job.name, tags))
    deleted = pipeline.accept(FILE)
    history.report_run_failed(create(history, import_job.name, {JOB_ID_TAG: str(deleted)}))
    tables.execute("delete from import_jobs where id = %s", [deleted])
    waiting = pipeline.accept(FILE)
    history.report_run_failed(create(history, dry_run_job.name, {JOB_ID_TAG: str(waiting)}))
    assert failures.tick() == [None] * 5
    assert logs(tables) == [("run_failed", {"reason": "run_killed"})]


def test_an_error_of_ours_is_reported_and_does_not_stop_the_run_behind_it(
    pipeline: Pipeline, history: dg.DagsterInstance, tables: Tables, failures: Ticks
) -> None:
    bad, good = pipeline.accept(FILE, "bad.csv"), pipeline.accept(FILE, "good.csv")
    tables.execute(f"alter table job_logs add constraint refuses check (job_id <> '{bad}')")
    try:
        for job_id in (bad, good):
            history.report_run_failed(create(history, import_job.name, {JOB_ID_TAG: str(job_id)}))
        first, second = failures.tick()
    finally:
        tables.execute("alter table job_logs drop constraint refuses")
    assert first is not None
    assert "StatementRefusedError" in first
    assert second is None
    assert tables.execute("select job_id from job_logs").fetchall() == [(good,)]


def test_a_database_that_is_away_for_a_moment_is_waited_for(
    pipeline: Pipeline,
    history: dg.DagsterInstance,
    tables: Tables,
    failures: Ticks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job_id = pipeline.accept(FILE)
    history.report_run_failed(create(history, import_job.name, {JOB_ID_TAG: str(job_id)}))
    fetch, calls = psycopg.Cursor.fetchone, iter(range(100))

    def break_once(self: psycopg.Cursor[Any]) -> Any:
        if next(calls) == 0:
            self.connection.execute("select pg_terminate_backend(pg_backend_pid())")
        return fetch(self)

    monkeypatch.setattr(psycopg.Cursor, "fetchone", break_once)
    assert failures.tick() == [None]
    monkeypatch.undo()
    assert logs(tables) == [("run_failed", {"reason": "run_killed"})]


def test_a_run_that_somebody_terminates_cancels_its_import_without_a_delivery(
    pipeline: Pipeline, history: dg.DagsterInstance, cancellations: Ticks
) -> None:
    job_id = pipeline.accept(FILE)
    history.report_run_canceled(create(history, import_job.name, {JOB_ID_TAG: str(job_id)}))
    assert cancellations.tick() == [None]
    assert pipeline.jobs.get(job_id).status is ImportStatus.CANCELLED
    assert cancellations.tick() == []


def create(instance: dg.DagsterInstance, name: str, tags: dict[str, str]) -> dg.DagsterRun:
    """A run of the job as Dagster remembers it; nothing is executed."""

    @dg.job(name=name)
    def stand_in() -> None:
        """Has the job's name."""

    return instance.create_run_for_job(stand_in, tags=tags)
