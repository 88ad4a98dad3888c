"""What happens by the clock."""

import dagster as dg

from vehicle_pipeline.defs.imports.jobs import refresh_job
from vehicle_pipeline.defs.intake.reconciliation import reconcile
from vehicle_pipeline.defs.resources import ImportQueue, PipelineDatabase
from vehicle_pipeline.defs.upkeep.housekeeping import housekeeping

# Derived figures may lag behind the imports by this much; refreshing per upload would not pay.
refresh_schedule = dg.ScheduleDefinition(
    name="refresh_derived_hourly",
    job=refresh_job,
    cron_schedule="0 * * * *",
    execution_timezone="America/Sao_Paulo",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Computes the figures about the fleet and the imports afresh.",
)

# When the fewest people import something.
housekeeping_schedule = dg.ScheduleDefinition(
    name="housekeeping_daily",
    job=housekeeping,
    cron_schedule="30 3 * * *",
    execution_timezone="America/Sao_Paulo",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Removes what is past its age: runs, files, rejected rows, imports, leftovers.",
)


@dg.schedule(
    job=reconcile,
    cron_schedule="* * * * *",
    execution_timezone="America/Sao_Paulo",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Looks for accepted uploads that nobody works on; starts `reconcile` for them.",
)
def reconcile_every_minute(
    database: PipelineDatabase, queue: ImportQueue
) -> dg.RunRequest | dg.SkipReason:
    """Ask for a run only if there is something to repair."""
    findings = queue.reconciler(database).examine()
    if not findings.hanging:
        return dg.SkipReason(
            f"{findings.without_run} accepted uploads without a run; none of them hangs."
        )
    return dg.RunRequest(tags={"reconcile/hanging": str(len(findings.hanging))})
