"""The ledger of chunks: what became of one commits with its rejected rows, once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from vehicle_pipeline.adapters.imports.job_rows import counts as counts_of
from vehicle_pipeline.adapters.imports.job_rows import fence, write_logs
from vehicle_pipeline.adapters.imports.rejected_rows import store_rejected
from vehicle_pipeline.adapters.postgres.database import Connection, load_statements, one
from vehicle_pipeline.contracts import ImportCounts, ImportRecord, LogRecord
from vehicle_pipeline.domain import rejections

_SQL = load_statements("ledger")
# Rejected rows of a chunk that get a line of their own in the import's log; the rest are counted.
LOGGED_ROWS = 20


@dataclass(frozen=True)
class ChunkWork:
    """What was done to a chunk, in a transaction that is still open.

    `faults`: see `rejections.COMPARED_FAULTS`. `cells`: see `rejections.raw_rows`.
    `would_change` and `would_keep`: see `Merged`.
    """

    counts: ImportCounts
    faults: pl.DataFrame
    cells: pl.DataFrame
    would_change: int = 0
    would_keep: int = 0


@dataclass(frozen=True)
class ChunkOutcome:
    """A committed chunk: its counts, the import afterwards, and what people should hear of it."""

    counts: ImportCounts
    import_: ImportRecord
    logs: list[LogRecord]
    is_progress_due: bool


def once(
    connection: Connection,
    run_id: str,
    import_: ImportRecord,
    chunk_index: int,
    work: Callable[[dict[str, Any]], ChunkWork],
) -> ChunkOutcome:
    """Do the `work` on a chunk, given its line in the ledger, unless an earlier run committed it.

    Raises ImportNotActiveError when the import is no longer this run's.
    """
    chunk = {"job_id": import_.id, "chunk_index": chunk_index}
    line = one(connection, _SQL.lock_chunk, chunk)
    if line["committed_at"] is not None:
        return ChunkOutcome(counts_of(line), import_, [], is_progress_due=False)
    done = work(line)
    store_rejected(connection, chunk, done.faults, done.cells)
    logs = write_logs(connection, import_.id, _lines(done.faults))
    # The import's row is locked last and shortest: chunks of one import may load at once.
    fence(connection, run_id)
    is_due = _commit_chunk(connection, chunk, done)
    return ChunkOutcome(done.counts, fence(connection, run_id), logs, is_due)


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


def _commit_chunk(connection: Connection, chunk: dict[str, Any], done: ChunkWork) -> bool:
    """Note the chunk in the ledger; whether people should hear of the progress."""
    would = {"would_change": done.would_change, "would_keep": done.would_keep}
    values = {**chunk, **done.counts.model_dump(), **would}
    connection.execute(_SQL.commit_chunk, values)
    return bool(one(connection, _SQL.add_progress, values)["is_progress_due"])
