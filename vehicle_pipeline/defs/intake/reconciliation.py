"""The job that queues accepted uploads again that have neither a message nor a run."""

import dagster as dg

from vehicle_pipeline.defs.resources import ImportQueue, PipelineDatabase


@dg.op(out=dg.Out(dg.Nothing))
def requeue_hanging_imports(
    context: dg.OpExecutionContext, database: PipelineDatabase, queue: ImportQueue
) -> None:
    """Add a new message for each hanging upload to the outbox, and send the outbox."""
    requeued = queue.reconciler(database).repair()
    context.add_output_metadata(
        {"requeued": len(requeued), "imports": [str(job_id) for job_id in requeued]}
    )


@dg.job(
    executor_def=dg.in_process_executor,
    description="Queues accepted uploads again that have neither a message nor a run. Started by "
    "`reconcile_every_minute` when there are any.",
    # It must not wait behind the imports that it restarts.
    tags={"dagster/priority": "10"},
)
def reconcile() -> None:
    """Queue hanging imports again."""
    requeue_hanging_imports()
