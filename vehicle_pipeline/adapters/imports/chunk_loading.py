"""Loads a validated chunk into `vehicles`; commits it with its rejected rows and its ledger."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from vehicle_pipeline.adapters.imports import known_chunks, ledger
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.imports.ledger import ChunkOutcome, ChunkWork
from vehicle_pipeline.adapters.imports.merging import compare, merge, registered_alike
from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements
from vehicle_pipeline.contracts import ImportCounts, ImportRecord
from vehicle_pipeline.domain import rejections

_SQL = load_statements("chunk_loading")


@dataclass(frozen=True)
class ChunkRows:
    """What is to be loaded of one chunk.

    `accepted`: see `rejections.ACCEPTED`; plates are distinct.
    `faults`: see `rejections.FAULTS`, duplicates within the file included.
    `records`: the chunk as the reader gave it, from which rejected rows are kept whole.
    """

    accepted: pl.DataFrame
    faults: pl.DataFrame
    records: pl.LazyFrame


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
            lambda connection: ledger.once(
                connection,
                run_id,
                import_,
                chunk_index,
                lambda line: _work(connection, import_, line, rows),
            )
        )

    def preview(self, import_: ImportRecord, rows: int) -> list[dict[str, Any]]:
        """Return some vehicles of an import, whichever are found first."""
        if not import_.counts.inserted and not import_.counts.updated:
            # All of the table would be searched for none.
            return []
        with self._database.transaction() as connection:
            connection.execute(_SQL.prefer_index)
            return connection.execute(_SQL.preview, {"job_id": import_.id, "rows": rows}).fetchall()


def _work(
    connection: Connection, import_: ImportRecord, line: dict[str, Any], rows: ChunkRows
) -> ChunkWork:
    # Sorted by plate the key fills from left to right, which halves the cost of an insert, and
    # concurrent imports take their locks in the same order.
    accepted = rows.accepted.sort("plate")
    content = known_chunks.digest(accepted)
    known = known_chunks.untouched(connection, content, accepted)
    merged = registered_alike(import_, known)
    if known.height < accepted.height:
        rest = accepted.join(known, on="row_number", how="anti", maintain_order="left")
        merged += (compare if import_.dry_run else merge)(connection, import_, rest)
    written = max(merged.counts.inserted, merged.counts.updated)
    if written == accepted.height > 0 and not import_.dry_run:
        known_chunks.remember(connection, line, content, accepted)
    faults = rejections.combined(rows.faults, merged.duplicates, rows.accepted)
    duplicates, rejected = rejections.count(rows.faults)
    return ChunkWork(
        merged.counts + ImportCounts(duplicate=duplicates, rejected=rejected),
        faults,
        rejections.raw_rows(faults, rows.records),
        merged.would_change,
        merged.would_keep,
    )
