"""The parts of an import in its trace."""

from contextlib import AbstractContextManager, nullcontext

import dagster as dg

from vehicle_pipeline.tracing.runs import TracedRun


def part(
    context: dg.OpExecutionContext, name: str, **attributes: str | int
) -> AbstractContextManager[None]:
    """Record what is done inside as a part of the run, if the run is traced; from any thread."""
    run = TracedRun.of(context.run_id, context.job_name, context.run.tags)
    return run.step(name, **attributes) if run else nullcontext()


def chunk_part(
    context: dg.OpExecutionContext, name: str, index: int | str | None
) -> AbstractContextManager[None]:
    """Record what is done inside as the work on one chunk."""
    return part(context, name, **{"import.chunk": int(index or 0)})
