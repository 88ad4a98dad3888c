"""The import as ops: open -> (read -> validate) per chunk -> repeats -> guard -> load -> finish.

A dry run uses the same ops, except that `load_chunks` only compares, and `finish_dry_run` ends it.

All chunks are validated before the first is loaded: the first occurrence of a plate in the file
wins, regardless of chunk size and loading order. Frames pass between ops through
`ScratchIOManager`.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import dagster as dg
import polars as pl
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from vehicle_pipeline.adapters.imports.ledger import ChunkOutcome
from vehicle_pipeline.contracts import ChunkPlan, ImportCounts
from vehicle_pipeline.defs.imports import announcements, claims, live, narration, spans
from vehicle_pipeline.defs.imports.scratch import ScratchFolder, writing
from vehicle_pipeline.defs.imports.validated_chunks import ValidatedChunks
from vehicle_pipeline.defs.resources import (
    Links,
    PipelineDatabase,
    UploadStore,
    WorkbookReading,
)
from vehicle_pipeline.domain import records, rejections, validation
from vehicle_pipeline.domain.messages import both
from vehicle_pipeline.domain.repeats import find_repeats
from vehicle_pipeline.domain.schema import row_schema
from vehicle_pipeline.errors import BadSpreadsheetError, ObjectNotFoundError
from vehicle_pipeline.limit_settings import CHUNK_ROWS, MAX_CHUNK_ROWS
from vehicle_pipeline.spreadsheets.conversion import convert

PREVIEW_ROWS = 5
# Chunks loaded in parallel, each on its own connection and so on its own processor in PostgreSQL.
LOADERS = 2


class ImportConfig(BaseModel):
    """Which upload to import, and the chunk size in rows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # None: "Materialize" was pressed without naming an import.
    job_id: UUID | None
    chunk_rows: int = Field(ge=1, le=MAX_CHUNK_ROWS)


# Not `dg.Config`, whose fields accept `{"env": ...}` and so reveal any environment variable.
IMPORT_CONFIG = {
    "job_id": dg.Field(
        dg.String,
        default_value="",
        description="Id of the import, as POST /api/v1/imports returned it; empty: do nothing.",
    ),
    "chunk_rows": dg.Field(
        dg.Int,
        default_value=CHUNK_ROWS,
        description=f"Rows per chunk, from 1 to {MAX_CHUNK_ROWS}.",
    ),
}


def configured(values: Mapping[str, Any]) -> ImportConfig:
    """Return the checked run config; raise dg.Failure for what its types let through."""
    try:
        return ImportConfig.model_validate({**values, "job_id": values["job_id"] or None})
    except ValidationError as error:
        wrong = {str(each["loc"][0]) for each in error.errors()}
        rules = [f"{name}: {IMPORT_CONFIG[name].description}" for name in sorted(wrong)]
        raise dg.Failure(
            description=f"The run config of open_upload is wrong. {' '.join(rules)}",
            allow_retries=False,
        ) from None


@dg.op(
    ins={"uploads": dg.In(dg.Nothing)},
    # Without a chunk, all ops behind it are skipped, and the run succeeds.
    out=dg.DynamicOut(ChunkPlan, is_required=False),
    config_schema=IMPORT_CONFIG,
)
def open_upload(
    context: dg.OpExecutionContext,
    database: PipelineDatabase,
    store: UploadStore,
    workbooks: WorkbookReading,
    scratch: ScratchFolder,
    links: Links,
) -> Iterator[dg.DynamicOutput[ChunkPlan]]:
    """Detect the dialect, check the columns, count the rows and plan the chunks."""
    config = configured(context.op_config)
    import_ = claims.claimed(context, database, links, config.job_id)
    if import_ is None:
        return
    logged = database.jobs.logs(import_.id)
    missed = announcements.unpublished(context.instance, logged, import_)
    live.publish(context, live.lines(import_, missed))
    # A run that continues an earlier run's work must use the same chunks.
    chunk_rows = database.jobs.planned_chunk_rows(import_.id) or config.chunk_rows
    try:
        with (
            spans.part(context, "read file"),
            writing(),
            store.objects.open(import_.object_key) as file,
        ):
            converted = convert(
                file,
                import_.filename,
                lambda index: scratch.records(context.run_id, index),
                chunk_rows,
                import_.overrides,
                workbooks.limits,
            )
    except (BadSpreadsheetError, ObjectNotFoundError) as error:
        logs, failure = narration.refused(database.jobs, import_, error)
        live.publish(context, live.lines(import_, logs))
        raise failure from None
    with claims.owned():
        import_, logs = database.jobs.plan(context.run_id, converted.dialect, converted.chunks)
    live.publish(context, [live.progress(import_), *live.lines(import_, logs)])
    context.log_event(narration.upload_opened(import_, converted.dialect, len(converted.chunks)))
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
    """Parse a chunk's cells into typed columns (see `records.typed`)."""
    dialect = plan.dialect
    with spans.chunk_part(context, "read chunk", plan.index):
        cells = pl.read_ipc(scratch.records(context.run_id, plan.index))
        rows = records.typed(cells, dialect.positions, dialect.decimal_set, dialect.third_decimals)
    context.add_output_metadata({"rows": rows.height, "malformed": cells.height - rows.height})
    return rows


