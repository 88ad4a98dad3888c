"""Loads a validated chunk in one transaction: staging, merge, rejected rows and ledger."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import polars as pl
from psycopg import Cursor
from psycopg.errors import UniqueViolation

from vehicle_pipeline.adapters.database import Connection, Database, load_statements
from vehicle_pipeline.adapters.import_jobs import ImportJobs, fence, write_logs
from vehicle_pipeline.contracts import ConflictPolicy, ImportCounts, ImportRecord, LogRecord
from vehicle_pipeline.domain import rejections

_SQL = load_statements("vehicle_table")
# Rejected rows of a chunk that get a line of their own in the import's log; the rest are counted.
LOGGED_ROWS = 20
_STAGED = ("row_number", "plate", "placa", "modelo", "ano", "valor_fipe")
_REJECTED = ("row_number", "code", "field", "value", "params", "raw_row")


@dataclass(frozen=True)
class ChunkRows:
    """What is to be loaded of one chunk.

    `accepted`: row_number, plate, placa, modelo, ano, valor_fipe; plates are distinct.
    `faults`: see `rejections.FAULTS`, duplicates within the file included.
    `records`: the chunk as the reader gave it, from which rejected rows are kept whole.
    """

    accepted: pl.DataFrame
    faults: pl.DataFrame
    records: pl.LazyFrame


@dataclass(frozen=True)
class ChunkOutcome:
    """A committed chunk: its counts, the import afterwards, and what people should hear of it."""

    counts: ImportCounts
    import_: ImportRecord
    logs: list[LogRecord]
    is_progress_due: bool


class VehicleTable:
    """The table `vehicles`, as imports write it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._jobs = ImportJobs(database)

    def load(self, run_id: str, chunk_index: int, rows: ChunkRows) -> ChunkOutcome:
        """Load one chunk, or return what was counted when an earlier run had committed it.

        Raises ImportNotActiveError when the import is no longer this run's, and
        DatabaseUnavailableError; nothing of the chunk is stored then.
        """
        import_ = self._jobs.of_run(run_id)
        chunk = {"job_id": import_.id, "chunk_index": chunk_index}
        with self._database.transaction() as connection:
            ledger = _row(connection, _SQL.lock_chunk, chunk)
            if ledger["committed_at"] is not None:
                return ChunkOutcome(_counts(ledger), import_, [], is_progress_due=False)
            merged = _merge(connection, chunk, import_.on_conflict, rows.accepted)
            faults = rejections.combined(rows.faults, _known(connection, chunk, merged.duplicate))
            _copy_rejected(connection, chunk, rejections.with_raw_rows(faults, rows.records))
            duplicates, rejected = rejections.count(rows.faults)
            counts = merged + ImportCounts(duplicate=duplicates, rejected=rejected)
            lines = [_log(fault) for fault in rejections.first(faults, LOGGED_ROWS)]
            logs = write_logs(connection, import_.id, lines)
            # The import's row is locked last and shortest: chunks of one import may load at once.
            fence(connection, run_id)
            is_due = _commit_chunk(connection, chunk, counts)
            import_ = fence(connection, run_id)
        return ChunkOutcome(counts, import_, logs, is_due)

    def preview(self, job_id: UUID, rows: int) -> list[dict[str, Any]]:
        """Return the first `rows` vehicles of an import, as its file has them."""
        with self._database.transaction() as connection:
            return connection.execute(_SQL.preview, {"job_id": job_id, "rows": rows}).fetchall()


def _row(connection: Connection, sql: Any, values: dict[str, Any]) -> dict[str, Any]:
    row = connection.execute(sql, values).fetchone()
    if row is None:
        raise LookupError(values)
    return row


def _counts(row: dict[str, Any]) -> ImportCounts:
    return ImportCounts(**{name: row[f"{name}_rows"] for name in ImportCounts.model_fields})


def _copy(cursor: Cursor[Any], sql: Any, frame: pl.DataFrame) -> None:
    with cursor.copy(sql) as copy:
        copy.write(frame.write_csv(include_header=False, quote_style="necessary").encode())


def _merge(
    connection: Connection, chunk: dict[str, Any], policy: ConflictPolicy, accepted: pl.DataFrame
) -> ImportCounts:
    if accepted.is_empty():
        return ImportCounts()
    # Sorted by plate: the key fills from left to right, which halves the cost of the insert, and
    # concurrent imports take their locks in the same order.
    staged = accepted.select(_STAGED).sort("plate")
    with connection.cursor() as cursor:
        cursor.execute(_SQL.create_staging)
        _copy(cursor, _SQL.copy_staging, staged)
    inserted = _insert_new(connection, chunk)
    known = staged.height - inserted
    if policy is ConflictPolicy.SKIP:
        return ImportCounts(inserted=inserted, duplicate=known)
    updated = connection.execute(_SQL.update_changed, chunk).rowcount if known else 0
    return ImportCounts(inserted=inserted, updated=updated, unchanged=known - updated)


def _insert_new(connection: Connection, chunk: dict[str, Any]) -> int:
    """Insert the staged vehicles that the table does not have; return how many those are.

    ON CONFLICT nearly doubles the cost of a row (docs/decisions), so it is kept for the case that
    another import inserts one of these plates at the same moment.
    """
    try:
        with connection.transaction():
            return connection.execute(_SQL.insert_new, chunk).rowcount
    except UniqueViolation:
        return connection.execute(_SQL.insert_new_racing, chunk).rowcount


def _known(connection: Connection, chunk: dict[str, Any], expected: int) -> pl.DataFrame:
    """The staged rows whose vehicle was in the table already: row_number, placa, registered_as."""
    schema = {"row_number": pl.Int32, "placa": pl.String, "registered_as": pl.String}
    if not expected:
        return pl.DataFrame(schema=schema)
    with connection.cursor() as cursor, cursor.copy(_SQL.known, chunk) as copy:
        return pl.read_csv(b"".join(copy), has_header=False, schema=schema)


def _copy_rejected(connection: Connection, chunk: dict[str, Any], rejected: pl.DataFrame) -> None:
    if rejected.is_empty():
        return
    rows = rejected.select(
        pl.lit(str(chunk["job_id"])).alias("job_id"),
        pl.lit(chunk["chunk_index"]).alias("chunk_index"),
        *_REJECTED,
    )
    with connection.cursor() as cursor:
        _copy(cursor, _SQL.copy_rejected, rows)


def _log(fault: dict[str, Any]) -> LogRecord:
    return LogRecord(
        level="warning" if fault["code"] in rejections.DUPLICATES else "error",
        code=fault["code"],
        params={"field": fault["field"], "value": fault["value"], **fault["params"]},
        row_number=fault["row_number"],
    )


def _commit_chunk(connection: Connection, chunk: dict[str, Any], counts: ImportCounts) -> bool:
    """Note the chunk in the ledger; whether people should hear of the progress."""
    values = {**chunk, **counts.model_dump()}
    connection.execute(_SQL.commit_chunk, values)
    return bool(_row(connection, _SQL.add_progress, values)["is_progress_due"])
