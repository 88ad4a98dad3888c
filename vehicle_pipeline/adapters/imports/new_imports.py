"""An upload that becomes an import, with the promise of its queue message."""

from typing import Any
from uuid import UUID

from vehicle_pipeline.access_contracts import AuditAction
from vehicle_pipeline.acting import actor_name
from vehicle_pipeline.adapters.access.audit_log import note
from vehicle_pipeline.adapters.imports.job_rows import promise_message, record, write_logs
from vehicle_pipeline.adapters.postgres.database import Connection, load_statements, one
from vehicle_pipeline.contracts import ConflictPolicy, DialectOverrides, ImportRecord
from vehicle_pipeline.domain import log_lines
from vehicle_pipeline.frozen import Frozen
from vehicle_pipeline.guard_contracts import Guard
from vehicle_pipeline.tracing import context as traces

_SQL = load_statements("import_jobs")
_DOCUMENTS = ("overrides", "guard")


class NewImport(Frozen):
    """An upload that is in the object store and becomes an import."""

    id: UUID
    filename: str
    object_key: str
    file_size: int
    file_sha256: str
    on_conflict: ConflictPolicy
    overrides: DialectOverrides = DialectOverrides()
    dry_run: bool = False
    guard: Guard = Guard()
    schedule_id: UUID | None = None
    occurrence_id: int | None = None
    idempotency_key: str | None = None


def create_import(connection: Connection, new: NewImport) -> ImportRecord | None:
    """Record an import and the promise of its message; None if its idempotency key is known."""
    documents = {name: getattr(new, name).model_dump_json() for name in _DOCUMENTS}
    more = {
        "same_content_as": first_with_content(connection, new.file_sha256),
        "created_by": actor_name(),
        "traceparent": traces.current(),
    }
    row = connection.execute(_SQL.create, {**new.model_dump(), **documents, **more}).fetchone()
    if row is None:
        return None
    promise_message(connection, new.id)
    note(connection, AuditAction.IMPORT_CREATED, import_id=new.id)
    _name_predecessor(connection, row)
    return record(row)


def first_with_content(connection: Connection, sha256: str) -> UUID | None:
    """Return the first import that brought a content, or may yet."""
    row = connection.execute(_SQL.first_with_content, {"sha256": sha256}).fetchone()
    return row["id"] if row else None


def _name_predecessor(connection: Connection, row: dict[str, Any]) -> None:
    """Log which import had the same content, if one did."""
    if row["same_content_as"]:
        first = record(one(connection, _SQL.get, {"job_id": row["same_content_as"]}))
        write_logs(connection, row["id"], [log_lines.same_content(first)])


def asks_the_same(row: dict[str, Any], new: NewImport) -> bool:
    """Whether the import of a row was asked for with the same content and options."""
    overrides = DialectOverrides.model_validate(row["overrides"])
    guard = Guard.model_validate(row["guard"])
    return (row["file_sha256"], row["on_conflict"], row["dry_run"], overrides, guard) == (
        new.file_sha256,
        new.on_conflict,
        new.dry_run,
        new.overrides,
        new.guard,
    )
