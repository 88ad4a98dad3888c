"""An import's life in the database: accepted, opened, loaded chunk by chunk, finished."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from vehicle_pipeline.adapters.database import Connection, Database, load_statements, one
from vehicle_pipeline.contracts import (
    Chunk,
    ConflictPolicy,
    Dialect,
    Frozen,
    ImportCounts,
    ImportRecord,
    ImportStatus,
    LogRecord,
)
from vehicle_pipeline.errors import (
    IdempotencyConflictError,
    ImportNotActiveError,
    ImportNotFoundError,
)

_SQL = load_statements("import_jobs")


class NewImport(Frozen):
    """An upload that is in the object store and becomes an import."""

    id: UUID
    filename: str
    object_key: str
    file_size: int
    file_sha256: str
    on_conflict: ConflictPolicy
    idempotency_key: str | None = None


class ImportJobs:
    """The table `import_jobs` and what belongs to it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, new: NewImport) -> ImportRecord:
        """Record an import and, in the same transaction, the promise of its queue message.

        With a known idempotency key and the same content the import of then is returned, and
        nothing changes. Raises IdempotencyConflictError when the content is another.
        """
        with self._database.transaction() as connection:
            row = connection.execute(_SQL.create, new.model_dump(mode="json")).fetchone()
            if row is not None:
                connection.execute(_SQL.promise_message, {"job_id": new.id})
                return record(row)
            row = connection.execute(
                _SQL.by_idempotency_key, {"key": new.idempotency_key}
            ).fetchone()
        if row is None or (row["file_sha256"], row["on_conflict"]) != (
            new.file_sha256,
            new.on_conflict,
        ):
            raise IdempotencyConflictError(new.idempotency_key)
        return record(row)

    def get(self, job_id: UUID) -> ImportRecord:
        """Return an import; raises ImportNotFoundError."""
        with self._database.transaction() as connection:
            row = connection.execute(_SQL.get, {"job_id": job_id}).fetchone()
        if row is None:
            raise ImportNotFoundError(job_id)
        return record(row)

    def start(self, job_id: UUID, run_id: str) -> ImportRecord:
        """Hand the import to a run: from now on only this run may write to it.

        Raises ImportNotFoundError, or ImportNotActiveError for an import that is terminal.
        """
        with self._database.transaction() as connection:
            row = connection.execute(_SQL.start, {"job_id": job_id, "run_id": run_id}).fetchone()
        if row is None:
            status = self.get(job_id).status
            raise ImportNotActiveError(job_id, status)
        return record(row)

    def of_run(self, run_id: str) -> ImportRecord:
        """Return the import that a run owns; raises ImportNotActiveError."""
        with self._database.transaction() as connection:
            return fence(connection, run_id)

    def planned_chunk_rows(self, job_id: UUID) -> int | None:
        """Return the size of the chunks that an earlier run planned, None if none did."""
        with self._database.transaction() as connection:
            rows: int | None = one(connection, _SQL.planned_chunk_rows, {"job_id": job_id})[
                "chunk_rows"
            ]
        return rows

    def first_rows(self, run_id: str) -> list[int]:
        """Return the first row of each planned chunk of the import that a run owns, in order."""
        job_id = self.of_run(run_id).id
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.first_rows, {"job_id": job_id}).fetchall()
        return [row["first_row"] for row in rows]

    def plan(
        self, run_id: str, dialect: Dialect, chunks: Sequence[Chunk]
    ) -> tuple[ImportRecord, list[LogRecord]]:
        """Store the dialect's receipt and the chunks to load; return the log lines written too.

        A run that continues another one's work finds the same plan, since it read the same file.
        Raises ImportNotActiveError.
        """
        logs = [LogRecord(level="info", code="file_opened", params=_described(dialect, chunks))]
        logs += [LogRecord(level="warning", code=code) for code in dialect.assumptions]
        with self._database.transaction() as connection:
            job_id = fence(connection, run_id).id
            if connection.execute(_SQL.has_plan, {"job_id": job_id}).fetchone():
                logs = []
            else:
                _write_plan(connection, job_id, dialect, chunks)
                logs = write_logs(connection, job_id, logs)
            return fence(connection, run_id), logs

    def complete(self, run_id: str) -> tuple[ImportRecord, list[LogRecord]]:
        """Finish an import whose chunks are all loaded; the totals come from the ledger.

        Raises ImportNotActiveError. The database itself refuses totals that do not add up.
        """
        with self._database.transaction() as connection:
            job_id = fence(connection, run_id).id
            finished = record(one(connection, _SQL.complete, {"job_id": job_id}))
            totals = {"total": finished.total_rows, **finished.counts.model_dump()}
            log = LogRecord(level="info", code="import_completed", params=totals)
            logs = write_logs(connection, job_id, [log])
        return finished, logs

    def fail(
        self, job_id: UUID, code: str, params: dict[str, Any]
    ) -> tuple[ImportRecord, list[LogRecord]]:
        """End an import with a reason; an import that is terminal stays as it is.

        Returns the import and the log line that was written.
        """
        log = LogRecord(level="error", code=code, params=params)
        return self._end(job_id, ImportStatus.FAILED, log, error_code=code, error_params=params)

    def cancel(self, job_id: UUID) -> tuple[ImportRecord, list[LogRecord]]:
        """End an import because somebody asked to; what was loaded stays and is counted."""
        log = LogRecord(level="warning", code="import_cancelled")
        return self._end(job_id, ImportStatus.CANCELLED, log)

    def _end(
        self,
        job_id: UUID,
        status: ImportStatus,
        log: LogRecord,
        *,
        error_code: str | None = None,
        error_params: Mapping[str, Any] | None = None,
    ) -> tuple[ImportRecord, list[LogRecord]]:
        values = {
            "job_id": job_id,
            "status": status,
            "code": error_code,
            "params": Jsonb(error_params or {}),
        }
        with self._database.transaction() as connection:
            row = connection.execute(_SQL.end, values).fetchone()
            if row is not None:
                return record(row), write_logs(connection, job_id, [log])
        return self.get(job_id), []


def fence(connection: Connection, run_id: str) -> ImportRecord:
    """Lock the import that a run owns for this transaction, and return it.

    Raises ImportNotActiveError when it is terminal or another run took it over.
    """
    row = connection.execute(_SQL.fence, {"run_id": run_id}).fetchone()
    if row is None:
        raise ImportNotActiveError(run_id)
    return record(row)


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


def _write_plan(
    connection: Connection, job_id: UUID, dialect: Dialect, chunks: Sequence[Chunk]
) -> None:
    rows = [{"job_id": job_id, **chunk.model_dump()} for chunk in chunks]
    with connection.cursor() as cursor:
        cursor.executemany(_SQL.plan_chunk, rows)
    total = sum(chunk.row_count for chunk in chunks)
    connection.execute(
        _SQL.opened, {"job_id": job_id, "dialect": dialect.model_dump_json(), "total": total}
    )


def _described(dialect: Dialect, chunks: Sequence[Chunk]) -> dict[str, Any]:
    kept = {"kind", "encoding", "delimiter", "sheet", "header_row", "decimal"}
    rows = sum(chunk.row_count for chunk in chunks)
    return {"rows": rows, **dialect.model_dump(include=kept, exclude_none=True)}
