"""Dagster's code server with our logs; otherwise `python -m dagster` with the same arguments."""

import runpy
import sys

from vehicle_pipeline.logs.install import install
from vehicle_pipeline.settings import Settings


def run_code_server(settings: Settings) -> None:
    """Run Dagster's command line until it is stopped by a signal."""
    install(settings.log_format)
    runpy.run_module("dagster", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    sys.argv[0] = "dagster"
    run_code_server(Settings())
