"""Loads a validated chunk in one transaction: staging, merge, rejected rows and ledger."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID

import polars as pl
from psycopg.errors import UniqueViolation

from vehicle_pipeline.adapters import import_jobs
from vehicle_pipeline.adapters.database import Connection, Database, load_statements, one
from vehicle_pipeline.adapters.import_jobs import ImportJobs, fence, write_logs
from vehicle_pipeline.contracts import ConflictPolicy, ImportCounts, ImportRecord, LogRecord
from vehicle_pipeline.domain import rejections
from vehicle_pipeline.errors import DatabaseUnavailableError

_SQL = load_statements("vehicle_table")
# Rejected rows of a chunk that get a line of their own in the import's log; the rest are counted.
LOGGED_ROWS = 20
# Each round loses to another import that has committed meanwhile; this many in a row never happen.
_RACES = 20
# Plates of a chunk that are looked up before a COPY of all of them is tried.
_SAMPLE = 1_000
# Rows formatted at a time.
_SLICE = 25_000
_KNOWN = pl.Schema({"row_number": pl.Int32, "placa": pl.String, "registered_as": pl.String})
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
            ledger = one(connection, _SQL.lock_chunk, chunk)
            if ledger["committed_at"] is not None:
                return ChunkOutcome(import_jobs.counts(ledger), import_, [], is_progress_due=False)
            merged = _merge(connection, import_, rows.accepted)
            faults = rejections.combined(rows.faults, merged.duplicates)
            _copy_rejected(connection, chunk, rejections.with_raw_rows(faults, rows.records))
            duplicates, rejected = rejections.count(rows.faults)
            counts = merged.counts + ImportCounts(duplicate=duplicates, rejected=rejected)
            lines = [_log(fault) for fault in rejections.first(faults, LOGGED_ROWS)]
            logs = write_logs(connection, import_.id, lines)
            # The import's row is locked last and shortest: chunks of one import may load at once.
            fence(connection, run_id)
            is_due = _commit_chunk(connection, chunk, counts)
            import_ = fence(connection, run_id)
        return ChunkOutcome(counts, import_, logs, is_due)

    def preview(self, job_id: UUID, rows: int) -> list[dict[str, Any]]:
        """Return some vehicles of an import, whichever are found first."""
        with self._database.transaction() as connection:
            connection.execute(_SQL.prefer_index)
            return connection.execute(_SQL.preview, {"job_id": job_id, "rows": rows}).fetchall()


def _copy(connection: Connection, sql: Any, frame: pl.DataFrame) -> None:
    """Send a frame by COPY; PostgreSQL works on one slice while the next is being formatted."""
    if frame.is_empty():
        return
    with connection.cursor() as cursor, cursor.copy(sql) as copy:
        for part in frame.iter_slices(_SLICE):
            text = BytesIO()
            part.write_csv(text, include_header=False, quote_style="necessary")
            copy.write(text.getbuffer())


@dataclass(frozen=True)
class _Merged:
    """What became of accepted rows; `duplicates`: row_number, placa, registered_as."""

    counts: ImportCounts
    duplicates: pl.DataFrame


def _merge(connection: Connection, import_: ImportRecord, accepted: pl.DataFrame) -> _Merged:
    # Sorted by plate the key fills from left to right, which halves the cost of an insert, and
    # concurrent imports take their locks in the same order.
    rows = accepted.sort("plate")
    known = _insert_new(connection, import_.id, rows)
    inserted = rows.height - known.height
    if import_.on_conflict is ConflictPolicy.SKIP:
        return _Merged(ImportCounts(inserted=inserted, duplicate=known.height), known)
    updated = _update_changed(connection, import_.id, rows.join(known, on="row_number", how="semi"))
    unchanged = known.height - updated
    counts = ImportCounts(inserted=inserted, updated=updated, unchanged=unchanged)
    return _Merged(counts, known.clear())


def _insert_new(connection: Connection, job_id: UUID, rows: pl.DataFrame) -> pl.DataFrame:
    """Insert the rows whose vehicle the table does not have, and return the others.

    Straight by COPY: `ON CONFLICT` would nearly double the cost of a row (docs/decisions/0005).
    """
    if not _is_any_known(connection, rows) and _copy_vehicles(connection, job_id, rows):
        return _KNOWN.to_frame()
    connection.execute(_SQL.create_staged_plates)
    _copy(connection, _SQL.copy_staged_plates, rows.select("row_number", "placa", "plate"))
    for _ in range(_RACES):
        known = _known(connection)
        new = rows.join(known, on="row_number", how="anti", maintain_order="left")
        if _copy_vehicles(connection, job_id, new):
            return known
    raise DatabaseUnavailableError


def _is_any_known(connection: Connection, rows: pl.DataFrame) -> bool:
    """Whether the table has a vehicle of a sample; if not, it most likely has none of them."""
    sample = rows["plate"].gather_every(max(1, rows.height // _SAMPLE)).to_list()
    return connection.execute(_SQL.any_known, {"plates": sample}).fetchone() is not None


def _copy_vehicles(connection: Connection, job_id: UUID, rows: pl.DataFrame) -> bool:
    """Copy rows into the table; False, and nothing copied, when it has one of the vehicles.

    That may be one that another import has committed since this one looked.
    """
    try:
        with connection.transaction():
            _copy(connection, _SQL.copy_vehicles, _with_origin(rows, job_id))
    except UniqueViolation:
        return False
    return True


def _known(connection: Connection) -> pl.DataFrame:
    """The staged rows whose vehicle is in the table, by the columns of _KNOWN."""
    with connection.cursor() as cursor, cursor.copy(_SQL.known) as copy:
        content = b"".join(copy)
    if not content:
        return _KNOWN.to_frame()
    return pl.read_csv(content, has_header=False, schema=_KNOWN)


def _update_changed(connection: Connection, job_id: UUID, rows: pl.DataFrame) -> int:
    """Update the vehicles that `rows` describe otherwise; return how many those are."""
    if rows.is_empty():
        return 0
    connection.execute(_SQL.create_staged_vehicles)
    _copy(connection, _SQL.copy_staged_vehicles, _with_origin(rows, job_id))
    return connection.execute(_SQL.update_changed).rowcount


def _with_origin(rows: pl.DataFrame, job_id: UUID) -> pl.DataFrame:
    """The columns of `vehicles` that an import fills in, in their order."""
    return rows.select(
        "plate",
        "placa",
        "modelo",
        "ano",
        "valor_fipe",
        pl.lit(str(job_id)).alias("import_id"),
        pl.col("row_number").alias("source_row"),
    )


def _copy_rejected(connection: Connection, chunk: dict[str, Any], rejected: pl.DataFrame) -> None:
    rows = rejected.select(
        pl.lit(str(chunk["job_id"])).alias("job_id"),
        pl.lit(chunk["chunk_index"]).alias("chunk_index"),
        *_REJECTED,
    )
    _copy(connection, _SQL.copy_rejected, rows)


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
    return bool(one(connection, _SQL.add_progress, values)["is_progress_due"])
