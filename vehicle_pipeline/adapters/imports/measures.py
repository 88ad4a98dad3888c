"""What is measured of imports: how many there are, and those that have ended since a moment."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from vehicle_pipeline.adapters.imports.job_rows import record
from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements, one
from vehicle_pipeline.contracts import ImportRecord, ImportStatus
from vehicle_pipeline.frozen import Frozen

# An end counts as known after so long, in seconds: its transaction has been committed by then.
SETTLE_SECONDS = 10
# Imports that are read at once; more have to wait for the next look.
BATCH = 200

_SQL = load_statements("measures")


class ImportSource(StrEnum):
    """Where an import comes from; the first that is true of it."""

    DRY_RUN = "dry_run"
    UNDO = "undo"
    # Taken up again by night, wherever it came from.
    RETRY = "retry"
    # Of rows that another import rejected.
    REPAIR = "repair"
    SCHEDULE = "schedule"
    # A page, the command line or a program: by what, is not recorded.
    UPLOAD = "upload"


class EndedImport(Frozen):
    """An import that has ended, and how many faults of each code its rejected rows have."""

    record: ImportRecord
    source: ImportSource
    faults: dict[str, int]


class Ends(Frozen):
    """The imports that ended after a moment, oldest first, up to the moment `upto`."""

    imports: list[EndedImport]
    upto: datetime


class ImportMeasures:
    """Reads; never changes anything."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def by_status(self) -> dict[tuple[ImportStatus, ImportSource], int]:
        """Count the imports that are kept; reads all of them."""
        counted: dict[tuple[ImportStatus, ImportSource], int] = defaultdict(int)
        with self._database.transaction() as connection:
            for row in connection.execute(_SQL.by_status).fetchall():
                status, imports = ImportStatus(row.pop("status")), row.pop("imports")
                counted[status, _source(**row)] += imports
        return counted

    def settled(self, seconds: float = SETTLE_SECONDS) -> datetime:
        """Return the moment up to which every end can be known now."""
        with self._database.transaction() as connection:
            return _settled(connection, seconds)

    def ended(self, after: datetime, limit: int = BATCH) -> Ends:
        """Return the imports that ended after a moment, as far as that can be known."""
        with self._database.transaction() as connection:
            upto = _settled(connection, SETTLE_SECONDS)
            values = {"after": after, "upto": upto, "limit": limit}
            rows = connection.execute(_SQL.ended, values).fetchall()
            faults = _faults(connection, [row["id"] for row in rows])
        has_more = len(rows) >= limit
        return Ends(
            imports=[_ended(row, faults[row["id"]]) for row in rows],
            upto=rows[-1]["finished_at"] if has_more else max(upto, after),
        )


def _settled(connection: Connection, seconds: float) -> datetime:
    moment: datetime = one(connection, _SQL.settled, {"seconds": seconds})["moment"]
    return moment


def _faults(connection: Connection, job_ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    faults: dict[UUID, dict[str, int]] = defaultdict(dict)
    for row in connection.execute(_SQL.faults, {"job_ids": job_ids}).fetchall():
        faults[row["job_id"]][row["code"]] = row["faults"]
    return faults


def _ended(row: dict[str, Any], faults: dict[str, int]) -> EndedImport:
    source = _source(
        dry_run=row["dry_run"],
        is_undo=row["undoes"] is not None,
        is_retried=row["retries"] > 0,
        is_repair=row["parent_id"] is not None,
        is_scheduled=row["schedule_id"] is not None,
    )
    return EndedImport(record=record(row), source=source, faults=faults)


def _source(
    *, dry_run: bool, is_undo: bool, is_retried: bool, is_repair: bool, is_scheduled: bool
) -> ImportSource:
    facts = {
        ImportSource.DRY_RUN: dry_run,
        ImportSource.UNDO: is_undo,
        ImportSource.RETRY: is_retried,
        ImportSource.REPAIR: is_repair,
        ImportSource.SCHEDULE: is_scheduled,
    }
    return next((source for source, is_true in facts.items() if is_true), ImportSource.UPLOAD)
