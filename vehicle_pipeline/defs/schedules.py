"""What happens by the clock."""

import dagster as dg

from vehicle_pipeline.defs.housekeeping import housekeeping
from vehicle_pipeline.defs.jobs import refresh_job

# Derived figures may lag behind the imports by this much; refreshing per upload would not pay.
refresh_schedule = dg.ScheduleDefinition(
    name="refresh_derived_hourly",
    job=refresh_job,
    cron_schedule="0 * * * *",
    execution_timezone="America/Sao_Paulo",
    default_status=dg.DefaultScheduleStatus.RUNNING,
)

# When the fewest people import something.
housekeeping_schedule = dg.ScheduleDefinition(
    name="housekeeping_daily",
    job=housekeeping,
    cron_schedule="30 3 * * *",
    execution_timezone="America/Sao_Paulo",
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
