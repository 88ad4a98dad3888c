"""The outbox of alerts: promised in the transaction that makes them true, sent afterwards."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements, one
from vehicle_pipeline.frozen import Frozen

# Pause before an alert is sent again, in seconds: doubles from the first to the longest. The first
# has to be longer than an attempt takes, for it keeps other senders away meanwhile.
FIRST_PAUSE = 10
LONGEST_PAUSE = 3_600
# An older alert helps no more: neither a receiver that comes back after days, nor a webhook that is
# configured for the first time.
GIVE_UP_SECONDS = 24 * 3_600

_SQL = load_statements("alerts")


class Alert(Frozen):
    """One row of `alerts`; its sentence is made of code and params (`domain.alerts`)."""

    id: int
    code: str
    params: dict[str, Any]
    job_id: UUID | None
    created_at: datetime
    due_at: datetime
    attempts: int
    last_error: str | None
    sent_at: datetime | None


class AlertPage(Frozen):
    """Some alerts, newest first, and how many there are in all."""

    items: list[Alert]
    total: int


def raise_alert(
    connection: Connection, code: str, params: Mapping[str, Any], job_id: UUID | None = None
) -> None:
    """Promise an alert, in the caller's transaction.

    `code` and `params` are those of `domain.alerts.alert_sentence`.
    """
    values = {"code": code, "params": Jsonb(dict(params)), "job_id": job_id}
    connection.execute(_SQL.promise, values)


class Alerts:
    """The table `alerts`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self) -> Alert | None:
        """Take the alert that is due longest, to send it now; None if there is none.

        Unless it is marked as sent it is due again after a pause, whatever happens to the caller:
        an alert may be sent twice, but it is not lost.
        """
        values = {"first": FIRST_PAUSE, "longest": LONGEST_PAUSE, "give_up": GIVE_UP_SECONDS}
        with self._database.transaction() as connection:
            row = connection.execute(_SQL.claim, values).fetchone()
        return Alert(**row) if row else None

    def mark_sent(self, alert: Alert) -> None:
        """Note that it has arrived."""
        with self._database.transaction() as connection:
            connection.execute(_SQL.sent, {"id": alert.id})

    def mark_failed(self, alert: Alert, error: str) -> None:
        """Note why it did not arrive this time."""
        with self._database.transaction() as connection:
            connection.execute(_SQL.failed, {"id": alert.id, "error": error})

    def count_unsent(self) -> int:
        """Return how many have not arrived, including those that were given up."""
        with self._database.transaction() as connection:
            return int(one(connection, _SQL.unsent, {})["unsent"])

    def page(self, *, skip: int, limit: int) -> AlertPage:
        """Return the alerts after the first `skip`, newest first."""
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.page, {"skip": skip, "limit": limit}).fetchall()
            total = one(connection, _SQL.total, {})["total"]
        return AlertPage(items=[Alert(**row) for row in rows], total=total)
