"""Where in a trace the work at hand belongs, as W3C `traceparent`."""

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import SpanContext
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

# https://www.w3.org/TR/trace-context/: its name as a header, a message attribute, a run tag's end.
TRACEPARENT = "traceparent"
# version, trace id, span id, flags: longer ones belong to versions to come.
_LENGTH = 55
_FORMAT = TraceContextTextMapPropagator()


def tracer() -> trace.Tracer:
    """Return what makes spans."""
    return trace.get_tracer("vehicle_pipeline")


def current() -> str | None:
    """Return the `traceparent` of the work at hand; None if it is not traced."""
    return written(trace.get_current_span().get_span_context())


def written(span: SpanContext) -> str | None:
    """Return a span as `traceparent`; None for one that is no-op."""
    carrier: dict[str, str] = {}
    spot = trace.set_span_in_context(trace.NonRecordingSpan(span), Context())
    _FORMAT.inject(carrier, spot)
    return carrier.get(TRACEPARENT)


def below(traceparent: str | None) -> Context:
    """Return the context for children of a span elsewhere.

    Without one, or with one of a wrong form, its spans begin a trace of their own.
    """
    carrier = {TRACEPARENT: traceparent} if traceparent and len(traceparent) == _LENGTH else {}
    return _FORMAT.extract(carrier, Context())
