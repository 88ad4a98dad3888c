"""What starts by the clock, or by declarative automation."""

import dagster as dg

from vehicle_pipeline.defs.imports import assets
from vehicle_pipeline.defs.imports.automation import TIMEZONE
from vehicle_pipeline.defs.upkeep.housekeeping import housekeeping

# The hour with the fewest imports.
housekeeping_schedule = dg.ScheduleDefinition(
    name="housekeeping_daily",
    job=housekeeping,
    cron_schedule="30 3 * * *",
    execution_timezone=TIMEZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Removes expired runs, files, rejected rows, imports and leftovers.",
)

refresh_sensor = dg.AutomationConditionSensorDefinition(
    name="refresh_derived_sensor",
    target=dg.AssetSelection.assets(*(asset.key for asset in assets.derived)),
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Refreshes the derived assets after imports, at most every five minutes.",
)
