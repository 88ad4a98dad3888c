"""What people read about imports: lists, one import with its logs, its rejected rows, totals."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from psycopg import sql
from pydantic import Field

from vehicle_pipeline.adapters.imports import listing, rejected_rows
from vehicle_pipeline.adapters.imports.job_rows import record
from vehicle_pipeline.adapters.imports.listing import Cursor, ImportFilter, ImportSort
from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements
from vehicle_pipeline.contracts import ImportRecord, ImportStatus, LogRecord, RejectedRow
from vehicle_pipeline.errors import ImportNotFoundError
from vehicle_pipeline.frozen import Frozen
from vehicle_pipeline.spreadsheets.rejected.error_table import RejectedRecord

# A person reads no more than this; the counts tell the rest.
LOGS_PER_IMPORT = 200

_SQL = load_statements("import_queries")


class StoredLog(LogRecord):
    """A log line as stored; `id` grows with time within an import."""

    id: int


class ImportDetail(Frozen):
    """An import with its newest logs, oldest first, and the imports that correct its rows."""

    record: ImportRecord
    logs: list[StoredLog]
    corrections: list[UUID] = Field(default_factory=list)
    last_change: int = Field(0, description="Id of its newest entry in `import_changes`.")


class ImportBrief(Frozen):
    """What a link to an import tells of it."""

    id: UUID
    filename: str
    status: ImportStatus


class ImportPage(Frozen):
    """Some imports in the order asked for, how many match in all, and where other pages begin.

    The next page is behind `next`, the previous one before `previous`; None where there is none.
    """

    items: list[ImportDetail]
    total: int
    next: Cursor | None
    previous: Cursor | None


class RejectedPage(Frozen):
    """Some rejected rows of an import, in file order, and how many there are in all."""

    items: list[RejectedRow]
    total: int


class Totals(Frozen):
    """Figures over all imports; every status is present."""

    imports: dict[ImportStatus, int]
    vehicles: int
    rejected_rows: int
    waiting: int = Field(description="Accepted uploads that no run has taken up yet.")
    unsent_messages: int
    unsent_alerts: int
    rows_last_24_hours: int = Field(description="Vehicles inserted or updated.")


class ImportQueries:
    """Reads; never changes anything."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(
        self,
        wanted: ImportFilter,
        sort: ImportSort = ImportSort.CREATED_AT_DESC,
        *,
        skip: int,
        limit: int,
        after: Cursor | None = None,
        before: Cursor | None = None,
        logs: int = LOGS_PER_IMPORT,
    ) -> ImportPage:
        """Return the matching imports behind `after`, without the first `skip`.

        With `before`, those that come last before it. Each has its newest `logs` log lines.
        """
        backwards = before is not None
        of_all, values = listing.conditions(wanted)
        of_page, place = listing.conditions(wanted, before or after, backwards=backwards)
        count = sql.SQL(_SQL.count).format(conditions=of_all)
        order = listing.order(sort, backwards=backwards)
        page = sql.SQL(_SQL.page).format(conditions=of_page, order=order)
        # One more, to know whether there is another page.
        place |= {"skip": skip, "limit": limit + 1}
        with self._database.transaction() as connection:
            rows = connection.execute(page, place).fetchall()
            total = _total(connection, count, values)
            found = rows[:limit][::-1] if backwards else rows[:limit]
            items = _details(connection, found, logs)
        first, last = (
            (Cursor.of(sort, row) for row in (found[0], found[-1])) if found else (None, None)
        )
        goes_on = len(rows) > limit
        return ImportPage(
            items=items,
            total=total,
            next=last if backwards or goes_on else None,
            previous=first if (goes_on if backwards else after) else None,
        )

    def get(self, job_id: UUID) -> ImportDetail:
        """Return one import. Raises ImportNotFoundError."""
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.by_id, {"job_id": job_id}).fetchall()
            if not rows:
                raise ImportNotFoundError(job_id)
            return _details(connection, rows)[0]

    def named(self, job_ids: Sequence[UUID]) -> list[ImportBrief]:
        """Return those of some imports that are kept, oldest first."""
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.named, {"job_ids": list(job_ids)}).fetchall()
        return [ImportBrief(**row) for row in rows]

    def over(self, job_ids: Sequence[UUID]) -> set[UUID]:
        """Return those of some imports that have ended."""
        terminal = [status for status in ImportStatus if status.is_terminal]
        values = {"job_ids": list(job_ids), "terminal": terminal}
        with self._database.transaction() as connection:
            return {row["id"] for row in connection.execute(_SQL.over, values)}

    def errors(self, job_id: UUID, *, code: str | None, skip: int, limit: int) -> RejectedPage:
        """Return an import's rejected rows, one item per fault. Raises ImportNotFoundError."""
        with self._database.transaction() as connection:
            if not connection.execute(_SQL.by_id, {"job_id": job_id}).fetchall():
                raise ImportNotFoundError(job_id)
            items, total = rejected_rows.page(connection, job_id, code=code, skip=skip, limit=limit)
        return RejectedPage(items=items, total=total)

    def fault_counts(self, job_id: UUID) -> dict[str, int]:
        """Return how many faults of each code the rejected rows of an import have, most first."""
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.fault_counts, {"job_id": job_id}).fetchall()
        return {row["code"]: row["total"] for row in rows}

    def rejected(self, job_id: UUID) -> Iterator[RejectedRecord]:
        """Yield an import's rejected rows whole, in file order, in bounded memory."""
        return rejected_rows.records(self._database, job_id)

    def totals(self) -> Totals:
        """Return the figures of all imports together."""
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.statuses).fetchall()
            (figures,) = connection.execute(_SQL.totals).fetchall()
        counted = {row["status"]: row["imports"] for row in rows}
        return Totals(
            imports={status: counted.get(status, 0) for status in ImportStatus}, **figures
        )


def _total(connection: Connection, statement: Any, parameters: dict[str, Any]) -> int:
    (row,) = connection.execute(statement, parameters).fetchall()
    return int(row["total"])


def _details(
    connection: Connection, rows: Sequence[dict[str, Any]], logs_per_import: int = LOGS_PER_IMPORT
) -> list[ImportDetail]:
    parameters = {"job_ids": [row["id"] for row in rows], "per_import": logs_per_import}
    logs = defaultdict(list)
    for log in connection.execute(_SQL.logs, parameters):
        logs[log.pop("job_id")].append(StoredLog(**log))
    corrections = defaultdict(list)
    for row in connection.execute(_SQL.corrections, parameters):
        corrections[row["parent_id"]].append(row["id"])
    changes = {row.pop("job_id"): row for row in connection.execute(_SQL.changes, parameters)}
    return [
        ImportDetail(
            record=record(row),
            logs=logs[row["id"]],
            corrections=corrections[row["id"]],
            **changes.get(row["id"], {}),
        )
        for row in rows
    ]
