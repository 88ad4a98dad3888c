"""Occurrences: one row per due time, made exactly once, and what became of it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any, Literal
from uuid import UUID

from psycopg.types.json import Jsonb

from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements, one
from vehicle_pipeline.adapters.schedules.planning import advance, locked
from vehicle_pipeline.errors import (
    OccurrenceNotFoundError,
    OccurrenceNotOpenError,
    OccurrenceUnderWayError,
    ScheduleNotFoundError,
)
from vehicle_pipeline.schedule_contracts import Occurrence, OccurrenceState

End = Literal["done", "nothing_new", "failed"]

_SQL = load_statements("schedule_occurrences")
_SCHEDULES = load_statements("schedules")


class Occurrences:
    """Occurrences of all schedules; `limit` as for Schedules."""

    def __init__(self, database: Database, limit: int) -> None:
        self._database = database
        self._limit = limit

    def make_due(self, now: datetime) -> list[Occurrence]:
        """Make the occurrences up to now; return all that have not been started, oldest first.

        Those that an earlier call made are among them: it may have been killed after that.
        """
        with self._database.transaction() as connection:
            ids = [row["id"] for row in connection.execute(_SCHEDULES.active).fetchall()]
        for schedule_id in ids:
            self._database.repeat(partial(self._make, schedule_id, now))
        with self._database.transaction() as connection:
            return [Occurrence(**row) for row in connection.execute(_SQL.due).fetchall()]

    def _make(self, schedule_id: UUID, now: datetime, connection: Connection) -> None:
        try:
            schedule = locked(connection, schedule_id)
        except ScheduleNotFoundError:
            return
        if schedule.enabled:
            advance(connection, schedule, now, self._limit)

    def start(self, occurrence_id: int, run_id: str, now: datetime) -> Occurrence:
        """Begin an occurrence, or take it over from a run that has died.

        While another one of its schedule runs it is skipped. Raises OccurrenceNotFoundError, or
        OccurrenceNotOpenError if it has ended.
        """
        return self._database.repeat(lambda at: _start(at, occurrence_id, run_id, now))

    def finish(
        self,
        occurrence_id: int,
        run_id: str,
        state: End,
        now: datetime,
        *,
        job_ids: Sequence[UUID] = (),
        reason: str | None = None,
        params: dict[str, Any] | None = None,
    ) -> Occurrence:
        """End an occurrence that this run began; raises OccurrenceNotOpenError otherwise."""
        values = {
            "id": occurrence_id,
            "run_id": run_id,
            "state": state,
            "job_ids": list(job_ids),
            "reason": reason,
            "params": Jsonb(params or {}),
            "now": now,
        }
        with self._database.transaction() as connection:
            row = connection.execute(_SQL.finish, values).fetchone()
        if row is None:
            raise OccurrenceNotOpenError(occurrence_id)
        return Occurrence(**row)

    def replay(self, occurrence_id: int) -> Occurrence:
        """Make an occurrence that has ended due again.

        Raises OccurrenceNotFoundError, OccurrenceUnderWayError.
        """
        with self._database.transaction() as connection:
            if _locked(connection, occurrence_id).state.is_open:
                raise OccurrenceUnderWayError(occurrence_id)
            return Occurrence(**one(connection, _SQL.replay, {"id": occurrence_id}))

    def newest(self, schedule_id: UUID, limit: int) -> list[Occurrence]:
        """Return a schedule's occurrences, the latest due time first."""
        values = {"schedule_id": schedule_id, "limit": limit}
        with self._database.transaction() as connection:
            return [Occurrence(**row) for row in connection.execute(_SQL.newest, values).fetchall()]


def _start(connection: Connection, occurrence_id: int, run_id: str, now: datetime) -> Occurrence:
    values = {"id": occurrence_id, "run_id": run_id, "now": now}
    of = connection.execute(_SQL.schedule_of, values).fetchone()
    if of is None:
        raise OccurrenceNotFoundError(occurrence_id)
    # Two occurrences of one schedule that begin at the same time wait for each other here.
    locked(connection, of["schedule_id"])
    before = _locked(connection, occurrence_id)
    if not before.state.is_open:
        raise OccurrenceNotOpenError(occurrence_id)
    if (
        before.state is OccurrenceState.DUE
        and connection.execute(_SQL.other_running, {**values, **of}).fetchone()
    ):
        return Occurrence(**one(connection, _SQL.skip, values))
    return Occurrence(**one(connection, _SQL.start, values))


def _locked(connection: Connection, occurrence_id: int) -> Occurrence:
    row = connection.execute(_SQL.lock, {"id": occurrence_id}).fetchone()
    if row is None:
        raise OccurrenceNotFoundError(occurrence_id)
    return Occurrence(**row)
