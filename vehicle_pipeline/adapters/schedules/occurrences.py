"""Occurrences: one row per due time, made exactly once, and what became of it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Literal
from uuid import UUID

from psycopg.types.json import Jsonb

from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements, one
from vehicle_pipeline.adapters.schedules.planning import advance, locked
from vehicle_pipeline.domain.schedules.timetable import Timetable
from vehicle_pipeline.errors import (
    OccurrenceNotFoundError,
    OccurrenceNotOpenError,
    OccurrenceUnderWayError,
    ScheduleNotFoundError,
)
from vehicle_pipeline.schedule_contracts import Occurrence, OccurrenceState

End = Literal["done", "nothing_new", "failed"]
# Of one schedule at a time; with one a minute a schedule of every minute would never catch up.
MOST_OF_ONE = 5
# Reasons of occurrences that a paused schedule runs, too.
ON_REQUEST = frozenset({"run_now", "replayed"})

_SQL = load_statements("schedule_occurrences")
_SCHEDULES = load_statements("schedules")


@dataclass(frozen=True)
class Startable:
    """An occurrence that is to be started, and its schedule's name."""

    schedule_name: str
    occurrence: Occurrence


class Occurrences:
    """Occurrences of all schedules; `limit` as for Schedules."""

    def __init__(self, database: Database, limit: int) -> None:
        self._database = database
        self._limit = limit

    def make_due(self, now: datetime) -> None:
        """Make the occurrences up to now; `startable` finds those that are to be started."""
        with self._database.transaction() as connection:
            active = connection.execute(_SCHEDULES.active).fetchall()
        # Of a thousand schedules few are due in a minute; the others are not locked.
        for schedule in filter(partial(_may_be_due, now=now), active):
            self._database.repeat(partial(self._make, schedule["id"], now))

    def startable(self, limit: int, started: Collection[int] = ()) -> list[Startable]:
        """Return occurrences that are to be started now, the oldest first.

        Of a schedule more than one only where the later ones wait for the earlier: MOST_OF_ONE.
        `started`: those that have a run already, even if it has not begun them.
        """
        values = {"limit": limit, "of_one": MOST_OF_ONE, "started": list(started)}
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.startable, values).fetchall()
        return [Startable(row.pop("schedule_name"), Occurrence(**row)) for row in rows]

    def running(self) -> list[Occurrence]:
        """Return those that were started and have not ended, whatever became of their runs."""
        with self._database.transaction() as connection:
            return [Occurrence(**row) for row in connection.execute(_SQL.running).fetchall()]

    def _make(self, schedule_id: UUID, now: datetime, connection: Connection) -> None:
        try:
            schedule = locked(connection, schedule_id)
        except ScheduleNotFoundError:
            return
        if schedule.enabled:
            advance(connection, schedule, now, self._limit)

    def start(self, occurrence_id: int, run_id: str, now: datetime) -> Occurrence:
        """Begin an occurrence, or take it over from a run that has died.

        While another one of its schedule runs, or imports that it made, it is skipped; what is
        caught up or was asked for stays due, as does what a pause has overtaken. Raises
        OccurrenceNotFoundError, or OccurrenceNotOpenError if it has ended.
        """
        return self._database.repeat(lambda at: _start(at, occurrence_id, run_id, now))

    def finish(
        self,
        occurrence_id: int,
        run_id: str,
        state: End,
        now: datetime,
        *,
        reason: str | None = None,
        params: dict[str, Any] | None = None,
        make_import: Callable[[Connection], object] = lambda _: None,
    ) -> Occurrence:
        """End an occurrence that this run began; raises OccurrenceNotOpenError otherwise.

        `make_import` makes its one import in the same transaction.
        """
        values = {
            "id": occurrence_id,
            "run_id": run_id,
            "state": state,
            "reason": reason,
            "params": Jsonb(params or {}),
            "now": now,
        }

        def work(connection: Connection) -> Occurrence:
            make_import(connection)
            row = connection.execute(_SQL.finish, values).fetchone()
            if row is None:
                raise OccurrenceNotOpenError(occurrence_id)
            return Occurrence(**row)

        return self._database.repeat(work)

    def replay(self, occurrence_id: int) -> Occurrence:
        """Make an occurrence that has ended due again.

        Raises OccurrenceNotFoundError, OccurrenceUnderWayError.
        """
        with self._database.transaction() as connection:
            if _locked(connection, occurrence_id).state.is_open:
                raise OccurrenceUnderWayError(occurrence_id)
            return Occurrence(**one(connection, _SQL.replay, {"id": occurrence_id}))


def _start(connection: Connection, occurrence_id: int, run_id: str, now: datetime) -> Occurrence:
    values = {"id": occurrence_id, "run_id": run_id, "now": now}
    of = connection.execute(_SQL.schedule_of, values).fetchone()
    if of is None:
        raise OccurrenceNotFoundError(occurrence_id)
    # Two occurrences of one schedule that begin at the same time wait for each other here.
    schedule = locked(connection, of["schedule_id"])
    before = _locked(connection, occurrence_id)
    if not before.state.is_open:
        raise OccurrenceNotOpenError(occurrence_id)
    if before.state is OccurrenceState.DUE:
        if not schedule.enabled and before.reason not in ON_REQUEST:
            return before
        if connection.execute(_SQL.other_running, {**values, **of}).fetchone():
            waits = before.reason is not None
            return before if waits else Occurrence(**one(connection, _SQL.skip, values))
    return Occurrence(**one(connection, _SQL.start, values))


def _may_be_due(schedule: dict[str, Any], now: datetime) -> bool:
    timetable = Timetable(schedule["cron"], schedule["timezone"])
    return next(timetable.after(schedule["planned_until"])) <= now


def _locked(connection: Connection, occurrence_id: int) -> Occurrence:
    row = connection.execute(_SQL.lock, {"id": occurrence_id}).fetchone()
    if row is None:
        raise OccurrenceNotFoundError(occurrence_id)
    return Occurrence(**row)
