"""The run that undoes an import: its ops, its asset and its job."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from vehicle_pipeline.contracts import ImportCounts, ImportRecord
from vehicle_pipeline.defs import tables
from vehicle_pipeline.defs.imports import announcements, claims, live, spans
from vehicle_pipeline.defs.imports.assets import IMPORTED, OWNERS
from vehicle_pipeline.defs.imports.jobs import REPEAT_WHOLE
from vehicle_pipeline.defs.imports.ops import IMPORT_CONFIG, configured
from vehicle_pipeline.defs.imports.scratch import ScratchFolder, drop_scratch
from vehicle_pipeline.defs.resources import Links, PipelineDatabase

_VEHICLES = dg.AssetKey("vehicles")


@dg.op(
    ins={"vehicles": dg.In(dg.Nothing)},
    # Without work the ops behind it are skipped, and the run succeeds.
    out=dg.Out(int, is_required=False),
    config_schema=IMPORT_CONFIG,
)
def open_undo(
    context: dg.OpExecutionContext, database: PipelineDatabase, links: Links
) -> Iterator[dg.Output[int]]:
    """Find the vehicles that the import wrote, and plan the chunks."""
    config = configured(context.op_config)
    import_ = claims.claimed(context, database, links, config.job_id, is_undo=True)
    if import_ is None:
        return
    missed = announcements.unpublished(context.instance, database.jobs.logs(import_.id), import_)
    live.publish(context, live.lines(import_, missed))
    with claims.owned():
        import_, chunks, logs = database.undos.plan(context.run_id, config.chunk_rows)
    live.publish(context, [live.progress(import_), *live.lines(import_, logs)])
    yield dg.Output(chunks, metadata={"chunks": chunks, "vehicles": import_.total_rows or 0})


@dg.op
def take_back(
    context: dg.OpExecutionContext, chunks: int, database: PipelineDatabase
) -> dg.Output[ImportCounts]:
    """Remove and restore vehicles, each chunk in one transaction with its ledger."""
    counts = ImportCounts()
    for index in range(chunks):
        with spans.chunk_part(context, "take back chunk", index), claims.owned():
            outcome = database.undos.take_back(context.run_id, index)
        counts += outcome.counts
        live.publish(context, live.told(outcome))
    return dg.Output(counts, metadata={"chunks": chunks, **_shown(counts)})


@dg.op(out=dg.Out(dg.Nothing, io_manager_key="tables"))
def finish_undo(
    context: dg.OpExecutionContext,
    taken: ImportCounts,
    database: PipelineDatabase,
    scratch: ScratchFolder,
    links: Links,
) -> Iterator[dg.AssetMaterialization | dg.Output[None]]:
    """Complete the undo with the totals of its ledger, and its import with it."""
    with spans.part(context, "finish"), claims.owned():
        finished, logs = database.jobs.complete(context.run_id)
    live.publish(context, [live.progress(finished), *live.lines(finished, logs)])
    context.log.info(f"{taken.total} vehicles looked at, {finished.counts.total} in all")
    metadata = _metadata(finished, links.api_url)
    if not finished.dry_run:
        rows = database.rows.count("vehicles")
        yield dg.AssetMaterialization(_VEHICLES, metadata={**metadata, "dagster/row_count": rows})
    yield dg.Output(None, metadata=metadata)
    scratch.remove(context.run_id)


def _metadata(undo: ImportRecord, api_url: str) -> dict[str, Any]:
    return {
        "job_id": str(undo.id),
        "undoes": str(undo.undoes),
        "file": undo.filename,
        "dry_run": undo.dry_run,
        **_shown(undo.counts),
        "vehicles_by_outcome": tables.table([_shown(undo.counts)]),
        "import": dg.MetadataValue.url(f"{api_url}/api/v1/imports/{undo.id}"),
    }


def _shown(counts: ImportCounts) -> dict[str, int]:
    return {"removed": counts.removed, "restored": counts.restored, "kept": counts.rejected}


@dg.graph_asset(
    name="undos",
    group_name="imports",
    ins={"vehicles": dg.AssetIn("vehicles", dagster_type=dg.Nothing)},
    description="Imports that were undone, or tried to be. Each also materializes `vehicles`.",
    owners=OWNERS,
    tags=IMPORTED,
    kinds={"postgres"},
    hooks={drop_scratch},
)
def undos(vehicles: None) -> object:
    """Take back what one import did to `vehicles`."""
    done: object = finish_undo(take_back(open_undo(vehicles)))
    return done


undo_job = dg.define_asset_job(
    "undo_import",
    selection=dg.AssetSelection.assets("undos"),
    executor_def=dg.in_process_executor,
    description="Undoes one import. Started by `upload_sensor`.",
    tags=REPEAT_WHOLE,
)
