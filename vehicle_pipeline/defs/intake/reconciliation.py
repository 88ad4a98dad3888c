"""Queueing again what nobody works on."""

import dagster as dg

from vehicle_pipeline.defs.resources import ImportQueue, PipelineDatabase


@dg.op(out=dg.Out(dg.Nothing))
def requeue_hanging_imports(
    context: dg.OpExecutionContext, database: PipelineDatabase, queue: ImportQueue
) -> None:
    """Promise a new message for every accepted upload that hangs, and send what is promised."""
    requeued = queue.reconciler(database).repair()
    context.add_output_metadata(
        {"requeued": len(requeued), "imports": [str(job_id) for job_id in requeued]}
    )


@dg.job(
    executor_def=dg.in_process_executor,
    description="Queues accepted uploads again that have neither a message nor a run. Started by "
    "`reconcile_every_minute` when there are any.",
    # It must not wait behind the very imports that it is to set going.
    tags={"dagster/priority": "10"},
)
def reconcile() -> None:
    """Repair what hangs."""
    requeue_hanging_imports()
