"""The table of schedules. Every method that changes one takes the moment as `now`."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from vehicle_pipeline.access_contracts import AuditAction
from vehicle_pipeline.adapters.access.audit_log import note
from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements, one
from vehicle_pipeline.adapters.schedules.planning import advance, locked, schedule_of
from vehicle_pipeline.contracts import Assumption
from vehicle_pipeline.domain.schedules.terms import alike
from vehicle_pipeline.errors import (
    BadScheduleError,
    ScheduleNameTakenError,
    ScheduleNotFoundError,
)
from vehicle_pipeline.schedule_contracts import (
    MissedPolicy,
    Schedule,
    ScheduleTerms,
    UploadSource,
)

BY_OWNER = Assumption(code="paused_by_owner")

_SQL = load_statements("schedules")


class Schedules:
    """Schedules; `limit` is how many missed times MissedPolicy.ALL catches up."""

    def __init__(self, database: Database, limit: int) -> None:
        self._database = database
        self._limit = limit

    def create(self, schedule_id: UUID, terms: ScheduleTerms, now: datetime) -> Schedule:
        """Store a schedule, due from now on.

        Raises ScheduleNameTakenError, or BadScheduleError for an upload whose file is gone.
        """
        paused: dict[str, Any] = {"paused_at": None, "paused_because": None}
        if not terms.enabled:
            paused = {
                "paused_at": now,
                "paused_because": Jsonb(BY_OWNER.model_dump()),
            }
        with self._database.transaction() as connection:
            values = {**_values(terms), **paused, "id": schedule_id, "now": now}
            _claim_name(connection, schedule_id, terms.name)
            _claim_upload(connection, terms)
            action = AuditAction.SCHEDULE_CREATED
            note(connection, action, schedule_id=schedule_id, subject=terms.name)
            return schedule_of(one(connection, _SQL.create, values))

    def get(self, schedule_id: UUID) -> Schedule:
        """Return a schedule; raises ScheduleNotFoundError."""
        with self._database.transaction() as connection:
            row = connection.execute(_SQL.get, {"id": schedule_id}).fetchone()
        if row is None:
            raise ScheduleNotFoundError(schedule_id)
        return schedule_of(row)

    def change(
        self, schedule_id: UUID, changed: Callable[[Schedule], ScheduleTerms], now: datetime
    ) -> Schedule:
        """Change a schedule from now on: times that are past are those of the old terms.

        `changed` makes the new terms of the old ones, which nobody else changes meanwhile. Raises
        ScheduleNotFoundError, what `create` does, and what `changed` does.
        """

        def work(connection: Connection) -> Schedule:
            before = locked(connection, schedule_id)
            terms = changed(before)
            values = {**_values(terms), "id": schedule_id, "now": now}
            if terms.name != before.name:
                _claim_name(connection, schedule_id, terms.name)
            if terms.source != before.source:
                _claim_upload(connection, terms)
            if before.enabled:
                advance(connection, before, now, self._limit)
            elif not terms.enabled:
                # A later end of the pause catches up times of the new terms only.
                missed = MissedPolicy.NONE
                advance(connection, before, now, 0, missed=missed, absence="pause")
            action, subject = AuditAction.SCHEDULE_CHANGED, _changes(before, terms)
            note(connection, action, schedule_id=schedule_id, subject=subject)
            edited = schedule_of(one(connection, _SQL.edit, values))
            if before.enabled == terms.enabled:
                return edited
            if terms.enabled:
                # The rule for missed times is the new one, the times are the old ones.
                timing = {"cron": before.cron, "timezone": before.timezone}
                return self._resume(connection, edited.model_copy(update=timing), now)
            return pause_now(connection, schedule_id, BY_OWNER, now)

        return self._database.repeat(work)

    def pause(self, schedule_id: UUID, now: datetime, because: Assumption = BY_OWNER) -> Schedule:
        """Let nothing run from now on; no-op for one that is paused."""

        def work(connection: Connection) -> Schedule:
            before = locked(connection, schedule_id)
            if not before.enabled:
                return before
            advance(connection, before, now, self._limit)
            action = AuditAction.SCHEDULE_PAUSED
            note(connection, action, schedule_id=schedule_id, subject=before.name)
            return pause_now(connection, schedule_id, because, now)

        return self._database.repeat(work)

    def resume(self, schedule_id: UUID, now: datetime) -> Schedule:
        """Let it run again; times since the pause are missed or caught up by its rule."""

        def work(connection: Connection) -> Schedule:
            before = locked(connection, schedule_id)
            if before.enabled:
                return before
            action = AuditAction.SCHEDULE_RESUMED
            note(connection, action, schedule_id=schedule_id, subject=before.name)
            return self._resume(connection, before, now)

        return self._database.repeat(work)

    def delete(self, schedule_id: UUID) -> None:
        """Remove a schedule with its occurrences and its ledger; its imports stay."""
        with self._database.transaction() as connection:
            row = connection.execute(_SQL.delete, {"id": schedule_id}).fetchone()
            if row is None:
                raise ScheduleNotFoundError(schedule_id)
            action = AuditAction.SCHEDULE_DELETED
            note(connection, action, schedule_id=schedule_id, subject=row["name"])

    def _resume(self, connection: Connection, paused: Schedule, now: datetime) -> Schedule:
        advance(connection, paused, now, self._limit, absence="pause")
        return schedule_of(one(connection, _SQL.resume, {"id": paused.id, "now": now}))


def names_of(database: Database, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of those schedules that exist, by their ids."""
    with database.transaction() as connection:
        rows = connection.execute(_SQL.names, {"ids": list(ids)}).fetchall()
    return {row["id"]: row["name"] for row in rows}


def pause_now(
    connection: Connection, schedule_id: UUID, because: Assumption, now: datetime
) -> Schedule:
    """Pause a schedule that is locked, and whose times up to now have their occurrences."""
    values = {"id": schedule_id, "because": Jsonb(because.model_dump()), "now": now}
    return schedule_of(one(connection, _SQL.pause, values))


def _claim_name(connection: Connection, schedule_id: UUID, name: str) -> None:
    """Keep a name for a schedule, unless another one has it, or one that looks like it."""
    wanted = alike(name)
    connection.execute(_SQL.claim_name, {"alike": wanted})
    others = connection.execute(_SQL.other_names, {"id": schedule_id}).fetchall()
    if wanted in {alike(row["name"]) for row in others}:
        raise ScheduleNameTakenError(name)


def _claim_upload(connection: Connection, terms: ScheduleTerms) -> None:
    """Keep the import that terms name from being removed before they are stored."""
    if not isinstance(terms.source, UploadSource):
        return
    location = str(terms.source.import_id)
    row = connection.execute(_SQL.lock_upload, {"import_id": location}).fetchone()
    if row is None:
        raise BadScheduleError("bad_source", location=location, reason="source_import_missing")
    if row["is_removed"]:
        raise BadScheduleError("bad_source", location=location, reason="source_import_without_file")


def _changes(before: ScheduleTerms, terms: ScheduleTerms) -> str:
    """Return what the audit log says of an edit: the name, and which terms are others now."""
    names = ScheduleTerms.model_fields
    changed = [name for name in names if getattr(before, name) != getattr(terms, name)]
    return f"{terms.name} ({', '.join(changed)})" if changed else terms.name


def _values(terms: ScheduleTerms) -> dict[str, Any]:
    stored = terms.model_dump(mode="json", by_alias=True, exclude={"enabled"})
    names = ("source", "overrides", "guard", "webhook")
    parts = {name: Jsonb(stored[name]) for name in names if stored[name] is not None}
    return {**stored, **parts}
