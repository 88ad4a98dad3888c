"""Taking up again what failed for another reason than its file."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from vehicle_pipeline.adapters.imports.job_rows import revive, write_logs
from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements
from vehicle_pipeline.contracts import LogRecord
from vehicle_pipeline.domain.run_failures import NOT_OF_THE_FILE

# What failed earlier was left alone by somebody, or by an earlier version of the system.
REACH = timedelta(days=7)
# Imports per night; each is a run.
MOST = 500

_SQL = load_statements("retrying")


@dataclass(frozen=True)
class Retried:
    """An import that goes on, for the `attempt`th time, and why it had failed."""

    job_id: UUID
    filename: str
    error_code: str
    attempt: int


@dataclass(frozen=True)
class Retries:
    """Takes up failed imports, each `limit` times at most."""

    database: Database
    limit: int

    def take_up(self, now: datetime) -> list[Retried]:
        """Have what failed lately go on; return it, oldest first.

        Not undos, nor what is being undone, nor what has come again since: a later import of the
        same schedule or of the same content.
        """
        values = {
            "codes": sorted(NOT_OF_THE_FILE),
            "limit": self.limit,
            "since": now - REACH,
            "most": MOST,
        }
        with self.database.transaction() as connection:
            found = connection.execute(_SQL.retryable, values).fetchall()
        taken = (self.database.repeat(partial(self._take_up, each)) for each in found)
        return [each for each in taken if each]

    def _take_up(self, failed: dict[str, Any], connection: Connection) -> Retried | None:
        counted = connection.execute(_SQL.count, failed).fetchone()
        if counted is None:
            return None
        attempt, job_id = counted["retries"], failed["id"]
        revive(connection, job_id)
        params = {"attempt": attempt, "limit": self.limit}
        write_logs(
            connection, job_id, [LogRecord(level="info", code="import_retried", params=params)]
        )
        return Retried(job_id, failed["filename"], failed["error_code"], attempt)
