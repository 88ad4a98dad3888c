"""What the API counts about itself as it works: a registry per process, none of them global."""

import platform
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Info, ProcessCollector, disable_created_metrics

from api.instruments.http import HttpInstruments


class Instruments:
    """The registry of a process, and what handlers and middleware count in it."""

    def __init__(self) -> None:
        # When each series began is of no use, and would make the answer half as long again.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        self.http = HttpInstruments(self.registry)
        ProcessCollector(registry=self.registry)
        build = Info("vehicle_pipeline_build", "What runs here.", registry=self.registry)
        build.info({"version": version("vehicle-pipeline"), "python": platform.python_version()})
