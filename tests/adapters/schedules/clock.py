"""Schedules on a simulated clock, and how tests look at their due times."""

from datetime import datetime
from typing import Any
from uuid import UUID

from vehicle_pipeline.adapters.schedules.occurrences import Occurrences
from vehicle_pipeline.adapters.schedules.queries import ScheduleQueries
from vehicle_pipeline.adapters.schedules.schedules import Schedules
from vehicle_pipeline.schedule_contracts import LocationSource, Occurrence, Schedule, ScheduleTerms

SOURCE = LocationSource(location="s3://bucket/frota/", glob="*.xlsx")


def terms(**more: Any) -> ScheduleTerms:
    """A schedule at 6 o'clock in Sao Paulo."""
    given = {"name": "Frota", "cron": "0 6 * * *", "source": SOURCE, **more}
    return ScheduleTerms(**given)


def made_due(occurrences: Occurrences, now: datetime) -> list[Occurrence]:
    """Make the occurrences up to now; return all that may be started, oldest first."""
    occurrences.make_due(now)
    with occurrences._database.transaction() as connection:
        rows = connection.execute(
            "select o.* from schedule_occurrences as o join schedules as s on s.id = o.schedule_id"
            " where o.state = 'due'"
            " and (s.paused_at is null or o.reason in ('run_now', 'replayed'))"
            " order by o.due_at, o.id"
        ).fetchall()
    return [Occurrence(**row) for row in rows]


def newest(occurrences: Occurrences, schedule_id: UUID, limit: int) -> list[Occurrence]:
    """A schedule's occurrences, the latest due time first."""
    queries = ScheduleQueries(occurrences._database)
    return queries.occurrences(schedule_id, skip=0, limit=limit).items


def edit(schedules: Schedules, schedule_id: UUID, terms: ScheduleTerms, now: datetime) -> Schedule:
    """Give a schedule other terms."""
    return schedules.change(schedule_id, lambda _: terms, now)
