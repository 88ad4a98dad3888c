"""The spans of a message: promised in the outbox and sent, then waiting in the queue."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from opentelemetry.trace import SpanKind

from vehicle_pipeline.tracing.context import below, tracer, written

_NANOSECONDS = 1_000_000_000
_SYSTEM = {"messaging.system": "aws_sqs"}


@contextmanager
def sending(job_id: UUID, traceparent: str | None, promised: float) -> Iterator[str | None]:
    """Record what is done inside as the sending of a message that was promised at a time.

    Yields the `traceparent` that the message is to carry, None if nothing is traced.
    """
    attributes = {**_SYSTEM, "messaging.operation.type": "send", "import.id": str(job_id)}
    start = min(int(promised * _NANOSECONDS), time.time_ns())
    with tracer().start_as_current_span(
        "outbox send", below(traceparent), SpanKind.PRODUCER, attributes, start_time=start
    ) as span:
        yield written(span.get_span_context())


def received(job_id: UUID, traceparent: str | None, sent: float, attempt: int) -> str | None:
    """Record a message's way through the queue, which ends now; return the span's `traceparent`.

    `attempt` counts its deliveries from 1. None if nothing is traced.
    """
    attributes: Mapping[str, str | int] = {
        **_SYSTEM,
        "messaging.operation.type": "receive",
        "import.id": str(job_id),
        "import.delivery": attempt,
    }
    start = min(int(sent * _NANOSECONDS), time.time_ns())
    span = tracer().start_span(
        "queue receive", below(traceparent), SpanKind.CONSUMER, attributes, start_time=start
    )
    span.end()
    return written(span.get_span_context())
