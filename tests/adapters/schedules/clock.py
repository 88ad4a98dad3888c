"""Schedules on a simulated clock."""

from typing import Any

from vehicle_pipeline.schedule_contracts import LocationSource, ScheduleTerms

SOURCE = LocationSource(location="s3://bucket/frota/", glob="*.xlsx")


def terms(**more: Any) -> ScheduleTerms:
    """A schedule at 6 o'clock in Sao Paulo."""
    given = {"name": "Frota", "cron": "0 6 * * *", "source": SOURCE, **more}
    return ScheduleTerms(**given)
