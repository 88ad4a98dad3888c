"""Tells events of imports to the webhooks of their schedules."""

from vehicle_pipeline.adapters.alerts.outbox import Alert
from vehicle_pipeline.adapters.alerts.signed import SignedWebhook
from vehicle_pipeline.adapters.alerts.targets import Networks
from vehicle_pipeline.adapters.postgres.database import Database, load_statements
from vehicle_pipeline.errors import AlertNotTakenError
from vehicle_pipeline.webhook_contracts import ScheduleWebhook

_SQL = load_statements("alerts")


class ScheduleWebhooks:
    """The receivers that schedules name; their addresses came through the API.

    `private`: the networks beside the public ones in which they may lie.
    """

    def __init__(self, database: Database, api_url: str, private: Networks) -> None:
        self._database = database
        self._api_url = api_url
        self._private = private

    def send(self, alert: Alert) -> None:
        """Post an event to where its schedule wants it now; raises AlertNotTakenError."""
        with self._database.transaction() as connection:
            row = connection.execute(_SQL.receiver, {"id": alert.schedule_id}).fetchone()
        if row is None:
            raise AlertNotTakenError("the schedule has no webhook any more")
        named = ScheduleWebhook.model_validate(row["webhook"])
        receiver = SignedWebhook(named.url, named.secret, self._api_url, self._private)
        receiver.send(alert)
