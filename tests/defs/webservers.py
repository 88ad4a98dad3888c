"""Dagster's webserver as we serve it, with definitions of the tests' own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.api.serving import wait_until
from vehicle_pipeline.local.ports import PortClaims, is_free

DEFINITIONS = """
import time
import dagster as dg

@dg.op
def nothing(): ...

@dg.op
def rest():
    time.sleep(300)

@dg.job
def idle():
    nothing()

@dg.job
def slow():
    rest()

@dg.sensor(job=idle)
def watch():
    return dg.SkipReason("nothing to see")

defs = dg.Definitions(jobs=[idle, slow], sensors=[watch])
"""
LAUNCH = """
mutation { launchRun(executionParams: {
  selector: {
    repositoryLocationName: "idle_jobs.py", repositoryName: "__repository__", jobName: "idle"
  },
  mode: "default"
}) { __typename } }
"""


@contextmanager
def running_webserver(home: Path) -> Iterator[int]:
    """Yield the port of a webserver with a job that does nothing, and one that takes long."""
    (home / "dagster.yaml").write_text("telemetry: {enabled: false}\nnux: {enabled: false}\n")
    (home / "idle_jobs.py").write_text(DEFINITIONS)
    with PortClaims() as ports:
        port = ports.any_free()
        module = [sys.executable, "-m", "vehicle_pipeline.defs.launching.webserver"]
        environment = {
            **os.environ,
            "DAGSTER_HOME": str(home),
            "ALLOWED_HOSTS": "fleet.example.com",
            "PYTHONPATH": str(Path.cwd()),
        }
        command = [*module, "-p", str(port), "-f", "idle_jobs.py"]
        server = subprocess.Popen(command, cwd=home, env=environment)
        try:
            wait_until(lambda: not is_free("127.0.0.1", port), seconds=90)
            yield port
        finally:
            server.terminate()
            server.wait(30)
