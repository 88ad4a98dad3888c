"""Changes of imports' statuses that Dagster's log does not show: uploads, claims, cancels."""

from datetime import datetime
from uuid import UUID

from vehicle_pipeline.adapters.postgres.database import Database, load_statements, one
from vehicle_pipeline.contracts import ImportStatus
from vehicle_pipeline.frozen import Frozen

# PostgreSQL notifies this channel of each change.
CHANNEL = "import_changes"
# Changes read at once.
BATCH = 500

_SQL = load_statements("import_changes")


class ImportChange(Frozen):
    """A status that an import got; `log_id` is the newest event of Dagster's log before it."""

    id: int
    job_id: UUID
    status: ImportStatus
    run_id: str | None
    started_at: datetime | None
    log_id: int
    filename: str
    created_at: datetime


class Changes:
    """Reads them in the order of their ids, which is that of their commits. Blocking."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self) -> int:
        """Return the id of the newest change, 0 without any."""
        with self._database.transaction() as connection:
            return int(one(connection, _SQL.newest, {})["id"])

    def after(
        self, change_id: int, *, upto: int | None = None, job_id: UUID | None = None
    ) -> list[ImportChange]:
        """Return the next changes, at most BATCH; with `job_id` those of one import."""
        values = {"after": change_id, "upto": upto, "job_id": job_id, "limit": BATCH}
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.after, values).fetchall()
        return [ImportChange(**row) for row in rows]
