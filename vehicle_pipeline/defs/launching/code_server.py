"""Dagster's code server with our logs and traces: `python -m dagster`, with its arguments."""

import runpy
import sys

from vehicle_pipeline.logs.install import install
from vehicle_pipeline.settings import Settings
from vehicle_pipeline.tracing.process import traced


def run_code_server(settings: Settings) -> None:
    """Run Dagster's command line until it is stopped by a signal."""
    install(settings.log_format)
    with traced(settings, "code-server"):
        runpy.run_module("dagster", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    sys.argv[0] = "dagster"
    run_code_server(Settings())
