"""What people read about schedules: lists of them, their occurrences, and their objects."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from vehicle_pipeline.adapters.postgres.dagster_tables import DagsterTables
from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements, one
from vehicle_pipeline.adapters.schedules.planning import schedule_of
from vehicle_pipeline.contracts import TICKING, ImportStatus
from vehicle_pipeline.domain.schedules.catching_up import ON_TIME
from vehicle_pipeline.domain.schedules.timetable import Timetable
from vehicle_pipeline.errors import ScheduleNotFoundError
from vehicle_pipeline.frozen import Frozen
from vehicle_pipeline.schedule_contracts import (
    ObjectState,
    Occurrence,
    OccurrenceState,
    Schedule,
    SourceObject,
)

_SQL = load_statements("schedule_queries")


# The status of each import that is kept, by its id.
Statuses = dict[UUID, ImportStatus]


class ScheduleDetail(Frozen):
    """A schedule with the newest of its occurrences; `is_off`: Dagster does not start any.

    `statuses` are those of the occurrence's imports.
    """

    schedule: Schedule
    last_occurrence: Occurrence | None
    statuses: Statuses
    is_off: bool


class SchedulePage(Frozen):
    """Some schedules, by name, and how many there are in all."""

    items: list[ScheduleDetail]
    total: int


class OccurrencePage(Frozen):
    """Some occurrences, the latest due time first, and how many there are in all."""

    items: list[Occurrence]
    total: int


class ObjectPage(Frozen):
    """Some objects, the newest first, and how many there are in all."""

    items: list[SourceObject]
    total: int


class Overdue(Frozen):
    """Enabled schedules, how many of them have not begun what is due, and the latest of that."""

    enabled: int
    late: int
    seconds: float


class ScheduleQueries:
    """Reads; never changes anything."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._dagster = DagsterTables(database)

    def turned_off(self) -> int:
        """Return how many enabled schedules do not start because Dagster's own is turned off."""
        if not self._dagster.is_turned_off(TICKING):
            return 0
        with self._database.transaction() as connection:
            return int(one(connection, _SQL.count_enabled, {})["enabled"])

    def overdue(self, now: datetime) -> Overdue:
        """Return what ought to have begun by now; two minutes late is on time."""
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.waiting).fetchall()
        late = [now - due for row in rows if (due := _due(row)) < now - ON_TIME]
        seconds = max((each.total_seconds() for each in late), default=0.0)
        return Overdue(enabled=len(rows), late=len(late), seconds=seconds)

    def page(self, *, name: str | None = None, skip: int, limit: int) -> SchedulePage:
        """Return the schedules, or the one of a name."""
        values = {"name": name, "skip": skip, "limit": limit}
        is_off = self._dagster.is_turned_off(TICKING)
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.page, values).fetchall()
            total = one(connection, _SQL.count, values)["total"]
            return SchedulePage(items=_details(connection, rows, is_off), total=total)

    def get(self, schedule_id: UUID) -> ScheduleDetail:
        """Return one schedule; raises ScheduleNotFoundError."""
        is_off = self._dagster.is_turned_off(TICKING)
        with self._database.transaction() as connection:
            return _details(connection, [_row(connection, schedule_id)], is_off)[0]

    def occurrences(
        self, schedule_id: UUID, *, state: OccurrenceState | None = None, skip: int, limit: int
    ) -> OccurrencePage:
        """Return occurrences of a schedule; raises ScheduleNotFoundError."""
        values = {"schedule_id": schedule_id, "state": state, "skip": skip, "limit": limit}
        with self._database.transaction() as connection:
            _row(connection, schedule_id)
            rows = connection.execute(_SQL.occurrences, values).fetchall()
            total = one(connection, _SQL.count_occurrences, values)["total"]
        return OccurrencePage(items=[Occurrence(**row) for row in rows], total=total)

    def statuses(self, occurrences: Iterable[Occurrence]) -> Statuses:
        """Return the status of each import that occurrences made, of those that are kept."""
        with self._database.transaction() as connection:
            return _statuses(connection, occurrences)

    def objects(
        self, schedule_id: UUID, *, state: ObjectState | None = None, skip: int, limit: int
    ) -> ObjectPage:
        """Return objects that a schedule's source has shown; raises ScheduleNotFoundError."""
        values = {"schedule_id": schedule_id, "state": state, "skip": skip, "limit": limit}
        with self._database.transaction() as connection:
            _row(connection, schedule_id)
            rows = connection.execute(_SQL.objects, values).fetchall()
            total = one(connection, _SQL.count_objects, values)["total"]
        return ObjectPage(items=[object_of(row) for row in rows], total=total)


def _due(row: dict[str, Any]) -> datetime:
    """Return when a schedule is, or was, to begin next."""
    if row["waiting_since"]:
        return cast("datetime", row["waiting_since"])
    return next(Timetable(row["cron"], row["timezone"]).after(row["planned_until"]))


def object_of(row: dict[str, Any]) -> SourceObject:
    """Return the object of a row of `source_objects`."""
    return SourceObject(**{name: row[name] for name in SourceObject.model_fields})


def _row(connection: Connection, schedule_id: UUID) -> dict[str, Any]:
    row = connection.execute(_SQL.get, {"schedule_id": schedule_id}).fetchone()
    if row is None:
        raise ScheduleNotFoundError(schedule_id)
    return row


def _statuses(connection: Connection, occurrences: Iterable[Occurrence]) -> Statuses:
    values = {"job_ids": [job_id for each in occurrences for job_id in each.job_ids]}
    rows = connection.execute(_SQL.statuses, values).fetchall() if values["job_ids"] else []
    return {row["id"]: ImportStatus(row["status"]) for row in rows}


def _details(
    connection: Connection, rows: Sequence[dict[str, Any]], is_off: bool
) -> list[ScheduleDetail]:
    ids = [row["id"] for row in rows]
    found = connection.execute(_SQL.last, {"schedule_ids": ids}).fetchall()
    last = {row["schedule_id"]: Occurrence(**row) for row in found}
    statuses = _statuses(connection, last.values())
    return [
        ScheduleDetail(
            schedule=schedule_of(row),
            last_occurrence=last.get(row["id"]),
            statuses=statuses,
            is_off=is_off,
        )
        for row in rows
    ]
