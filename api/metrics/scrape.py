"""One answer of `/metrics`: what this process has counted, and what is looked at for it."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.registry import Collector

from api.health.readiness import check_all
from api.metrics import looks
from api.metrics.ends import EndedImports
from api.metrics.families import gauges
from api.metrics.kept import KeptLook, Look
from api.services import Services

# For how long what a look has found is good enough, in seconds.
_FRESH = 5.0
# The same for what reads every import.
_FRESH_IMPORTS = 60.0
# All parts are looked at at once, and one of them once more, in seconds.
_HEALTH_PATIENCE = 8.0
# Threads that look, one of which may hang for a minute over a queue that is silent.
_THREADS = 8


class Scrape:
    """Answers scrapes. However many there are, everything is looked at once in some seconds.

    What is away is missing in an answer, which says so: `vehicle_pipeline_look_up` is 0 for it.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._registry = services.instruments.registry
        ends = EndedImports(self._registry, services.measures, services.dagster_tables)
        self._threads = CapacityLimiter(_THREADS)
        of_services = {
            "imports": (looks.imports, _FRESH_IMPORTS),
            "queue": (looks.queue, _FRESH),
            "alerts": (looks.alerts, _FRESH),
            "schedules": (looks.schedules, _FRESH),
            "event_log": (looks.event_log, _FRESH),
            "disk": (looks.disk, _FRESH),
        }
        self._looks = {
            "health": KeptLook(partial(_health, services), _FRESH, _HEALTH_PATIENCE),
            "ends": KeptLook(self._in_thread(ends.look), _FRESH),
            **{
                name: KeptLook(self._in_thread(partial(look, services)), seconds)
                for name, (look, seconds) in of_services.items()
            },
        }

    def _in_thread(self, look: Callable[[], Sequence[Metric]]) -> Look:
        # A thread that hangs is left behind; there are only so many of them.
        return partial(run_sync, look, abandon_on_cancel=True, limiter=self._threads)

    async def text(self) -> bytes:
        """Return the answer in Prometheus' text format."""
        found = await asyncio.gather(*(look.get() for look in self._looks.values()))
        up = {
            name: float(metrics is not None)
            for name, metrics in zip(self._looks, found, strict=True)
        }
        metrics = [
            gauges("look_up", "1: this part of the answer could be found out.", "look", up),
            *looks.pool(self._services),
            *(metric for some in found for metric in some or ()),
        ]
        return await run_sync(_rendered, self._registry, metrics)


async def _health(services: Services) -> Sequence[Metric]:
    """Whether every part works, as `/health/ready` says."""
    parts = await check_all(services, "en")
    values = {name: float(part.ok) for name, part in parts.items()}
    return [gauges("part_up", "1: this part works.", "part", values)]


class _Found(Collector):
    """What was looked at for one answer."""

    def __init__(self, metrics: Sequence[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        """Return it."""
        return self._metrics


def _rendered(registry: CollectorRegistry, metrics: Sequence[Metric]) -> bytes:
    found = CollectorRegistry()
    found.register(_Found(metrics))
    return generate_latest(registry) + generate_latest(found)
