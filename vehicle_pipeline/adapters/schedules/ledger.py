"""The ledger of a schedule's source: one row per version of an object, and what became of it.

An object is new because the ledger does not have it, never because of its time: one that appears
late with an early time is imported all the same.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Literal
from uuid import UUID

from psycopg.types.json import Jsonb

from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements, one
from vehicle_pipeline.adapters.schedules.queries import object_of
from vehicle_pipeline.adapters.sources.source import FoundObject
from vehicle_pipeline.errors import SourceObjectNotFoundError
from vehicle_pipeline.schedule_contracts import ObjectState, Pick, SourceObject

# Objects that are entered in one transaction.
_BATCH = 1_000
_COLUMNS = ("key", "path", "version", "size", "modified_at", "problem", "untouched_since")

_SQL = load_statements("source_objects")


class Ledger:
    """The objects of one schedule. Methods that write take the moment as `now`."""

    def __init__(self, database: Database, schedule_id: UUID) -> None:
        self._database = database
        self._schedule_id = schedule_id

    def enter(
        self,
        objects: Iterable[FoundObject],
        now: datetime,
        still_seconds: float | None,
        pick: Pick = Pick.NEW,
    ) -> int:
        """Enter what a look at the whole source found; return how many objects still grow.

        An object is new once its size and version have stood still for `still_seconds`, by what
        the source knows or by our looks; at once if that is None, for sources that show whole
        objects only. `pick`: what it is a look for.
        """
        statements = [_SQL.dated, _SQL.grown, _SQL.seen, _SQL.still, _SQL.failed_before]
        if pick is Pick.NEWEST:
            statements.append(_SQL.shown)
        still = timedelta(seconds=still_seconds or 0)
        values = {
            "schedule_id": self._schedule_id,
            "now": now,
            "is_whole": still_seconds is None,
            "still_before": now - still,
        }
        found = iter(objects)
        while batch := list(islice(found, _BATCH)):
            columns = {name: [getattr(each, name) for each in batch] for name in _COLUMNS}
            with self._database.transaction() as connection:
                for statement in statements:
                    connection.execute(statement, {**values, **columns})
        with self._database.transaction() as connection:
            connection.execute(_SQL.vanished, values)
            return int(one(connection, _SQL.growing, values)["growing"])

    def pick(self, pick: Pick) -> list[SourceObject]:
        """Return what is to be imported, oldest first; of Pick.NEWEST the newest, if it is new."""
        statement = _SQL.newest if pick is Pick.NEWEST else _SQL.new
        with self._database.transaction() as connection:
            rows = connection.execute(statement, {"schedule_id": self._schedule_id}).fetchall()
        found = [object_of(row) for row in rows]
        return [each for each in found if each.state is ObjectState.NEW]

    def take(
        self,
        object_id: int,
        sha256: str,
        job_id: UUID,
        now: datetime,
        make_import: Callable[[Connection], object],
    ) -> SourceObject:
        """Import a new object, or note which import had its content.

        `make_import` makes the import `job_id` in the same transaction; it is not called for
        content that was imported, nor for an object that was taken before.
        """

        def work(connection: Connection) -> SourceObject:
            before = _locked(connection, object_id)
            if before.state is not ObjectState.NEW:
                return before
            values = {"id": object_id, "sha256": sha256}
            if twin := connection.execute(_SQL.twin, values).fetchone():
                return _settle(
                    connection, object_id, "same_content", now, sha256=sha256, job_id=twin["job_id"]
                )
            make_import(connection)
            return _settle(connection, object_id, "imported", now, sha256=sha256, job_id=job_id)

        return self._database.repeat(work)

    def reject(
        self,
        object_id: int,
        state: Literal["refused", "failed"],
        now: datetime,
        reason: str,
        params: dict[str, Any],
    ) -> SourceObject:
        """Note why a new object was not imported; no-op for one that was settled before.

        One that is `refused` stays so; one that `failed` is new again at the next look.
        """

        def work(connection: Connection) -> SourceObject:
            before = _locked(connection, object_id)
            if before.state is not ObjectState.NEW:
                return before
            return _settle(connection, object_id, state, now, reason=reason, params=params)

        return self._database.repeat(work)

    def settled_since(self, since: datetime) -> list[SourceObject]:
        """Return the objects that became something at or after a moment, in that order."""
        values = {"schedule_id": self._schedule_id, "since": since}
        with self._database.transaction() as connection:
            return [object_of(row) for row in connection.execute(_SQL.settled_since, values)]


def _locked(connection: Connection, object_id: int) -> SourceObject:
    """Lock all objects of the schedule: two of them may have one content."""
    if connection.execute(_SQL.lock_schedule, {"id": object_id}).fetchone() is None:
        raise SourceObjectNotFoundError(object_id)
    return object_of(one(connection, _SQL.get, {"id": object_id}))


def _settle(
    connection: Connection,
    object_id: int,
    state: str,
    now: datetime,
    *,
    sha256: str | None = None,
    job_id: UUID | None = None,
    reason: str | None = None,
    params: dict[str, Any] | None = None,
) -> SourceObject:
    values = {
        "id": object_id,
        "state": state,
        "now": now,
        "sha256": sha256,
        "job_id": job_id,
        "reason": reason,
        "params": Jsonb(params or {}),
    }
    return object_of(one(connection, _SQL.settle, values))
