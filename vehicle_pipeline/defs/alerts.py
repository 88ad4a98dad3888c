"""The sensor that sends alerts about failed imports to a webhook."""

import dagster as dg

from vehicle_pipeline.adapters.alerts.alert_relay import AlertRelay
from vehicle_pipeline.adapters.alerts.outbox import Alerts
from vehicle_pipeline.adapters.alerts.webhook import Webhook
from vehicle_pipeline.defs.resources import AlertWebhook, Links, PipelineDatabase


@dg.sensor(
    name="alert_sensor",
    minimum_interval_seconds=10,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Sends an alert to the webhook for every failed import. Starts no runs.",
)
def alert_sensor(database: PipelineDatabase, webhook: AlertWebhook, links: Links) -> dg.SkipReason:
    """Send the alerts that are due; retry failed ones with a growing delay."""
    alerts = Alerts(database.database)
    if not webhook.url:
        unsent = alerts.count_unsent()
        waiting = f"No webhook configured (ALERT_WEBHOOK_URL); {unsent} unsent."
        return dg.SkipReason(waiting if unsent else None)
    relay = AlertRelay(alerts, Webhook(webhook.url, links.api_url, links.dagster_url))
    relayed = relay.relay()
    if not relayed.sent + relayed.failed:
        return dg.SkipReason()
    return dg.SkipReason(f"{relayed.sent} sent, {relayed.failed} will be tried again.")
