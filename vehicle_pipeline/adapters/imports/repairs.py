"""Rejected rows that people correct one by one: which are left, and which import has the others."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from vehicle_pipeline.adapters.imports import rejected_rows
from vehicle_pipeline.adapters.imports.job_rows import record
from vehicle_pipeline.adapters.imports.new_imports import NewImport, create_import
from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements, one
from vehicle_pipeline.contracts import ImportRecord
from vehicle_pipeline.errors import RowsAlreadySentError
from vehicle_pipeline.frozen import Frozen
from vehicle_pipeline.spreadsheets.rejected.error_table import RejectedRecord

_SQL = load_statements("repairs")
_JOBS = load_statements("import_jobs")
_LAST_ROW = 2**31 - 1

_Reading = Callable[[Connection, UUID, int, int, Collection[int]], list[RejectedRecord]]


class FirstRow(Frozen):
    """The row that a corrected one was at first; `row_number` where it is known."""

    import_id: UUID
    filename: str
    row_number: int | None


class Repairs:
    """Corrected rows and the imports that they were sent as, the children of their import."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def behind(self, parent_id: UUID, row_number: int, limit: int) -> list[RejectedRecord]:
        """Return the first rejected rows behind a row that no child has, in file order."""
        return self._left(rejected_rows.behind, parent_id, row_number, limit)

    def before(self, parent_id: UUID, row_number: int, limit: int) -> list[RejectedRecord]:
        """Return the last rejected rows before a row that no child has, in file order."""
        return self._left(rejected_rows.before, parent_id, row_number, limit)

    def rows(self, parent_id: UUID, numbers: Collection[int]) -> list[RejectedRecord]:
        """Return the rejected rows that have these numbers, in file order."""
        with self._database.transaction() as connection:
            return rejected_rows.numbered(connection, parent_id, numbers)

    def children(self, parent_id: UUID, first: int = 0, last: int = _LAST_ROW) -> dict[int, UUID]:
        """Return the import that each row was sent as, of the rows between two, by row number.

        Rows of a child that failed, was cancelled or undone are free again.
        """
        with self._database.transaction() as connection:
            taken = _taken(connection, parent_id, first, last)
        return {number: row["child_id"] for number, row in taken.items()}

    def count(self, parent_id: UUID) -> int:
        """Return how many rows a child has imported, or may yet."""
        with self._database.transaction() as connection:
            return int(one(connection, _SQL.count_taken, {"parent_id": parent_id})["rows"])

    def origins(self, rows: Collection[tuple[UUID, int]]) -> dict[tuple[UUID, int], FirstRow]:
        """Return where rows of imports come from, for those that are corrections."""
        values = {
            "imports": [import_id for import_id, _ in rows],
            "rows": [number for _, number in rows],
        }
        with self._database.transaction() as connection:
            found = connection.execute(_SQL.origins, values).fetchall()
        return {
            (row["begun_in"], row["begun_at"]): FirstRow(
                **{name: row[name] for name in FirstRow.model_fields}
            )
            for row in found
        }

    def sent_before(self, parent_id: UUID, sha256: str) -> UUID | None:
        """Return the child that has this content, unless it has come to nothing."""
        values = {"parent_id": parent_id, "sha256": sha256}
        with self._database.transaction() as connection:
            row = connection.execute(_SQL.sent_before, values).fetchone()
        return row["id"] if row else None

    def send(self, new: NewImport, parent_id: UUID, rows: Collection[int]) -> ImportRecord:
        """Create the import of corrected rows; the one of before when the same were sent then.

        Raises RowsAlreadySentError, and creates nothing, when another child has one of the rows.
        """
        return self._database.repeat(lambda connection: _send(connection, new, parent_id, rows))

    def _left(
        self, read: _Reading, parent_id: UUID, row_number: int, limit: int
    ) -> list[RejectedRecord]:
        with self._database.transaction() as connection:
            taken = _taken(connection, parent_id, 0, _LAST_ROW)
            return read(connection, parent_id, row_number, limit, taken)


def _taken(
    connection: Connection, parent_id: UUID, first: int, last: int
) -> dict[int, dict[str, Any]]:
    values = {"parent_id": parent_id, "first": first, "last": last}
    return {row["row_number"]: row for row in connection.execute(_SQL.taken, values)}


def _send(
    connection: Connection, new: NewImport, parent_id: UUID, rows: Collection[int]
) -> ImportRecord:
    one(connection, _SQL.lock, {"parent_id": parent_id})
    taken = _taken(connection, parent_id, min(rows), max(rows))
    found = [taken[number] for number in rows if number in taken]
    if found:
        if any(row["file_sha256"] != new.file_sha256 for row in found):
            raise RowsAlreadySentError
        return record(one(connection, _JOBS.get, {"job_id": found[0]["child_id"]}))
    create_import(connection, new)
    values = {"parent_id": parent_id, "child_id": new.id, "rows": list(rows)}
    connection.execute(_SQL.take, values)
    return record(one(connection, _JOBS.get, {"job_id": new.id}))
