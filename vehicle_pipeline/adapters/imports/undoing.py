"""Taking back what an import did to the vehicles, chunk by chunk, as an import of its own.

What came later stays (docs/decisions/0017).
"""

from typing import Any
from uuid import UUID

from vehicle_pipeline.access_contracts import AuditAction
from vehicle_pipeline.acting import actor_name
from vehicle_pipeline.adapters.access.audit_log import note
from vehicle_pipeline.adapters.imports import ledger
from vehicle_pipeline.adapters.imports.job_rows import (
    fence,
    promise_message,
    record,
    revive,
    write_logs,
)
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.imports.ledger import ChunkOutcome, ChunkWork
from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements, one
from vehicle_pipeline.adapters.postgres.planning import find_by_index
from vehicle_pipeline.contracts import ImportCounts, ImportRecord, LogRecord
from vehicle_pipeline.domain import log_lines, undo
from vehicle_pipeline.errors import ImportActionRefusedError, ImportNotFoundError
from vehicle_pipeline.tracing import context as traces

_SQL = load_statements("undoing")


class Undos:
    """Undos of imports, tried or real."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._jobs = ImportJobs(database)

    def begin(self, job_id: UUID, new_id: UUID, *, dry_run: bool) -> ImportRecord:
        """Return the import that undoes another one, `new_id` if there is none yet.

        One that failed or was cancelled goes on. A dry run is made anew unless one is under way.
        Raises ImportNotFoundError, or ImportActionRefusedError for an import that is under way, was
        only tried, or is an undo itself.
        """
        return self._database.repeat(
            lambda connection: _begin(connection, job_id, new_id, dry_run=dry_run)
        )

    def plan(self, run_id: str, rows: int) -> tuple[ImportRecord, int, list[LogRecord]]:
        """Plan the chunks, of about so many rows; return their number and the log lines written.

        A run that continues another one's work finds its plan. Raises ImportNotActiveError.
        """
        with self._database.transaction() as connection:
            import_ = fence(connection, run_id)
            values = {"job_id": import_.id, "undoes": import_.undoes, "rows": rows}
            logs = []
            if import_.total_rows is None:
                connection.execute(_SQL.one_at_a_time)
                find_by_index(connection)
                connection.execute(_SQL.plan, values)
                total = one(connection, _SQL.planned, values)["total_rows"]
                later = one(connection, _SQL.listed_later, values)
                lines = log_lines.undo_opened(import_, total, **later)
                logs = write_logs(connection, import_.id, list(lines))
            chunks = one(connection, _SQL.chunk_count, values)["chunks"]
            return fence(connection, run_id), chunks, logs

    def take_back(self, run_id: str, chunk_index: int) -> ChunkOutcome:
        """Take one chunk back, or return what was counted when an earlier run had committed it.

        A dry run only looks. Raises ImportNotActiveError, and DatabaseError; nothing of the chunk
        is stored then.
        """

        import_ = self._jobs.of_run(run_id)

        def work(connection: Connection) -> ChunkOutcome:
            return ledger.once(
                connection,
                run_id,
                import_,
                chunk_index,
                lambda line: _take_back(connection, import_, line),
            )

        return self._database.repeat(work)


def _begin(connection: Connection, job_id: UUID, new_id: UUID, *, dry_run: bool) -> ImportRecord:
    row = connection.execute(_SQL.lock, {"job_id": job_id}).fetchone()
    if row is None:
        raise ImportNotFoundError(job_id)
    if refusal := undo.refusal(record(row)):
        raise ImportActionRefusedError(refusal)
    values = {"job_id": job_id, "new_id": new_id, "dry_run": dry_run, "created_by": actor_name()}
    row = connection.execute(_SQL.newest, values).fetchone()
    newest = record(row) if row else None
    if newest and undo.answers(newest):
        return newest
    if newest and not dry_run:
        return revive(connection, newest.id)
    made = record(one(connection, _SQL.create, {**values, "traceparent": traces.current()}))
    if dry_run:
        note(connection, AuditAction.IMPORT_UNDO_TRIED, import_id=new_id)
    else:
        connection.execute(_SQL.mark, values)
        note(connection, AuditAction.IMPORT_UNDONE, import_id=job_id)
    promise_message(connection, new_id)
    return made


def _take_back(connection: Connection, import_: ImportRecord, line: dict[str, Any]) -> ChunkWork:
    last_row = one(connection, _SQL.last_row, line)["last_row"]
    values = {**line, "undoes": import_.undoes, "last_row": last_row}
    if not import_.dry_run:
        connection.execute(_SQL.one_at_a_time)
    find_by_index(connection)
    connection.execute(_SQL.create_tables)
    find = _SQL.find_reversed_only if import_.dry_run else _SQL.find_reversed
    connection.execute(find, values)
    unknown = connection.execute(_SQL.leave_unknown).fetchall()
    connection.execute(_SQL.find_earlier, values)
    # Counted, and compared with what came later, before anything is changed.
    later = connection.execute(_SQL.keep, values).fetchall()
    counts = ImportCounts(**one(connection, _SQL.count, {}))
    if not import_.dry_run:
        for statement in (_SQL.keep_history, _SQL.restore, _SQL.remove, _SQL.bury):
            connection.execute(statement, values)
    kept, cells = undo.kept(later, unknown)
    return ChunkWork(counts + ImportCounts(rejected=cells["row_number"].n_unique()), kept, cells)
