"""Loads a validated chunk in one transaction: staging, merge, rejected rows and ledger."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import polars as pl

from vehicle_pipeline.adapters.imports.job_rows import counts as counts_of
from vehicle_pipeline.adapters.imports.job_rows import fence, write_logs
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.imports.merging import Merged, compare, merge
from vehicle_pipeline.adapters.postgres.copying import copy_in
from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements, one
from vehicle_pipeline.contracts import ImportCounts, ImportRecord, LogRecord
from vehicle_pipeline.domain import rejections

_SQL = load_statements("chunk_loading")
# Rejected rows of a chunk that get a line of their own in the import's log; the rest are counted.
LOGGED_ROWS = 20
_REJECTED = ("row_number", "code", "field", "value", "params", "suggestion", "raw_row")


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

        Of a dry run everything is stored as of any import but for the vehicles.
        Raises ImportNotActiveError when the import is no longer this run's, and
        DatabaseError; nothing of the chunk is stored then.
        """
        import_ = self._jobs.of_run(run_id)
        # Imports that update the same vehicles may lock them in different orders.
        return self._database.repeat(
            lambda connection: _load(connection, run_id, import_, chunk_index, rows)
        )

    def preview(self, job_id: UUID, rows: int) -> list[dict[str, Any]]:
        """Return some vehicles of an import, whichever are found first."""
        with self._database.transaction() as connection:
            connection.execute(_SQL.prefer_index)
            return connection.execute(_SQL.preview, {"job_id": job_id, "rows": rows}).fetchall()


def _load(
    connection: Connection, run_id: str, import_: ImportRecord, chunk_index: int, rows: ChunkRows
) -> ChunkOutcome:
    chunk = {"job_id": import_.id, "chunk_index": chunk_index}
    ledger = one(connection, _SQL.lock_chunk, chunk)
    if ledger["committed_at"] is not None:
        return ChunkOutcome(counts_of(ledger), import_, [], is_progress_due=False)
    work = compare if import_.dry_run else merge
    merged = work(connection, import_, rows.accepted)
    faults = rejections.combined(rows.faults, merged.duplicates, rows.accepted)
    _copy_rejected(connection, chunk, rejections.with_raw_rows(faults, rows.records))
    duplicates, rejected = rejections.count(rows.faults)
    counts = merged.counts + ImportCounts(duplicate=duplicates, rejected=rejected)
    logs = write_logs(connection, import_.id, _lines(faults))
    # The import's row is locked last and shortest: chunks of one import may load at once.
    fence(connection, run_id)
    is_due = _commit_chunk(connection, chunk, counts, merged)
    return ChunkOutcome(counts, fence(connection, run_id), logs, is_due)


def _copy_rejected(connection: Connection, chunk: dict[str, Any], rejected: pl.DataFrame) -> None:
    rows = rejected.select(
        pl.lit(str(chunk["job_id"])).alias("job_id"),
        pl.lit(chunk["chunk_index"]).alias("chunk_index"),
        *_REJECTED,
    )
    copy_in(connection, _SQL.copy_rejected, rows)


def _lines(faults: pl.DataFrame) -> list[LogRecord]:
    """Return the log's lines about a chunk's rejected rows, the last about those without one."""
    lines = [_log(fault) for fault in rejections.first(faults, LOGGED_ROWS)]
    more = faults["row_number"].n_unique() - LOGGED_ROWS
    if more > 0:
        lines.append(LogRecord(level="warning", code="more_rejected_rows", params={"rows": more}))
    return lines


def _log(fault: dict[str, Any]) -> LogRecord:
    return LogRecord(
        level="warning" if fault["code"] in rejections.DUPLICATES else "error",
        code=fault["code"],
        params={"field": fault["field"], "value": fault["value"], **fault["params"]},
        row_number=fault["row_number"],
    )


def _commit_chunk(
    connection: Connection, chunk: dict[str, Any], counts: ImportCounts, merged: Merged
) -> bool:
    """Note the chunk in the ledger; whether people should hear of the progress."""
    would = {"would_change": merged.would_change, "would_keep": merged.would_keep}
    values = {**chunk, **counts.model_dump(), **would}
    connection.execute(_SQL.commit_chunk, values)
    return bool(one(connection, _SQL.add_progress, values)["is_progress_due"])
