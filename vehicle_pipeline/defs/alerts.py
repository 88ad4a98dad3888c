"""The sensor that sends alerts about failed imports, and events of imports, to webhooks."""

import dagster as dg

from vehicle_pipeline.adapters.alerts.alert_relay import AlertRelay, Relayed
from vehicle_pipeline.adapters.alerts.of_schedules import ScheduleWebhooks
from vehicle_pipeline.adapters.alerts.outbox import Alerts, Channel
from vehicle_pipeline.adapters.alerts.signed import SignedWebhook
from vehicle_pipeline.adapters.alerts.webhook import Webhook
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.defs.resources import AlertWebhook, EventWebhooks, Links, PipelineDatabase


@dg.sensor(
    name="alert_sensor",
    minimum_interval_seconds=10,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Sends alerts about failed imports, and events of imports, to webhooks. Starts no "
    "runs.",
)
def alert_sensor(
    database: PipelineDatabase, webhook: AlertWebhook, event_webhooks: EventWebhooks, links: Links
) -> dg.SkipReason:
    """Send the alerts that are due; retry failed ones with a growing delay."""
    alerts = Alerts(database.database)
    events = _send_events(database.database, event_webhooks, links)
    if not webhook.url:
        unsent = alerts.count_unsent()
        waiting = f"No webhook configured (ALERT_WEBHOOK_URL); {unsent} unsent."
        return dg.SkipReason(waiting if unsent else _said(events))
    relay = AlertRelay(alerts, Webhook(webhook.url, links.api_url, links.dagster_url))
    return dg.SkipReason(_said([relay.relay(), *events]))


def _send_events(database: Database, webhooks: EventWebhooks, links: Links) -> list[Relayed]:
    of_all = Alerts(database, Channel.WEBHOOK)
    of_all.forget_unwanted(webhooks.wanted)
    of_schedules = ScheduleWebhooks(database, links.api_url, webhooks.networks)
    relays = [AlertRelay(Alerts(database, Channel.SCHEDULE), of_schedules)]
    if webhooks.wanted:
        receiver = SignedWebhook(webhooks.url, webhooks.secret, links.api_url)
        relays.append(AlertRelay(of_all, receiver))
    return [relay.relay() for relay in relays]


def _said(relayed: list[Relayed]) -> str | None:
    sent, failed = (sum(getattr(each, name) for each in relayed) for name in ("sent", "failed"))
    return f"{sent} sent, {failed} will be tried again." if sent + failed else None
