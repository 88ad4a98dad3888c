"""The spans of a run, which are recorded in any order and by any process."""

from collections.abc import Iterator

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from vehicle_pipeline.contracts import DELIVERY_TAG, JOB_ID_TAG, TRACEPARENT_TAG
from vehicle_pipeline.tracing.exporting import Ids
from vehicle_pipeline.tracing.runs import TracedRun

TRACE, QUEUE = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
TAGS = {
    TRACEPARENT_TAG: f"00-{TRACE}-{QUEUE}-01",
    JOB_ID_TAG: "an-import",
    DELIVERY_TAG: "a message #3",
}


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider(id_generator=Ids(), shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    yield exporter
    provider.shutdown()


def run(run_id: str, **tags: str) -> TracedRun:
    found = TracedRun.of(run_id, "import_upload", {**TAGS, **tags})
    assert found is not None
    return found


def finished(memory: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    return {span.name: span for span in memory.get_finished_spans()}


def test_a_step_is_below_its_run_whose_span_comes_later(memory: InMemorySpanExporter) -> None:
    with run("r1").step("load chunk", **{"import.chunk": 2}):
        pass
    run("r1").record(10.0, 12.5, None)

    step, whole = finished(memory)["load chunk"], finished(memory)["run import_upload"]
    assert step.parent is not None
    assert step.parent.span_id == whole.context.span_id
    assert whole.parent is not None
    assert f"{whole.parent.span_id:016x}" == QUEUE
    assert {f"{span.context.trace_id:032x}" for span in (step, whole)} == {TRACE}
    assert (whole.start_time, whole.end_time) == (10_000_000_000, 12_500_000_000)
    assert whole.status.is_unset
    assert dict(whole.attributes or {}) == {
        "import.id": "an-import",
        "import.run_id": "r1",
        "import.attempt": 1,
        "import.delivery": 3,
    }


def test_a_repetition_is_a_sibling_that_counts_on(memory: InMemorySpanExporter) -> None:
    run("r1").record(10.0, 11.0, "the run's process was killed")
    run("r2", **{"dagster/retry_number": "1"}).record(12.0, 11.0, None)

    killed, repeated = memory.get_finished_spans()
    assert killed.parent == repeated.parent
    assert killed.context.span_id != repeated.context.span_id
    assert (killed.status.is_ok, killed.status.description) == (
        False,
        "the run's process was killed",
    )
    assert [dict(span.attributes or {})["import.attempt"] for span in (killed, repeated)] == [1, 2]
    # Clocks go back now and then.
    assert repeated.end_time == repeated.start_time


def test_a_run_without_a_place_in_a_trace_is_not_traced() -> None:
    assert TracedRun.of("r1", "import_upload", {JOB_ID_TAG: "x"}) is None


def test_a_tag_that_was_written_by_hand_begins_a_trace(memory: InMemorySpanExporter) -> None:
    odd = run(
        "r1", **{TRACEPARENT_TAG: "nonsense", DELIVERY_TAG: "#x", "dagster/retry_number": "y"}
    )
    with odd.step("read chunk"):
        pass
    odd.record(1.0, 2.0, None)

    assert len(memory.get_finished_spans()) == 2
