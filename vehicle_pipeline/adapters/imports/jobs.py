"""An import's life in the database: accepted, opened, loaded chunk by chunk, finished."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from vehicle_pipeline.access_contracts import AuditAction
from vehicle_pipeline.adapters.access.audit_log import note
from vehicle_pipeline.adapters.alerts.outbox import raise_alert, raise_event
from vehicle_pipeline.adapters.imports.job_rows import (
    fence,
    find_import,
    record,
    revive,
    write_logs,
)
from vehicle_pipeline.adapters.imports.new_imports import NewImport, asks_the_same, create_import
from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements, one
from vehicle_pipeline.contracts import (
    Chunk,
    Dialect,
    ImportRecord,
    ImportStatus,
    LogRecord,
)
from vehicle_pipeline.domain import dry_run, log_lines
from vehicle_pipeline.domain.alerts import audit_failed, import_failed
from vehicle_pipeline.errors import (
    IdempotencyConflictError,
    ImportNotActiveError,
    ImportNotFoundError,
)
from vehicle_pipeline.webhook_contracts import ImportEvent

_SQL = load_statements("import_jobs")


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
            if created := create_import(connection, new):
                return created
            row = connection.execute(
                _SQL.by_idempotency_key, {"key": new.idempotency_key}
            ).fetchone()
        if row is None or not asks_the_same(row, new):
            raise IdempotencyConflictError(new.idempotency_key)
        return record(row)

    def adopt(self, job_id: UUID, object_key: str) -> ImportRecord | None:
        """Give an import whose file is lost another one with the same content; return it then.

        One that failed for want of its file goes on. None, and nothing changes, for one that is
        over otherwise.
        """

        def work(connection: Connection) -> ImportRecord | None:
            values = {"job_id": job_id, "object_key": object_key}
            row = connection.execute(_SQL.adopt, values).fetchone()
            if row is None:
                return None
            adopted = record(row)
            return revive(connection, job_id) if adopted.status.is_terminal else adopted

        return self._database.repeat(work)

    def get(self, job_id: UUID) -> ImportRecord:
        """Return an import; raises ImportNotFoundError."""
        with self._database.transaction() as connection:
            found = find_import(connection, job_id)
        if found is None:
            raise ImportNotFoundError(job_id)
        return found

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

    def logs(self, job_id: UUID) -> list[LogRecord]:
        """Return the whole log of an import, oldest line first."""
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.logs, {"job_id": job_id}).fetchall()
        return [LogRecord(**row) for row in rows]

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
        rows = sum(chunk.row_count for chunk in chunks)
        with self._database.transaction() as connection:
            import_ = fence(connection, run_id)
            if connection.execute(_SQL.has_plan, {"job_id": import_.id}).fetchone():
                return import_, []
            _write_plan(connection, import_.id, dialect, chunks)
            lines = log_lines.opened(dialect, rows, dry_run=import_.dry_run)
            logs = write_logs(connection, import_.id, list(lines))
            return fence(connection, run_id), logs

    def complete(self, run_id: str) -> tuple[ImportRecord, list[LogRecord]]:
        """Finish an import whose chunks are all loaded; the totals come from the ledger.

        Raises ImportNotActiveError. The database itself refuses totals that do not add up.
        """
        with self._database.transaction() as connection:
            job_id = fence(connection, run_id).id
            finished = record(one(connection, _SQL.complete, {"job_id": job_id}))
            if finished.undoes:
                _undone(connection, finished)
            else:
                if finished.dry_run:
                    finished = _reported(connection, finished)
                raise_event(connection, ImportEvent.COMPLETED, finished)
            logs = write_logs(connection, job_id, [log_lines.completed(finished)])
        return finished, logs

    def fail(
        self,
        job_id: UUID,
        code: str,
        params: dict[str, Any],
        *,
        epoch: datetime | None = None,
        by_run: bool = False,
    ) -> tuple[ImportRecord, list[LogRecord]]:
        """End an import with a reason; no-op if it is terminal already.

        With `epoch` (`ImportRecord.epoch`), also no-op if the import was revived since the caller
        read it. `by_run`: the end of its run shows the failure to those who follow the log. Writes
        the alert in the same transaction. Returns the import and the log line written.
        """
        log = LogRecord(level="error", code=code, params=params)
        end = {"status": ImportStatus.FAILED, "code": code, "params": Jsonb(params)}
        return self._end(job_id, epoch, {**end, "by_run": by_run}, lambda _: log)

    def cancel(
        self, job_id: UUID, *, epoch: datetime | None = None
    ) -> tuple[ImportRecord, list[LogRecord]]:
        """End an import on request; what was loaded stays and is counted; `epoch` as for `fail`."""
        end = {"status": ImportStatus.CANCELLED, "code": None, "params": Jsonb({})}
        return self._end(job_id, epoch, {**end, "by_run": False}, log_lines.cancelled)

    def release(self, job_id: UUID, run_id: str, log: LogRecord) -> list[LogRecord]:
        """Take an import from a run that ended without finishing it; the next one goes on.

        Nothing happens to an import that is terminal or another run's. Returns the line written.
        """
        with self._database.transaction() as connection:
            values = {"job_id": job_id, "run_id": run_id}
            if connection.execute(_SQL.release, values).fetchone() is None:
                return []
            return write_logs(connection, job_id, [log])

    def note(self, job_id: UUID, run_id: str, log: LogRecord) -> list[LogRecord]:
        """Write a line about a run into an import's log; nothing else changes.

        Only the first time for each code and run, and never for an import that is over, unless
        it was given up: then the run tells why. Returns the line written.
        """
        values = {"job_id": job_id, "run_id": run_id, "code": log.code}
        with self._database.transaction() as connection:
            if connection.execute(_SQL.may_note, values).fetchone() is None:
                return []
            return write_logs(connection, job_id, [log])

    def record_audit_failure(self, job_id: UUID, run_id: str) -> list[LogRecord]:
        """Log and alert that a completed import failed its audit; idempotent.

        Only for the run that completed the import. Returns the line written.
        """
        log = LogRecord(level="error", code="import_doubted", params={"run_id": run_id})
        values = {"job_id": job_id, "run_id": run_id, "code": log.code}
        with self._database.transaction() as connection:
            row = connection.execute(_SQL.may_record_audit_failure, values).fetchone()
            if row is None:
                return []
            raise_alert(connection, *audit_failed(record(row)), job_id=job_id)
            return write_logs(connection, job_id, [log])

    def _end(
        self,
        job_id: UUID,
        epoch: datetime | None,
        end: dict[str, Any],
        line: Callable[[ImportRecord], LogRecord],
    ) -> tuple[ImportRecord, list[LogRecord]]:
        """End an import; its log gets the `line` of the import as it ended."""
        values = {"job_id": job_id, "epoch": epoch, **end}

        def work(connection: Connection) -> tuple[ImportRecord, list[LogRecord]] | None:
            row = connection.execute(_SQL.end, values).fetchone()
            if row is None:
                return None
            ended = record(row)
            connection.execute(_SQL.unmark_undone, {"job_id": job_id})
            if ended.status is ImportStatus.CANCELLED:
                note(connection, AuditAction.IMPORT_CANCELLED, import_id=job_id)
            if ended.status is ImportStatus.FAILED:
                raise_alert(connection, *import_failed(ended), job_id=job_id)
                raise_event(connection, ImportEvent.FAILED, ended)
            return ended, write_logs(connection, job_id, [line(ended)])

        return self._database.repeat(work) or (self.get(job_id), [])


def _write_plan(
    connection: Connection, job_id: UUID, dialect: Dialect, chunks: Sequence[Chunk]
) -> None:
    rows = [{"job_id": job_id, **chunk.model_dump()} for chunk in chunks]
    with connection.cursor() as cursor:
        cursor.executemany(_SQL.plan_chunk, rows)
    total = sum(chunk.row_count for chunk in chunks)
    connection.execute(
        _SQL.opened,
        {
            "job_id": job_id,
            "dialect": dialect.model_dump_json(),
            "total": total,
            "parent_id": dialect.parent_id,
        },
    )


def _undone(connection: Connection, undo: ImportRecord) -> None:
    """Give the import that a completed undo was for its last status."""
    if not undo.dry_run:
        undone = record(one(connection, _SQL.mark_undone, {"job_id": undo.undoes}))
        raise_event(connection, ImportEvent.UNDONE, undone)


def _reported(connection: Connection, finished: ImportRecord) -> ImportRecord:
    """Store what a dry run found out, and return the import with it."""
    job_id = {"job_id": finished.id}
    would = one(connection, _SQL.would, job_id)
    report = dry_run.report(finished.counts, finished.on_conflict, **would)
    values = {**job_id, "report": report.model_dump_json()}
    return record(one(connection, _SQL.report, values))
