"""Sensors and schedules that only tell why they do nothing: where a part they need is missing."""

import dagster as dg

# Often enough to be seen soon after a start, in seconds.
TICK_SECONDS = 60


def idle_sensor(sensor: dg.SensorDefinition, why: str) -> dg.SensorDefinition:
    """Return a sensor of the same name whose ticks are skipped with the reason `why`."""
    return dg.SensorDefinition(
        name=sensor.name,
        evaluation_fn=lambda _: dg.SkipReason(why),
        minimum_interval_seconds=TICK_SECONDS,
        default_status=sensor.default_status,
        description=sensor.description,
    )


def idle_schedule(schedule: dg.ScheduleDefinition, why: str) -> dg.ScheduleDefinition:
    """Return a schedule of the same name whose ticks are skipped with the reason `why`."""
    return dg.ScheduleDefinition(
        name=schedule.name,
        job=schedule.job,
        cron_schedule=schedule.cron_schedule,
        execution_timezone=schedule.execution_timezone,
        execution_fn=lambda _: dg.SkipReason(why),
        default_status=schedule.default_status,
        description=schedule.description,
    )
