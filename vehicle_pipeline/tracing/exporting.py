"""Sets up OpenTelemetry's SDK, which sends spans to a collector (OTLP over HTTP).

The only module that imports the SDK; it reads the standard `OTEL_*` variables by itself.
"""

import threading
from collections.abc import Callable

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

from vehicle_pipeline.tracing.chosen_ids import chosen_id


class Ids(RandomIdGenerator):
    """Random ids, except for spans whose id was chosen."""

    def generate_span_id(self) -> int:
        """Return the id of a new span."""
        return chosen_id() or super().generate_span_id()


def start(process: str) -> Callable[[float], None]:
    """Have spans exported; return what sends those that are left, within so many seconds.

    Not before a fork: it starts a thread. `process` names this one, unless OTEL_SERVICE_NAME does.
    """
    resource = Resource.create({"service.name": f"vehicle-pipeline-{process}"})
    provider = TracerProvider(
        resource=resource.merge(OTELResourceDetector().detect()),
        id_generator=Ids(),
        # It would wait for a collector that does not answer.
        shutdown_on_exit=False,
    )
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)

    def stop(seconds: float) -> None:
        # The SDK's own limits of time do not hold for an export that is under way.
        thread = threading.Thread(target=provider.shutdown, daemon=True)
        thread.start()
        thread.join(seconds)

    return stop
