"""One answer of `/metrics`: what this process has counted, and what is looked at for it."""

import asyncio
from collections.abc import Iterable, Sequence
from functools import partial

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.registry import Collector

from api.health.readiness import check_all
from api.metrics import looks
from api.metrics.ends import EndedImports
from api.metrics.families import gauges
from api.metrics.kept import KeptLook
from api.services import Services

# For how long what a look has found is good enough, in seconds.
_FRESH = 5.0
# The same for what reads every import.
_FRESH_IMPORTS = 60.0
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
        threads = CapacityLimiter(_THREADS)
        of_services = {
            "imports": (looks.imports, _FRESH_IMPORTS),
            "queue": (looks.queue, _FRESH),
            "alerts": (looks.alerts, _FRESH),
            "schedules": (looks.schedules, _FRESH),
            "event_log": (looks.event_log, _FRESH),
            "disk": (looks.disk, _FRESH),
        }
        self._looks = {
            **{
                name: KeptLook(partial(look, services), seconds, threads)
                for name, (look, seconds) in of_services.items()
            },
            "ends": KeptLook(ends.look, _FRESH, threads),
        }
        self._health = _KeptHealth(services)

    async def text(self) -> bytes:
        """Return the answer in Prometheus' text format."""
        looked_at = asyncio.gather(*(look.get() for look in self._looks.values()))
        parts, found = await asyncio.gather(self._health.get(), looked_at)
        up = {
            name: float(metrics is not None)
            for name, metrics in zip(self._looks, found, strict=True)
        }
        metrics = [
            parts,
            gauges("look_up", "1: this part of the answer could be found out.", "look", up),
            *looks.pool(self._services),
            *(metric for some in found for metric in some or ()),
        ]
        return await run_sync(_rendered, self._registry, metrics)


class _KeptHealth:
    """Whether every part works, as `/health/ready` says, asked once in some seconds."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._lock = asyncio.Lock()
        self._known: Metric | None = None
        self._until = float("-inf")

    async def get(self) -> Metric:
        clock = asyncio.get_running_loop().time
        async with self._lock:
            if self._known is None or clock() >= self._until:
                parts = await check_all(self._services, "en")
                values = {name: float(part.ok) for name, part in parts.items()}
                self._known = gauges("part_up", "1: this part works.", "part", values)
                self._until = clock() + _FRESH
            return self._known


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
