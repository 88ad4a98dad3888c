"""Clients while old runs, with their events, are being removed."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Semaphore, Thread

import dagster as dg
import httpx
import psycopg
import pytest

from tests.api.conftest import dagster_instance
from tests.api.sse import streaming, summary
from tests.api.world import World, progress
from vehicle_pipeline.adapters.housekeeping import Housekeeping
from vehicle_pipeline.adapters.postgres.batches import Tally
from vehicle_pipeline.adapters.postgres.dagster_tables import TABLES, DagsterTables
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.defs.upkeep.old_runs import OldRuns
from vehicle_pipeline.defs.upkeep.run_folders import RunFolders
from vehicle_pipeline.settings import Settings

RUNS = 40
EVENTS_PER_RUN = 400
# So many runs are removed at most while an event is under way: there are events all the time.
RUNS_PER_EVENT = 5
# Seconds that an event may take to a client meanwhile. A stream that waited for the purge, or for
# the vacuum behind it, would be late by all of it.
PATIENCE = 2.0


@dg.job
def nothing() -> None:
    pass


def fill(instance: dg.DagsterInstance, world: World) -> None:
    """Finished runs of long ago, with more events than any import has."""
    for _ in range(RUNS):
        run = instance.create_run_for_job(nothing, status=dg.DagsterRunStatus.SUCCESS)
        world.connection.execute(
            "insert into dagster.event_logs (run_id, event, dagster_event_type, timestamp)"
            " select %s, repeat('x', 500), 'ENGINE_EVENT', now() - interval '100 days'"
            " from generate_series(1, %s)",
            [run.run_id, EVENTS_PER_RUN],
        )
    world.connection.execute(
        "update dagster.runs set update_timestamp = update_timestamp - interval '100 days'"
    )


class Purge(Thread):
    """Removes the runs, some for each event that has arrived meanwhile, then vacuums."""

    def __init__(self, instance: dg.DagsterInstance, database: Database, folder: Path) -> None:
        super().__init__()
        house = Housekeeping(database)
        folders = RunFolders(instance, (folder,), folder)
        self.house = house
        self.runs = OldRuns(instance, house, DagsterTables(database), folders)
        self.removed = Tally()
        self.arrived = Semaphore(0)

    def run(self) -> None:
        for tally in self.runs.remove(datetime.now(UTC) - timedelta(days=50)):
            self.removed += tally
            if self.removed.count % RUNS_PER_EVENT == 0:
                self.arrived.acquire(timeout=PATIENCE)
        self.house.vacuum(TABLES)


def test_a_stream_flows_while_the_log_is_purged(
    api: httpx.Client, world: World, settings: Settings, tmp_path: Path
) -> None:
    job_id = world.add_import()
    database = Database(settings.database_url)
    waits: list[float] = []
    with dagster_instance(settings.database_url, tmp_path) as instance:
        # As in the process of a run: one connection for all that is removed.
        instance.optimize_for_webserver(statement_timeout=0, pool_recycle=-1, max_overflow=10)
        fill(instance, world)
        run_id = world.take_up(job_id)
        purge = Purge(instance, database, tmp_path)
        with (
            psycopg.connect(settings.database_url) as writer,
            streaming(api, job_id=job_id) as stream,
        ):
            stream.next()
            purge.start()
            while purge.is_alive():
                # An id that is never used: the reader has to find out that nobody holds it.
                world.insert_event(writer, run_id, "ENGINE_EVENT")
                writer.rollback()
                world.add_event(run_id, "ENGINE_EVENT", progress(len(waits)))
                written = time.monotonic()
                assert summary([stream.next()]) == [str(len(waits))]
                waits.append(time.monotonic() - written)
                purge.arrived.release()
        purge.join()
    database.close()
    assert purge.removed.count == RUNS
    assert max(waits) < PATIENCE
    assert len(waits) >= RUNS / RUNS_PER_EVENT
    (left,) = world.all("select count(*) from dagster.event_logs where run_id <> %(id)s", id=run_id)
    assert left == (0,)


@pytest.mark.parametrize("path", ["errors", "errors.csv", "errors.xlsx"])
def test_rejected_rows_that_were_removed_are_not_taken_for_none(
    api: httpx.Client, world: World, path: str
) -> None:
    counts = {"total_rows": 1, "error_rows": 1, "rejected_rows": 1}
    gone = world.add_import(status="completed", rows_removed_at="2020-01-01", **counts)
    answer = api.get(f"/api/v1/imports/{gone}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (410, "rows_removed")
    world.update_import(gone, total_rows=0, error_rows=0, rejected_rows=0)
    assert api.get(f"/api/v1/imports/{gone}/errors").status_code == 200
