"""The import as ops: open -> (read -> validate) per chunk -> repeats -> load per chunk -> finish.

All chunks are validated before any is loaded, so that the first occurrence of a plate wins
whatever the size of the chunks and whichever is loaded first. Ops hand on their frames through
`ScratchIOManager`.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import dagster as dg
import polars as pl
from pydantic import Field

from vehicle_pipeline.adapters.vehicle_table import ChunkRows
from vehicle_pipeline.contracts import ChunkPlan, ImportCounts
from vehicle_pipeline.defs import narration
from vehicle_pipeline.defs.resources import Links, PipelineDatabase, UploadStore
from vehicle_pipeline.defs.scratch import ScratchFolder
from vehicle_pipeline.domain import records, rejections, validation
from vehicle_pipeline.domain.repeats import find_repeats
from vehicle_pipeline.domain.schema import row_schema
from vehicle_pipeline.errors import BadSpreadsheetError, ObjectNotFoundError
from vehicle_pipeline.spreadsheets.conversion import convert

PREVIEW_ROWS = 5


class ImportConfig(dg.Config):
    """Which upload to import, and in what portions."""

    job_id: str = Field(description="Id of the import, as POST /api/v1/imports returned it.")
    chunk_rows: int = Field(default=250_000, ge=1, description="Rows per chunk.")


@dg.op(ins={"uploads": dg.In(dg.Nothing)}, out=dg.DynamicOut(ChunkPlan))
def open_upload(
    context: dg.OpExecutionContext,
    config: ImportConfig,
    database: PipelineDatabase,
    store: UploadStore,
    scratch: ScratchFolder,
) -> Iterator[dg.AssetObservation | dg.DynamicOutput[ChunkPlan]]:
    """Detect the dialect, check the columns, count the rows and plan the chunks."""
    job_id = UUID(config.job_id)
    import_ = narration.started(database.jobs, job_id, context.run_id)
    # A run that continues another one's work needs the same chunks, whatever is configured now.
    chunk_rows = database.jobs.planned_chunk_rows(job_id) or config.chunk_rows
    try:
        with store.objects.open(import_.object_key) as file:
            converted = convert(
                file,
                import_.filename,
                lambda index: scratch.records(context.run_id, index),
                chunk_rows,
            )
    except (BadSpreadsheetError, ObjectNotFoundError) as error:
        told, failure = narration.refused(database.jobs, job_id, error)
        yield told
        raise failure from error
    import_, logs = database.jobs.plan(context.run_id, converted.dialect, converted.chunks)
    context.log_event(
        narration.upload_opened(import_, converted.dialect, len(converted.chunks), logs)
    )
    for chunk in converted.chunks:
        yield dg.DynamicOutput(
            ChunkPlan(**chunk.model_dump(), dialect=converted.dialect),
            mapping_key=str(chunk.index),
            metadata={"first_row": chunk.first_row, "rows": chunk.row_count},
        )


@dg.op
def read_chunk(
    context: dg.OpExecutionContext, plan: ChunkPlan, scratch: ScratchFolder
) -> pl.DataFrame:
    """Read a chunk's cells as typed columns: texts, canonical plates, years and prices."""
    cells = pl.read_ipc(scratch.records(context.run_id, plan.index))
    rows = records.typed(cells, plan.dialect.positions, plan.dialect.decimal or "comma")
    context.add_output_metadata({"rows": rows.height, "malformed": cells.height - rows.height})
    return rows


@dg.op
def validate_chunk(context: dg.OpExecutionContext, rows: pl.DataFrame) -> pl.DataFrame:
    """Judge a chunk's rows by the Pandera schema; adds the column `faults`."""
    judged = validation.judge(rows, row_schema(datetime.now(UTC).year))
    invalid = judged.filter(pl.col("faults").list.len() > 0).height
    context.add_output_metadata({"rows": judged.height, "invalid": invalid})
    return judged


@dg.op
def find_repeated_plates(
    context: dg.OpExecutionContext, chunks: list[pl.LazyFrame]
) -> pl.DataFrame:
    """Find the rows whose plate an earlier valid row of the file already has."""
    repeats = find_repeats([rejections.accepted(chunk) for chunk in chunks])
    context.add_output_metadata({"repeated": repeats.height})
    return repeats


@dg.op
def load_chunk(
    context: dg.OpExecutionContext,
    judged: pl.LazyFrame,
    repeats: pl.LazyFrame,
    database: PipelineDatabase,
    scratch: ScratchFolder,
) -> ImportCounts:
    """Load a chunk in one transaction: vehicles, rejected rows, log and ledger."""
    index = int(context.get_mapping_key() or 0)
    cells = pl.scan_ipc(scratch.records(context.run_id, index))
    good = rejections.accepted(judged)
    rows = ChunkRows(
        accepted=good.join(repeats, on="row_number", how="anti").collect(),
        faults=rejections.faults(judged, repeats, cells),
        records=cells,
    )
    outcome = database.vehicles.load(context.run_id, index, rows)
    if event := narration.chunk_loaded(outcome):
        context.log_event(event)
    context.add_output_metadata(outcome.counts.model_dump())
    return outcome.counts


@dg.op(out={"vehicles": dg.Out(dg.Nothing), "rejected_rows": dg.Out(dg.Nothing)})
def finish_import(
    context: dg.OpExecutionContext,
    loaded: list[ImportCounts],
    database: PipelineDatabase,
    scratch: ScratchFolder,
    links: Links,
) -> Iterator[dg.Output[None]]:
    """Close the import: its totals come from the ledger and have to add up."""
    finished, logs = database.jobs.complete(context.run_id)
    context.log.info(f"{len(loaded)} chunks loaded, {finished.counts.total} rows in all")
    preview = database.vehicles.preview(finished.id, PREVIEW_ROWS)
    made = narration.import_finished(finished, logs, preview, links.api_url)
    yield dg.Output(None, "vehicles", metadata=made)
    rejected = narration.rows_rejected(finished, links.api_url)
    yield dg.Output(None, "rejected_rows", metadata=rejected)
    scratch.remove(context.run_id)