@dg.op
def validate_chunk(context: dg.OpExecutionContext, rows: pl.DataFrame) -> pl.DataFrame:
    """Validate a chunk's rows against the Pandera schema; add the column `faults`."""
    with spans.chunk_part(context, "validate chunk", context.get_mapping_key()):
        judged = validation.judge(rows, row_schema(datetime.now(UTC).year))
    invalid = judged.filter(pl.col("faults").list.len() > 0).height
    context.add_output_metadata({"rows": judged.height, "invalid": invalid})
    return judged


@dg.op
def find_repeated_plates(
    context: dg.OpExecutionContext, chunks: list[pl.LazyFrame]
) -> pl.DataFrame:
    """Find the rows whose plate occurs in an earlier valid row of the file."""
    with spans.part(context, "find repeated plates"):
        repeats = find_repeats([rejections.accepted(chunk) for chunk in chunks])
    context.add_output_metadata({"repeated": repeats.height})
    return repeats


# Without the output nothing is loaded, and the run succeeds: the import is held.
@dg.op(out=dg.Out(dg.Nothing, is_required=False))
def apply_guard(
    context: dg.OpExecutionContext,
    judged: list[pl.LazyFrame],
    repeats: pl.LazyFrame,
    database: PipelineDatabase,
    scratch: ScratchFolder,
) -> Iterator[dg.Output[None]]:
    """Compare the import with the table by the limits of its guard, if it has any."""
    with claims.owned():
        import_ = database.judging.due(context.run_id)
        if import_ is None:
            yield dg.Output(None)
            return
        chunks = _chunks(context.run_id, database, scratch, judged, repeats)
        with spans.part(context, "apply guard"):
            verdict = database.judging.judge(import_, context.run_id, chunks)
    live.publish(context, live.lines(verdict.import_, verdict.logs))
    if verdict.is_held:
        context.log.warning(both("import_held", limits=len(verdict.because)))
        scratch.remove(context.run_id)
        return
    yield dg.Output(None, metadata=narration.judged(verdict.figures, verdict.because))


@dg.op(ins={"cleared": dg.In(dg.Nothing)})
def load_chunks(
    context: dg.OpExecutionContext,
    judged: list[pl.LazyFrame],
    repeats: pl.LazyFrame,
    database: PipelineDatabase,
    scratch: ScratchFolder,
) -> dg.Output[ImportCounts]:
    """Load the chunks: vehicles, rejected rows, log and ledger in one transaction per chunk."""
    with claims.owned():
        chunks = _chunks(context.run_id, database, scratch, judged, repeats)

    def load(index: int) -> ChunkOutcome:
        with spans.chunk_part(context, "load chunk", index), claims.owned():
            return database.vehicles.load(context.run_id, index, chunks[index])

    counts = ImportCounts()
    with ThreadPoolExecutor(LOADERS) as pool:
        for outcome in pool.map(load, range(len(chunks))):
            counts += outcome.counts
            live.publish(context, live.told(outcome))
    return dg.Output(counts, metadata={"chunks": len(chunks), **counts.model_dump()})


def _chunks(
    run_id: str,
    database: PipelineDatabase,
    scratch: ScratchFolder,
    judged: list[pl.LazyFrame],
    repeats: pl.LazyFrame,
) -> ValidatedChunks:
    """Return the chunks of the import that the run owns."""
    first_rows = database.jobs.first_rows(run_id)
    return ValidatedChunks(
        first_rows, judged, repeats, lambda index: scratch.records(run_id, index)
    )


@dg.op(
    out={
        name: dg.Out(dg.Nothing, io_manager_key="tables") for name in ("vehicles", "rejected_rows")
    }
)
def finish_import(
    context: dg.OpExecutionContext,
    loaded: ImportCounts,
    database: PipelineDatabase,
    scratch: ScratchFolder,
    links: Links,
) -> Iterator[dg.Output[None]]:
    """Complete the import with the totals of its ledger, which must account for every row."""
    with spans.part(context, "finish"), claims.owned():
        finished, logs = database.jobs.complete(context.run_id)
    live.publish(context, [live.progress(finished), *live.lines(finished, logs)])
    context.log.info(f"{loaded.total} rows loaded or rejected, {finished.counts.total} in all")
    preview = database.vehicles.preview(finished, PREVIEW_ROWS)
    vehicles = database.rows.count("vehicles")
    made = narration.import_finished(finished, vehicles, preview, links.api_url)
    yield dg.Output(None, "vehicles", metadata=made)
    rows = database.rows.count("rejected_rows")
    rejected = narration.rows_rejected(finished, rows, links.api_url)
    yield dg.Output(None, "rejected_rows", metadata=rejected)
    scratch.remove(context.run_id)


@dg.op(out=dg.Out(dg.Nothing))
def finish_dry_run(
    context: dg.OpExecutionContext,
    loaded: ImportCounts,
    database: PipelineDatabase,
    scratch: ScratchFolder,
    links: Links,
) -> Iterator[dg.Output[None]]:
    """Complete a dry run; its report has the counts under each policy."""
    with spans.part(context, "finish"), claims.owned():
        finished, logs = database.jobs.complete(context.run_id)
    live.publish(context, [live.progress(finished), *live.lines(finished, logs)])
    context.log.info(f"{loaded.total} rows looked at, {finished.counts.total} in all")
    reported = narration.dry_run_finished(finished, links.api_url)
    yield dg.Output(None, metadata=reported)
    scratch.remove(context.run_id)
