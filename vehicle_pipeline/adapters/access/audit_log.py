"""What people and programs have done. Rows are only ever added (migration 0016)."""

from datetime import datetime
from uuid import UUID

from vehicle_pipeline.access_contracts import AuditAction, CallerKind
from vehicle_pipeline.acting import actor
from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements
from vehicle_pipeline.frozen import Frozen

_SQL = load_statements("audit_log")


class AuditEntry(Frozen):
    """One action. `subject` names what is neither an import nor a schedule."""

    id: int
    at: datetime
    caller_kind: CallerKind
    caller_id: str
    caller_name: str
    action: str
    import_id: UUID | None
    schedule_id: UUID | None
    subject: str | None
    request_id: str | None


class AuditLog:
    """Reads it, newest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(
        self,
        *,
        limit: int,
        before: int | None = None,
        import_id: UUID | None = None,
        schedule_id: UUID | None = None,
        action: AuditAction | None = None,
    ) -> list[AuditEntry]:
        """Return at most `limit` entries with ids below `before`."""
        values = {
            "limit": limit,
            "before": before,
            "import_id": import_id,
            "schedule_id": schedule_id,
            "action": action,
        }
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.page, values).fetchall()
        return [AuditEntry(**row) for row in rows]


def note(
    connection: Connection,
    action: AuditAction,
    *,
    import_id: UUID | None = None,
    schedule_id: UUID | None = None,
    subject: str | None = None,
) -> None:
    """Note an action in the transaction that does it.

    Nothing is noted of what the system does by itself: that stands in its logs.
    """
    found = actor()
    if found is None:
        return
    values = {
        "caller_kind": found.caller.kind,
        "caller_id": found.caller.id,
        "caller_name": found.caller.name,
        "action": action,
        "import_id": import_id,
        "schedule_id": schedule_id,
        "subject": subject,
        "request_id": found.request_id,
    }
    connection.execute(_SQL.note, values)
