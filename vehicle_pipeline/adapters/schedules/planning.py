"""Makes the occurrences of a schedule, in the transaction of whoever has locked it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from vehicle_pipeline.adapters.postgres.database import Connection, load_statements
from vehicle_pipeline.contracts import Assumption
from vehicle_pipeline.domain.schedules.catching_up import Absence, plan
from vehicle_pipeline.domain.schedules.timetable import Timetable
from vehicle_pipeline.errors import ScheduleNotFoundError
from vehicle_pipeline.schedule_contracts import MissedPolicy, Schedule

_SCHEDULES = load_statements("schedules")
_OCCURRENCES = load_statements("schedule_occurrences")


def schedule_of(row: dict[str, Any]) -> Schedule:
    """Return the schedule of a row."""
    because = row["paused_because"]
    stored = {**row, "enabled": row["paused_at"] is None}
    return Schedule(**{**stored, "paused_because": Assumption(**because) if because else None})


def locked(connection: Connection, schedule_id: UUID) -> Schedule:
    """Return a schedule that nobody else changes meanwhile; raises ScheduleNotFoundError."""
    row = connection.execute(_SCHEDULES.lock, {"id": schedule_id}).fetchone()
    if row is None:
        raise ScheduleNotFoundError(schedule_id)
    return schedule_of(row)


def advance(
    connection: Connection,
    schedule: Schedule,
    now: datetime,
    limit: int,
    *,
    missed: MissedPolicy | None = None,
    absence: Absence = "outage",
) -> None:
    """Give every due time up to now its occurrence; see `plan`.

    `missed`: in place of the schedule's own rule.
    """
    planned = plan(
        Timetable(schedule.cron, schedule.timezone),
        schedule.planned_until,
        now,
        missed or schedule.missed,
        limit=limit,
        absence=absence,
    )
    values = {
        "schedule_id": schedule.id,
        "now": now,
        "due_at": [each.due_at for each in planned],
        "state": [each.state for each in planned],
        "reason": [each.reason for each in planned],
        "params": [Jsonb(each.params) for each in planned],
    }
    if planned:
        connection.execute(_OCCURRENCES.make, values)
    connection.execute(_OCCURRENCES.planned, values)
