"""Schedules."""

import dagster as dg

from vehicle_pipeline.defs.imports.jobs import refresh_job
from vehicle_pipeline.defs.intake.reconciliation import reconcile
from vehicle_pipeline.defs.resources import ImportQueue, PipelineDatabase
from vehicle_pipeline.defs.upkeep.housekeeping import housekeeping

# Derived figures may be an hour old; a refresh per upload would cost too much.
refresh_schedule = dg.ScheduleDefinition(
    name="refresh_derived_hourly",
    job=refresh_job,
    cron_schedule="0 * * * *",
    execution_timezone="America/Sao_Paulo",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Refreshes the derived figures about the fleet and the imports.",
)

# The hour with the fewest imports.
housekeeping_schedule = dg.ScheduleDefinition(
    name="housekeeping_daily",
    job=housekeeping,
    cron_schedule="30 3 * * *",
    execution_timezone="America/Sao_Paulo",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Removes expired runs, files, rejected rows, imports and leftovers.",
)


@dg.schedule(
    job=reconcile,
    cron_schedule="* * * * *",
    execution_timezone="America/Sao_Paulo",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Starts `reconcile` if an accepted upload has neither a message nor a run.",
)
def reconcile_every_minute(
    database: PipelineDatabase, queue: ImportQueue
) -> dg.RunRequest | dg.SkipReason:
    """Request a run only if there is something to repair."""
    findings = queue.reconciler(database).examine()
    if not findings.hanging:
        return dg.SkipReason(
            f"{findings.without_run} accepted uploads without a run; none of them hangs."
        )
    return dg.RunRequest(tags={"reconcile/hanging": str(len(findings.hanging))})
