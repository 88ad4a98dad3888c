"""Queues accepted uploads again that have neither a message nor a run: a job and its sensor."""

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
    "`reconcile_sensor` when there are any.",
    # It must not wait behind the imports that it restarts.
    tags={"dagster/priority": "10"},
)
def reconcile() -> None:
    """Queue hanging imports again."""
    requeue_hanging_imports()


# A sensor and no schedule: sixty upcoming runs an hour would hide the others, and few ever start.
@dg.sensor(
    # Its name: for a job itself, Dagster rebuilds the sensor and warns of its own beta parameter.
    job_name=reconcile.name,
    name="reconcile_sensor",
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Starts `reconcile` if an accepted upload has neither a message nor a run.",
)
def reconcile_sensor(
    database: PipelineDatabase, queue: ImportQueue
) -> dg.RunRequest | dg.SkipReason:
    """Request a run only if there is something to repair."""
    findings = queue.reconciler(database).examine()
    if findings.hanging:
        return dg.RunRequest(tags={"reconcile/hanging": str(len(findings.hanging))})
    if not findings.without_run:
        return dg.SkipReason()
    return dg.SkipReason(
        f"{findings.without_run} accepted uploads without a run; none of them hangs."
    )
