"""What people ask of a schedule beside its timetable: run now, run again, import again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vehicle_pipeline.access_contracts import AuditAction
from vehicle_pipeline.adapters.access.audit_log import note
from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements, one
from vehicle_pipeline.adapters.schedules.occurrences import Occurrences
from vehicle_pipeline.adapters.schedules.planning import locked
from vehicle_pipeline.adapters.schedules.queries import object_of
from vehicle_pipeline.contracts import ImportStatus
from vehicle_pipeline.errors import (
    OccurrenceNotFoundError,
    SourceObjectNotFoundError,
    SourceObjectUnderWayError,
)
from vehicle_pipeline.schedule_contracts import ObjectState, Occurrence, SourceObject

_SQL = load_statements("schedule_requests")
_OBJECTS = load_statements("source_objects")


@dataclass(frozen=True)
class ImportAgain:
    """An object that is new again; `occurrence` will import it, the next one if it is None."""

    object: SourceObject
    occurrence: Occurrence | None


class ScheduleRequests:
    """Each request is one transaction.

    Its occurrence starts within a minute, or when the one that is running is over, its imports
    included.
    """

    def __init__(self, database: Database, occurrences: Occurrences) -> None:
        self._database = database
        self._occurrences = occurrences

    def run_now(self, schedule_id: UUID, now: datetime) -> Occurrence:
        """Make an occurrence that is due now, or return the one that waits to be started.

        A paused schedule runs all the same. Raises ScheduleNotFoundError.
        """

        def work(connection: Connection) -> Occurrence:
            locked(connection, schedule_id)
            note(connection, AuditAction.SCHEDULE_RUN, schedule_id=schedule_id)
            return _run_now(connection, schedule_id, now)

        return self._database.repeat(work)

    def replay(self, schedule_id: UUID, occurrence_id: int) -> Occurrence:
        """Make an occurrence of the schedule that has ended due again.

        Raises OccurrenceNotFoundError, OccurrenceUnderWayError.
        """
        values = {"schedule_id": schedule_id, "occurrence_id": occurrence_id}
        with self._database.transaction() as connection:
            if connection.execute(_SQL.occurrence, values).fetchone() is None:
                raise OccurrenceNotFoundError(occurrence_id)
            action = AuditAction.OCCURRENCE_REPLAYED
            note(connection, action, schedule_id=schedule_id, subject=str(occurrence_id))
        return self._occurrences.replay(occurrence_id)

    def import_again(self, schedule_id: UUID, object_id: int, now: datetime) -> ImportAgain:
        """Have an object imported again, even if its content was, and run the schedule now.

        A paused one is not run: everything else that is new would come along. Raises
        ScheduleNotFoundError, SourceObjectNotFoundError, and SourceObjectUnderWayError for an
        object that waits or is being imported.
        """

        def work(connection: Connection) -> ImportAgain:
            schedule = locked(connection, schedule_id)
            values = {"schedule_id": schedule_id, "object_id": object_id, "id": object_id}
            _check_is_settled(connection, values)
            again = object_of(one(connection, _OBJECTS.again, values))
            action = AuditAction.OBJECT_IMPORTED_AGAIN
            note(connection, action, schedule_id=schedule_id, subject=again.key)
            runs = schedule.enabled
            return ImportAgain(again, _run_now(connection, schedule_id, now) if runs else None)

        return self._database.repeat(work)


def _run_now(connection: Connection, schedule_id: UUID, now: datetime) -> Occurrence:
    values = {"schedule_id": schedule_id, "now": now}
    waiting = connection.execute(_SQL.waiting, values).fetchone()
    return Occurrence(**(waiting or one(connection, _SQL.run_now, values)))


def _check_is_settled(connection: Connection, values: dict[str, object]) -> None:
    row = connection.execute(_SQL.object, values).fetchone()
    if row is None:
        raise SourceObjectNotFoundError(values["object_id"])
    is_waiting = row["state"] in (ObjectState.GROWING, ObjectState.NEW)
    status = row["status"]
    if is_waiting or (status and not ImportStatus(status).is_terminal):
        raise SourceObjectUnderWayError(values["object_id"])
