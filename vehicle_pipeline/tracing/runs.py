"""The span of a run, and those of its steps.

A run may be killed, and a span is told to nobody before it ends. So the span of a run is recorded
afterwards: by its process, or by who finds out that the process is gone. Its id follows from the
run's, so that steps know their parent all the same.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

from opentelemetry import trace
from opentelemetry.trace import SpanContext, SpanKind, Status, StatusCode

from vehicle_pipeline.contracts import DELIVERY_TAG, JOB_ID_TAG, TRACEPARENT_TAG
from vehicle_pipeline.tracing.chosen_ids import chosen
from vehicle_pipeline.tracing.context import below, tracer, written

_NANOSECONDS = 1_000_000_000
# Dagster's own: which repetition of a run that died this one is.
_RETRY_TAG = "dagster/retry_number"


@dataclass(frozen=True)
class TracedRun:
    """A run that belongs to a trace."""

    run_id: str
    job_name: str
    # Of the delivery that asked for the run. Repetitions of the run inherit it, and so become
    # siblings.
    traceparent: str
    tags: Mapping[str, str]

    @classmethod
    def of(cls, run_id: str, job_name: str, tags: Mapping[str, str]) -> Self | None:
        """Return the run with these tags; None if it is not traced."""
        traceparent = tags.get(TRACEPARENT_TAG)
        return cls(run_id, job_name, traceparent, tags) if traceparent else None

    def record(self, began: float, ended: float, failure: str | None) -> None:
        """Record the run's span, from and to times in seconds; `failure` says how it failed."""
        with chosen(_span_id(self.run_id)):
            span = tracer().start_span(
                f"run {self.job_name}",
                below(self.traceparent),
                SpanKind.INTERNAL,
                self._attributes(),
                start_time=int(began * _NANOSECONDS),
            )
        if failure is not None:
            span.set_status(Status(StatusCode.ERROR, failure))
        span.end(int(max(began, ended) * _NANOSECONDS))

    @contextmanager
    def step(self, name: str, **attributes: str | int) -> Iterator[None]:
        """Record what is done inside as a part of the run."""
        own = written(self._place())
        with tracer().start_as_current_span(name, below(own), attributes=attributes):
            yield

    def _place(self) -> SpanContext:
        """The span that is going to be recorded."""
        above = trace.get_current_span(below(self.traceparent)).get_span_context()
        return SpanContext(above.trace_id, _span_id(self.run_id), True, above.trace_flags)

    def _attributes(self) -> dict[str, str | int]:
        """`import.attempt` counts a delivery's runs from 1, `import.delivery` the deliveries."""
        delivery = self.tags.get(DELIVERY_TAG, "").rpartition("#")[2]
        return {
            "import.id": self.tags.get(JOB_ID_TAG, ""),
            "import.run_id": self.run_id,
            "import.attempt": _number(self.tags.get(_RETRY_TAG, "")) + 1,
            "import.delivery": _number(delivery),
        }


def _span_id(run_id: str) -> int:
    digest = hashlib.sha256(f"run {run_id}".encode()).digest()
    return int.from_bytes(digest[:8]) or 1


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
