"""`run_events` against what the installed Dagster really writes."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import dagster as dg
import psycopg
import pytest

from api.events.run_events import RunEvents
from api.events.translation import StreamEvent, Translator
from tests.api.conftest import dagster_instance
from tests.api.world import World, progress
from vehicle_pipeline.adapters.imports.queries import ImportQueries
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.contracts import JOB_ID_TAG, LIVE_EVENTS_KEY
from vehicle_pipeline.defs.launching import run_log
from vehicle_pipeline.settings import Settings


def live(number: int) -> dict[str, dg.MetadataValue]:
    return {
        LIVE_EVENTS_KEY: dg.MetadataValue.json([progress(number)]),
        "rows": dg.IntMetadataValue(1),
    }


@dg.asset
def vehicles(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    run = (context.run.run_id, context.run.job_name)
    run_log.report(context.instance, run, "1 row", live(0))
    # Earlier versions published with the events of assets.
    context.log_event(dg.AssetObservation("vehicles", metadata=live(1)))
    context.log_event(dg.AssetMaterialization("uploads", metadata=live(2)))
    context.log.info("a line that is no event")
    return dg.MaterializeResult(metadata=live(3))


@dg.asset
def broken() -> None:
    raise dg.Failure("on purpose")


@pytest.fixture
def database(settings: Settings, world: World) -> Iterator[Database]:
    database = Database(settings.database_url)
    yield database
    database.close()


def run(settings: Settings, home: Path, asset: dg.AssetsDefinition, job_id: UUID) -> str:
    with dagster_instance(settings.database_url, home) as instance:
        result = dg.materialize(
            [asset], instance=instance, tags={JOB_ID_TAG: str(job_id)}, raise_on_error=False
        )
        if result.success:
            instance.report_engine_event("afterwards", result.dagster_run)
    return result.run_id


def told(database: Database) -> list[StreamEvent]:
    """What browsers are told of the whole log."""
    run_events = RunEvents(database)
    translator = Translator(run_events, ImportQueries(database))
    return [event for row in run_events.after(0) for event in translator.translate(row)]


def test_a_run_that_succeeds_tells_progress_and_end(
    settings: Settings, world: World, database: Database, tmp_path: Path
) -> None:
    job_id = world.add_import()
    run_id = run(settings, tmp_path, vehicles, job_id)
    world.update_import(job_id, status="completed", total_rows=0, dagster_run_id=run_id)
    events = told(database)
    assert [event.event for event in events] == ["job_progress"] * 4 + ["job_status"]
    assert [event.data.get("processed_rows") for event in events[:4]] == [0, 1, 2, 3]
    assert {event.job_id for event in events} == {job_id}
    assert {event.run_id for event in events} == {run_id}
    assert [event.is_end for event in events] == [False] * 4 + [True]


def test_a_run_that_fails_tells_its_end(
    settings: Settings, world: World, database: Database, tmp_path: Path
) -> None:
    job_id = world.add_import()
    run_id = run(settings, tmp_path, broken, job_id)
    world.update_import(job_id, status="failed", dagster_run_id=run_id, ended_by_run=True)
    assert [(event.event, event.is_end) for event in told(database)] == [("job_status", True)]


def test_events_stored_one_by_one_are_notified(
    settings: Settings, world: World, tmp_path: Path
) -> None:
    with psycopg.connect(settings.database_url, autocommit=True) as listener:
        listener.execute("listen run_events")
        run(settings, tmp_path, vehicles, world.add_import())
        assert next(listener.notifies(timeout=5), None) is not None
