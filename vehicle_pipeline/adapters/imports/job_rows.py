"""Rows of `import_jobs` and `job_logs`, read and written in the caller's transaction."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from vehicle_pipeline.access_contracts import AuditAction
from vehicle_pipeline.adapters.access.audit_log import note
from vehicle_pipeline.adapters.postgres.database import Connection, load_statements
from vehicle_pipeline.contracts import ImportCounts, ImportRecord, LogRecord
from vehicle_pipeline.errors import (
    ImportNotActiveError,
    ImportNotFoundError,
    ImportNotRevivableError,
)

_SQL = load_statements("import_jobs")


def fence(connection: Connection, run_id: str) -> ImportRecord:
    """Lock the import that a run owns for this transaction, and return it.

    Raises ImportNotActiveError when it is terminal or another run took it over.
    """
    row = connection.execute(_SQL.fence, {"run_id": run_id}).fetchone()
    if row is None:
        raise ImportNotActiveError(run_id)
    return record(row)


def find_import(connection: Connection, job_id: UUID) -> ImportRecord | None:
    """Return an import, None if there is none."""
    row = connection.execute(_SQL.get, {"job_id": job_id}).fetchone()
    return record(row) if row else None


def revive(connection: Connection, job_id: UUID) -> ImportRecord:
    """Have a failed or cancelled import go on after its last committed chunk; promise its message.

    Raises ImportNotFoundError, or ImportNotRevivableError for an import in any other status.
    """
    row = connection.execute(_SQL.revive, {"job_id": job_id}).fetchone()
    if row is None:
        found = connection.execute(_SQL.get, {"job_id": job_id}).fetchone()
        if found is None:
            raise ImportNotFoundError(job_id)
        raise ImportNotRevivableError(job_id, found["status"])
    promise_message(connection, job_id)
    write_logs(connection, job_id, [LogRecord(level="info", code="import_revived")])
    note(connection, AuditAction.IMPORT_RESUMED, import_id=job_id)
    return record(row)


def promise_message(connection: Connection, job_id: UUID) -> None:
    """Promise the message that asks for an import; the outbox sends it."""
    connection.execute(_SQL.promise_message, {"job_id": job_id})


def counts(row: dict[str, Any]) -> ImportCounts:
    """Return the counts in a row of `import_jobs` or of `import_chunks`."""
    return ImportCounts(**{name: row[f"{name}_rows"] for name in ImportCounts.model_fields})


def record(row: dict[str, Any]) -> ImportRecord:
    """Return a row of `import_jobs` as a value."""
    plain = {name: row[name] for name in ImportRecord.model_fields if name != "counts"}
    return ImportRecord.model_validate({**plain, "counts": counts(row)})


def write_logs(connection: Connection, job_id: UUID, logs: Sequence[LogRecord]) -> list[LogRecord]:
    """Append lines to an import's log, and return them with their ids and times."""
    rows = [
        {
            "job_id": job_id,
            "level": log.level,
            "code": log.code,
            "params": Jsonb(log.params),
            "row_number": log.row_number,
        }
        for log in logs
    ]
    written: list[LogRecord] = []
    with connection.cursor() as cursor:
        cursor.executemany(_SQL.log, rows, returning=bool(rows))
        for log in logs:
            written.append(log.model_copy(update=cursor.fetchone() or {}))
            cursor.nextset()
    return written
