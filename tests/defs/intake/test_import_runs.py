"""Which run speaks for an import, and stopping one: in Dagster's real history and launcher."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from dagster import (
    DagsterInstance,
    DagsterRun,
    DagsterRunStatus,
)
from dagster._core.remote_origin import (
    GrpcServerCodeLocationOrigin,
    RemoteJobOrigin,
    RemoteRepositoryOrigin,
)

from tests.defs import launcher_definitions as jobs
from tests.defs.launched import Runs, wait_until_gone
from vehicle_pipeline.contracts import JOB_ID_TAG, STALLED_TAG, ImportRecord
from vehicle_pipeline.defs.intake.import_runs import ImportRuns, has_stalled
from vehicle_pipeline.defs.launching.worker_identity import WorkerIdentity

NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=1)
SOON = NOW + timedelta(days=1)


def an_import(job_id: UUID | None = None, **changes: Any) -> ImportRecord:
    plain: dict[str, Any] = {"created_at": LONG_AGO, "revived_at": None, "progress_at": None}
    return ImportRecord.model_construct(id=job_id or uuid4(), **{**plain, **changes})


def add_run(
    instance: DagsterInstance, import_: ImportRecord, status: DagsterRunStatus
) -> DagsterRun:
    # Dagster wants to know where a run that it queues comes from.
    location = GrpcServerCodeLocationOrigin(host="127.0.0.1", port=9)
    origin = RemoteJobOrigin(RemoteRepositoryOrigin(location, "__repository__"), jobs.quick.name)
    return instance.create_run_for_job(
        jobs.quick,
        status=status,
        tags={JOB_ID_TAG: str(import_.id)},
        remote_job_origin=origin if status is DagsterRunStatus.QUEUED else None,
    )


@pytest.mark.parametrize(
    "status",
    [
        DagsterRunStatus.QUEUED,
        DagsterRunStatus.NOT_STARTED,
        DagsterRunStatus.STARTING,
        DagsterRunStatus.STARTED,
        DagsterRunStatus.CANCELING,
    ],
)
def test_a_run_that_may_still_write_is_live_though_a_newer_one_has_ended(
    instance: DagsterInstance, status: DagsterRunStatus
) -> None:
    import_ = an_import()
    live = add_run(instance, import_, status)
    ended = add_run(instance, import_, DagsterRunStatus.FAILURE)
    add_run(instance, an_import(), DagsterRunStatus.STARTED)
    runs = ImportRuns(instance)
    found, last = runs.live(import_), runs.last(import_)
    assert found is not None
    assert last is not None
    assert (found.run_id, last.run_id) == (live.run_id, ended.run_id)
    # Dagster's own limit on concurrent runs of an import must not hold up the other tests.
    instance.report_run_canceled(live)


@pytest.mark.parametrize(
    "status", [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED]
)
def test_a_run_that_ended_is_not_live(instance: DagsterInstance, status: DagsterRunStatus) -> None:
    import_ = an_import()
    add_run(instance, import_, status)
    assert ImportRuns(instance).live(import_) is None


def test_what_ended_before_an_import_went_on_does_not_speak_for_it(
    instance: DagsterInstance,
) -> None:
    import_ = an_import()
    add_run(instance, import_, DagsterRunStatus.CANCELED)
    runs = ImportRuns(instance)
    assert runs.last(an_import(import_.id)) is not None
    assert runs.last(an_import(import_.id, revived_at=SOON)) is None


def test_an_event_is_a_sign_of_life_and_so_is_a_chunk(instance: DagsterInstance) -> None:
    import_ = an_import()
    run = add_run(instance, import_, DagsterRunStatus.STARTED)
    runs = ImportRuns(instance)
    assert runs.silence(run, import_) == 0.0  # not a word yet: it has only just begun
    instance.report_engine_event("a sign", run)
    assert 0 <= runs.silence(run, import_) < 30
    chunk_at = datetime.now(UTC) + timedelta(seconds=100)
    assert -101 < runs.silence(run, an_import(progress_at=chunk_at)) < -60
    instance.report_run_canceled(run)


def test_a_run_that_waits_in_the_queue_is_cancelled_at_once(instance: DagsterInstance) -> None:
    run = add_run(instance, an_import(), DagsterRunStatus.QUEUED)
    ImportRuns(instance).cancel(run)
    assert instance.get_run_by_id(run.run_id).status is DagsterRunStatus.CANCELED  # type: ignore[union-attr]


def test_a_running_run_is_interrupted_and_not_asked_twice(runs: Runs) -> None:
    worker = runs.launch_waiting()
    import_runs = ImportRuns(runs.instance)
    import_runs.cancel(runs.get(worker.run_id))
    import_runs.cancel(runs.get(worker.run_id))
    runs.wait_for(worker.run_id, DagsterRunStatus.CANCELED)
    assert runs.messages(worker.run_id).count("Sending run termination request") <= 1


def test_a_stalled_run_is_killed_and_marked_and_its_successor_is_not(runs: Runs) -> None:
    worker = runs.launch_waiting()
    ImportRuns(runs.instance).stop_stalled(runs.get(worker.run_id))
    wait_until_gone(worker)
    run = runs.get(worker.run_id)
    assert has_stalled(run)
    successor = runs.instance.create_run_for_job(
        jobs.quick, tags={STALLED_TAG: run.tags[STALLED_TAG]}
    )
    assert not has_stalled(successor)


def test_a_stalled_run_whose_process_is_not_here_is_cancelled(runs: Runs) -> None:
    run_id = runs.create(jobs.quick)
    run = runs.get(run_id)
    assert WorkerIdentity.of_run(run) is None
    ImportRuns(runs.instance).stop_stalled(run)
    assert runs.get(run_id).status in (DagsterRunStatus.CANCELING, DagsterRunStatus.CANCELED)
