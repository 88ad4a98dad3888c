"""What is looked at for a scrape, part by part. Each raises PipelineError where that is away."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

from prometheus_client import Metric

from api.metrics.families import crossed, gauge, gauges
from api.queue_state import queue_state
from api.services import Services
from vehicle_pipeline.adapters.imports.measures import ImportSource
from vehicle_pipeline.adapters.queue.reconciler import Waiting
from vehicle_pipeline.contracts import ImportStatus
from vehicle_pipeline.errors import QueueUnavailableError


def imports(services: Services) -> Sequence[Metric]:
    """How many imports there are."""
    counted = services.measures.by_status()
    values = {
        (status.value, source.value): float(counted.get((status, source), 0))
        for status, source in product(ImportStatus, ImportSource)
    }
    return [crossed("imports", "Imports that are kept.", ("status", "source"), values)]


def queue(services: Services) -> Sequence[Metric]:
    """What waits for its turn, and for how long."""
    findings = services.reconciler.examine()
    if findings.depth is None:
        raise QueueUnavailableError
    state = queue_state(services, findings.depth)
    places = ("visible", "in_flight", "delayed", "unsent")
    messages = {place: float(getattr(state, place)) for place in places}
    without_run = {reason.value: float(len(findings.uploads[reason])) for reason in Waiting}
    # SQS tells the age of its oldest message only to CloudWatch.
    waiting = (findings.uploads[reason] for reason in (Waiting.UNSENT, Waiting.QUEUED))
    oldest = max((upload.seconds for uploads in waiting for upload in uploads), default=0.0)
    return [
        gauges("queue_messages", "Messages, by where they are.", "place", messages),
        gauge("queue_oldest_seconds", "Age of the oldest upload whose message waits.", oldest),
        gauge("dead_letters", "Dead letters that are neither redriven nor dismissed.", state.dead),
        gauges(
            "uploads_without_run",
            "Accepted uploads that no run works on, by why.",
            "reason",
            without_run,
        ),
    ]


def alerts(services: Services) -> Sequence[Metric]:
    """Alerts that have not arrived, those that were given up among them."""
    has_webhook = services.settings.alert_webhook_url is not None
    return [
        gauge("alerts_unsent", "Alerts that did not arrive yet.", services.alerts.count_unsent()),
        gauge("alert_webhook", "1: alerts have a receiver.", float(has_webhook)),
    ]


def schedules(services: Services) -> Sequence[Metric]:
    """Schedules that do not begin what is due."""
    found = services.schedule_queries.overdue(datetime.now(UTC))
    is_off = bool(services.schedule_queries.turned_off())
    return [
        gauge("schedules_enabled", "Schedules that are not paused.", found.enabled),
        gauge("schedules_overdue", "Enabled schedules whose due time has passed.", found.late),
        gauge("schedules_overdue_seconds", "Since the earliest of those times.", found.seconds),
        gauge("schedules_turned_off", "1: Dagster starts no schedule.", float(is_off)),
    ]


def event_log(services: Services) -> Sequence[Metric]:
    """How far the streams of this process are behind the log that they show."""
    sources = services.sources
    lag = sources.run_events.lag(sources.broadcast.end.event_id)
    return [
        gauge("event_log_lag_events", "Ids of Dagster's log beyond the streams.", lag.ids),
        gauge("event_log_lag_seconds", "Age of the first event that is not shown.", lag.seconds),
    ]


def disk(services: Services) -> Sequence[Metric]:
    """The disks of the data dir and of the uploads, as far as they are on this machine."""
    settings = services.settings
    places = {"data_dir": settings.data_dir.resolve()}
    if "://" not in settings.uploads_url:
        places["object_store"] = Path(settings.uploads_url)
    found = {
        place: shutil.disk_usage(folder) for place, folder in places.items() if folder.is_dir()
    }
    free = {place: float(usage.free) for place, usage in found.items()}
    used = {place: float(usage.used) for place, usage in found.items()}
    return [
        gauges("disk_free_bytes", "What the disk of a place has left.", "place", free),
        gauges("disk_used_bytes", "What the disk of a place holds.", "place", used),
    ]


def pool(services: Services) -> Sequence[Metric]:
    """The connections of this process to the database."""
    use = services.database.use()
    states = {"in_use": float(use.in_use), "idle": float(use.size - use.in_use)}
    return [
        gauges("pool_connections", "Connections to PostgreSQL.", "state", states),
        gauge("pool_connections_most", "Connections that there may be.", use.most),
        gauge("pool_waiting", "Requests that wait for a connection.", use.waiting),
    ]
