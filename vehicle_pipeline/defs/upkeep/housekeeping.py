"""The job that removes expired data. See docs/decisions/0010."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import dagster as dg

from vehicle_pipeline.adapters.housekeeping import Housekeeping, TableSize
from vehicle_pipeline.adapters.postgres.batches import Removal, Tally, work_off
from vehicle_pipeline.adapters.postgres.dagster_tables import TABLES as RUN_TABLES
from vehicle_pipeline.adapters.postgres.dagster_tables import DagsterTables
from vehicle_pipeline.defs import tables
from vehicle_pipeline.defs.imports.scratch import ScratchFolder
from vehicle_pipeline.defs.resources import PipelineDatabase, UploadStore
from vehicle_pipeline.defs.upkeep.old_runs import OldRuns
from vehicle_pipeline.defs.upkeep.run_folders import RunFolders

# Tables shown with their sizes; the others are small.
SHOWN = 12


class Retention(dg.ConfigurableResource[None]):
    """Ages in days after which data is removed, and the time limit of each step in minutes."""

    runs: float
    files: float
    rows: float
    imports: float
    history: float
    alerts: float
    audit: float
    drafts: float
    leftovers: float
    minutes: float


def _before(days: float) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


def _keep_house(
    context: dg.OpExecutionContext,
    house: Housekeeping,
    minutes: float,
    batches: Iterable[Tally],
    tables: Sequence[str] = (),
) -> None:
    """Work `batches` off, unless another run does housekeeping; report the result as metadata."""
    with house.alone() as is_alone:
        if not is_alone:
            context.log.warning("Another run keeps house; this step leaves it to that one.")
            context.add_output_metadata({"skipped": True})
            return
        before = house.sizes()
        removal = work_off(batches, minutes * 60)
        if tables and removal.removed.count:
            house.vacuum(tables)
        context.add_output_metadata(_metadata(removal, before, house.sizes()))
    if not removal.is_complete:
        context.log.warning("The time of this step is over; the next run goes on from here.")


def _metadata(
    removal: Removal, before: Sequence[TableSize], after: Sequence[TableSize]
) -> dict[str, Any]:
    return {
        "removed": removal.removed.count,
        "removed_bytes": removal.removed.bytes,
        "seconds": round(removal.seconds, 2),
        "is_complete": removal.is_complete,
        "database_bytes_before": sum(size.bytes for size in before),
        "database_bytes": sum(size.bytes for size in after),
        "tables": tables.table(list(_compared(before, after))),
    }


def _compared(before: Sequence[TableSize], after: Sequence[TableSize]) -> Iterator[dict[str, Any]]:
    earlier = {size.name: size.bytes for size in before}
    for size in after[:SHOWN]:
        yield {
            "table": size.name,
            "rows": size.rows,
            "bytes_before": earlier.get(size.name, 0),
            "bytes": size.bytes,
        }


@dg.op(out=dg.Out(dg.Nothing))
def remove_runs(
    context: dg.OpExecutionContext,
    database: PipelineDatabase,
    scratch: ScratchFolder,
    retention: Retention,
) -> None:
    """Remove finished runs with their events, tags, checks, compute logs and scratch files."""
    house = Housekeeping(database.database)
    folders = RunFolders.of(context.instance, Path(scratch.base_dir))
    runs = OldRuns(context.instance, house, DagsterTables(database.database), folders)
    batches = runs.remove(_before(retention.runs))
    _keep_house(context, house, retention.minutes, batches, RUN_TABLES)


@dg.op(out=dg.Out(dg.Nothing))
def remove_files(
    context: dg.OpExecutionContext,
    database: PipelineDatabase,
    store: UploadStore,
    retention: Retention,
) -> None:
    """Remove uploaded files all of whose imports ended before the retention age."""
    house = Housekeeping(database.database)
    batches = house.remove_files(store.objects, _before(retention.files))
    _keep_house(context, house, retention.minutes, batches)


@dg.op(out=dg.Out(dg.Nothing))
def remove_rows(
    context: dg.OpExecutionContext, database: PipelineDatabase, retention: Retention
) -> None:
    """Remove rejected rows and log lines of imports that ended before the retention age."""
    house = Housekeeping(database.database)
    batches = house.remove_rows(_before(retention.rows))
    _keep_house(context, house, retention.minutes, batches, ["rejected_parts", "job_logs"])


@dg.op(out=dg.Out(dg.Nothing))
def remove_imports(
    context: dg.OpExecutionContext, database: PipelineDatabase, retention: Retention
) -> None:
    """Remove expired imports with everything that belongs to them, except their vehicles."""
    house = Housekeeping(database.database)
    batches = house.remove_imports(_before(retention.imports))
    tables = ["import_jobs", "import_chunks", "rejected_parts", "job_logs"]
    _keep_house(context, house, retention.minutes, batches, tables)


@dg.op(out=dg.Out(dg.Nothing))
def remove_history(
    context: dg.OpExecutionContext, database: PipelineDatabase, retention: Retention
) -> None:
    """Remove expired changes of vehicles."""
    house = Housekeeping(database.database)
    batches = house.remove_history(_before(retention.history))
    _keep_house(context, house, retention.minutes, batches, ["vehicle_changes"])


@dg.op(out=dg.Out(dg.Nothing))
def remove_alerts(
    context: dg.OpExecutionContext, database: PipelineDatabase, retention: Retention
) -> None:
    """Remove expired alerts and dead letters."""
    house = Housekeeping(database.database)
    batches = house.remove_alerts(_before(retention.alerts))
    _keep_house(context, house, retention.minutes, batches, ["alerts", "dead_letters"])


@dg.op(out=dg.Out(dg.Nothing))
def remove_audit(
    context: dg.OpExecutionContext, database: PipelineDatabase, retention: Retention
) -> None:
    """Remove expired entries of the audit log."""
    house = Housekeeping(database.database)
    batches = house.remove_audit(_before(retention.audit))
    _keep_house(context, house, retention.minutes, batches, ["audit_log"])


@dg.op(out=dg.Out(dg.Nothing))
def remove_drafts(
    context: dg.OpExecutionContext,
    database: PipelineDatabase,
    store: UploadStore,
    retention: Retention,
) -> None:
    """Remove expired uploads that nobody confirmed."""
    house = Housekeeping(database.database)
    batches = house.remove_drafts(store.objects, _before(retention.drafts))
    _keep_house(context, house, retention.minutes, batches, ["drafts"])


@dg.op(out=dg.Out(dg.Nothing))
def remove_leftovers(
    context: dg.OpExecutionContext,
    database: PipelineDatabase,
    store: UploadStore,
    scratch: ScratchFolder,
    retention: Retention,
) -> None:
    """Remove leftovers of crashes: partial files, files and folders without an owner."""
    before = _before(retention.leftovers)
    house = Housekeeping(database.database)
    folders = RunFolders.of(context.instance, Path(scratch.base_dir))
    batches = chain(
        (Tally(1, size) for size in store.objects.sweep(before)),
        house.remove_unclaimed(store.objects, before),
        house.remove_deliveries(before),
        folders.remove_leftovers(before),
    )
    _keep_house(context, house, retention.minutes, batches, ["deliveries"])


@dg.job(
    # One process. The steps are independent: one that fails does not stop the others.
    executor_def=dg.in_process_executor,
    # Imports go first.
    tags={"dagster/priority": "-1"},
    description="Removes expired data (RETENTION_*_DAYS). Started every night.",
)
def housekeeping() -> None:
    """Run every step, independently."""
    remove_runs()
    remove_files()
    remove_rows()
    remove_imports()
    remove_history()
    remove_alerts()
    remove_audit()
    remove_drafts()
    remove_leftovers()
