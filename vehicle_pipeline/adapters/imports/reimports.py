"""Importing an upload again."""

from uuid import UUID

from vehicle_pipeline.access_contracts import AuditAction
from vehicle_pipeline.acting import actor_name
from vehicle_pipeline.adapters.access.audit_log import note
from vehicle_pipeline.adapters.imports.job_rows import promise_message, record, revive
from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements, one
from vehicle_pipeline.contracts import ImportRecord, ImportStatus
from vehicle_pipeline.errors import (
    ImportActionRefusedError,
    ImportNotFoundError,
    ObjectNotFoundError,
)
from vehicle_pipeline.tracing import context as traces

_SQL = load_statements("reimports")


class Reimports:
    """Imports that go on, or start over."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def again(self, job_id: UUID, new_id: UUID) -> ImportRecord:
        """Import an upload again; return the import that is going to do it.

        One that failed or was cancelled goes on itself, after its last committed chunk. One that
        is complete, or undone, stays as it is: a new import `new_id` of the same file begins,
        unless one with the same options is under way already. Raises ImportNotFoundError,
        ImportActionRefusedError for an undo that is complete or an import that is held,
        ImportNotRevivableError for an import that is under way, or ObjectNotFoundError when the
        file was removed for its age.
        """
        return self._database.repeat(lambda connection: _again(connection, job_id, new_id))


def _again(connection: Connection, job_id: UUID, new_id: UUID) -> ImportRecord:
    found = connection.execute(_SQL.lock, {"job_id": job_id}).fetchone()
    if found is None:
        raise ImportNotFoundError(job_id)
    if found["file_removed_at"] is not None:
        raise ObjectNotFoundError(found["object_key"])
    if found["status"] == ImportStatus.HELD:
        raise ImportActionRefusedError("waits_for_decision")
    if found["status"] not in (ImportStatus.COMPLETED, ImportStatus.UNDONE):
        return revive(connection, job_id)
    if found["undoes"]:
        raise ImportActionRefusedError("undo_of_undo")
    if under_way := connection.execute(_SQL.under_way, {"job_id": job_id}).fetchone():
        return record(under_way)
    values = {"job_id": job_id, "new_id": new_id}
    more = {"created_by": actor_name(), "traceparent": traces.current()}
    row = one(connection, _SQL.copy, {**values, **more})
    promise_message(connection, new_id)
    note(connection, AuditAction.IMPORT_CREATED, import_id=new_id)
    return record(row)
