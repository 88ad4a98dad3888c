"""Exporting, in processes of their own: OpenTelemetry's provider is one for a process's life."""

import json
import os
import socket
import subprocess
import sys
from typing import Any

from tests.tracing.collector import collecting

OFF = """
import sys
from vehicle_pipeline.settings import Settings
import api.app, api.server, vehicle_pipeline.definitions
import vehicle_pipeline.defs.launching.run_worker
from vehicle_pipeline.tracing import process
from vehicle_pipeline.tracing.context import current, tracer
process.preload(Settings())
with process.traced(Settings(), "test"), tracer().start_as_current_span("nothing") as span:
    assert not span.is_recording()
    assert current() is None
print([name for name in sys.modules if name.startswith("opentelemetry.sdk")])
"""
# Says how long the work and the end took, in seconds.
WORK = """
import json, time
from vehicle_pipeline.settings import Settings
from vehicle_pipeline.tracing.messages import received
from vehicle_pipeline.tracing.process import traced
began = time.monotonic()
with traced(Settings(), "test"):
    for _ in range(3_000):
        received("an import", None, 0, 1)
    worked = time.monotonic()
print(json.dumps([worked - began, time.monotonic() - worked]))
"""


def output_of(program: str, **variables: str) -> Any:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**clean, **variables},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_without_a_collector_the_sdk_is_not_even_imported() -> None:
    assert output_of(OFF, OTEL_EXPORTER_OTLP_ENDPOINT="") == []


def test_a_collector_that_does_not_answer_costs_two_seconds_at_the_end_and_nothing_before() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = "http://{}:{}".format(*silent.getsockname())
        worked, ended = output_of(WORK, OTEL_EXPORTER_OTLP_ENDPOINT=endpoint)
    # What does not fit into the SDK's queue is dropped.
    assert worked < 5
    assert ended < 4


def test_what_is_left_is_sent_at_the_end_under_the_name_that_is_set() -> None:
    names = {"OTEL_SERVICE_NAME": "ours", "OTEL_TRACES_SAMPLER": "always_on"}
    with collecting() as collector:
        output_of(WORK, OTEL_EXPORTER_OTLP_ENDPOINT=collector.url, **names)
    assert {span.service for span in collector.spans} == {"ours"}
    assert len(collector.spans) > 1_000
