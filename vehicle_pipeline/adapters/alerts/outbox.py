"""The outbox of alerts: promised in the transaction that makes them true, sent afterwards."""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements, one
from vehicle_pipeline.contracts import ImportRecord
from vehicle_pipeline.domain.import_events import event_code, event_params
from vehicle_pipeline.frozen import Frozen
from vehicle_pipeline.webhook_contracts import ImportEvent

# Pause before an alert is sent again, in seconds: doubles from the first to the longest. The first
# has to be longer than an attempt takes, for it keeps other senders away meanwhile.
FIRST_PAUSE = 10
LONGEST_PAUSE = 3_600
# An older alert helps no more: neither a receiver that comes back after days, nor a webhook that is
# configured for the first time.
GIVE_UP_SECONDS = 24 * 3_600

_SQL = load_statements("alerts")


class Channel(StrEnum):
    """Who receives an alert."""

    # Failures, as text for people: ALERT_WEBHOOK_URL.
    ALERTS = "alerts"
    # What became of every import, signed: WEBHOOK_URL.
    WEBHOOK = "webhook"
    # The same for the imports of one schedule, to where it says.
    SCHEDULE = "schedule"


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
    channel: Channel = Channel.ALERTS
    schedule_id: UUID | None = None


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


def raise_event(connection: Connection, event: ImportEvent, import_: ImportRecord) -> None:
    """Promise an event to the receivers of webhooks, in the caller's transaction.

    Whether there is one for all imports only their sender knows: see `Alerts.forget_unwanted`.
    """
    values = {
        "event": event,
        "code": event_code(event),
        "params": Jsonb(event_params(import_)),
        "job_id": import_.id,
        "schedule_id": import_.schedule_id,
    }
    connection.execute(_SQL.promise_event, values)


class Alerts:
    """The alerts of one channel."""

    def __init__(self, database: Database, channel: Channel = Channel.ALERTS) -> None:
        self._database = database
        self._channel = channel

    def claim(self) -> Alert | None:
        """Take the alert that is due longest, to send it now; None if there is none.

        Unless it is marked as sent it is due again after a pause, whatever happens to the caller:
        an alert may be sent twice, but it is not lost.
        """
        values = {
            "channel": self._channel,
            "first": FIRST_PAUSE,
            "longest": LONGEST_PAUSE,
            "give_up": GIVE_UP_SECONDS,
        }
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

    def forget_unwanted(self, wanted: Collection[ImportEvent]) -> None:
        """Remove the events that nobody is to be told."""
        codes = [event_code(event) for event in wanted]
        with self._database.transaction() as connection:
            connection.execute(_SQL.forget, {"channel": self._channel, "codes": codes})

    def count_unsent(self) -> int:
        """Return how many have not arrived, including those that were given up."""
        with self._database.transaction() as connection:
            return int(one(connection, _SQL.unsent, {"channel": self._channel})["unsent"])

    def page(self, *, skip: int, limit: int) -> AlertPage:
        """Return alerts and events after the first `skip`, newest first, whatever their channel."""
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.page, {"skip": skip, "limit": limit}).fetchall()
            total = one(connection, _SQL.total, {})["total"]
        return AlertPage(items=[Alert(**row) for row in rows], total=total)
