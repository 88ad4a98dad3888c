"""The spans of requests, and what in the API belongs to them."""

from collections.abc import Iterator

import httpx
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.api.serving import client, serving, wait_until
from tests.api.world import World
from vehicle_pipeline.settings import Settings
from vehicle_pipeline.tracing.exporting import Ids

CSV = "modelo,placa,ano,valor_fipe\nGOL,ABC1D23,2020,45000.00\n"
TRACE, CLIENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
VALID = f"00-{TRACE}-{CLIENT}-01"


@pytest.fixture(scope="module")
def provider() -> TracerProvider:
    return TracerProvider(id_generator=Ids(), shutdown_on_exit=False)


@pytest.fixture(scope="module")
def memory(provider: TracerProvider) -> InMemorySpanExporter:
    exporter = InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return exporter


@pytest.fixture(scope="module")
def traced_api(settings: Settings, provider: TracerProvider) -> Iterator[str]:
    endpoint = {"otel_exporter_otlp_endpoint": "http://127.0.0.1:9"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trace, "get_tracer", provider.get_tracer)
        with serving(settings.model_copy(update=endpoint)) as address:
            yield address


@pytest.fixture
def api(traced_api: str, world: World, memory: InMemorySpanExporter) -> Iterator[httpx.Client]:
    memory.clear()
    with client(traced_api) as opened:
        yield opened


def named(memory: InMemorySpanExporter, name: str) -> list[ReadableSpan]:
    return [span for span in memory.get_finished_spans() if span.name == name]


def ids(span: ReadableSpan) -> tuple[str, str]:
    """The trace of a span, and its parent."""
    context = span.get_span_context()
    assert context is not None
    parent = f"{span.parent.span_id:016x}" if span.parent else ""
    return f"{context.trace_id:032x}", parent


def upload(api: httpx.Client, **headers: str) -> str:
    answer = api.post("/api/v1/imports", files={"file": ("frota.csv", CSV)}, headers=headers)
    assert answer.status_code == 201
    return str(answer.json()["job_id"])


def test_an_upload_its_rows_and_its_message_are_in_the_trace_of_its_client(
    api: httpx.Client, world: World, memory: InMemorySpanExporter
) -> None:
    files = {"file": ("frota.csv", CSV)}
    accepted = api.post("/api/v1/imports", files=files, headers={"traceparent": VALID})
    wait_until(lambda: named(memory, "outbox send"))

    (upload,) = named(memory, "POST /api/v1/imports")
    (sent,) = named(memory, "outbox send")
    own = f"{upload.context.span_id:016x}"
    assert accepted.status_code == 201
    assert (ids(upload), ids(sent)) == ((TRACE, CLIENT), (TRACE, own))
    assert world.all("select traceparent from import_jobs") == [(f"00-{TRACE}-{own}-01",)]
    attributes = dict(upload.attributes or {})
    assert attributes.pop("request.id") == accepted.headers["X-Request-Id"]
    assert attributes == {
        "http.request.method": "POST",
        "http.route": "/api/v1/imports",
        "http.response.status_code": 201,
    }


def test_an_import_that_goes_on_stays_in_its_trace_and_a_new_one_is_its_requests(
    api: httpx.Client, world: World, memory: InMemorySpanExporter
) -> None:
    failed, done = (upload(api, traceparent=VALID) for _ in range(2))
    wait_until(lambda: len(named(memory, "outbox send")) == 2)
    world.update_import(failed, status="failed")
    world.update_import(done, status="completed", total_rows=0)
    memory.clear()
    again = {
        job: api.post(f"/api/v1/imports/{job}/reimport").json()["id"] for job in (failed, done)
    }
    wait_until(lambda: len(named(memory, "outbox send")) == 2)

    assert again[failed] == failed
    first, second = named(memory, "POST /api/v1/imports/{job_id}/reimport")
    sent = {
        span.attributes["import.id"]: ids(span)
        for span in named(memory, "outbox send")
        if span.attributes
    }
    assert sent[failed][0] == TRACE
    assert sent[again[done]] == (ids(second)[0], f"{second.context.span_id:016x}")
    assert TRACE not in (ids(first)[0], ids(second)[0])


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "nonsense",
        VALID.upper(),
        f"ff-{TRACE}-{CLIENT}-01",
        f"00-{'0' * 32}-{CLIENT}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"{VALID}-more",
        f"cc-{TRACE}-{CLIENT}-01-{'x' * 8_000}",
        f"00-{TRACE[:-1]}\u0663-{CLIENT}-01",
    ],
)
def test_a_place_in_a_trace_of_a_wrong_form_counts_for_nothing(
    api: httpx.Client, memory: InMemorySpanExporter, wrong: str
) -> None:
    answer = api.get("/health/live", headers={"traceparent": wrong.encode()})

    (span,) = named(memory, "GET /health/live")
    assert answer.status_code == 200
    assert ids(span)[0] != TRACE
    assert ids(span)[1] == ""


def test_two_places_are_none_and_one_that_is_not_sampled_is_not_recorded(
    api: httpx.Client, memory: InMemorySpanExporter
) -> None:
    api.get("/health/live", headers=[("traceparent", VALID), ("traceparent", VALID)])
    api.get("/health/live", headers={"traceparent": f"00-{TRACE}-{CLIENT}-00"})

    (span,) = named(memory, "GET /health/live")
    assert ids(span)[1] == ""


def test_addresses_are_in_no_span(api: httpx.Client, memory: InMemorySpanExporter) -> None:
    api.get("/api/v1/vehicles/ABC1D23?q=secret")
    api.get("/nowhere/secret")
    api.request("SECRET", "/health/live")

    told = "".join(span.to_json() for span in memory.get_finished_spans())
    assert "/api/v1/vehicles/{placa}" in told
    assert "ABC1D23" not in told
    assert "secret" not in told.lower()


def test_a_stream_is_a_short_span_that_nothing_belongs_to(
    api: httpx.Client, world: World, memory: InMemorySpanExporter
) -> None:
    watched = {"headers": {"traceparent": VALID}}
    with api.stream("GET", "/api/v1/imports/stream", **watched) as stream:
        lines = stream.iter_lines()
        assert next(lines).startswith(": connected")
        wait_until(lambda: named(memory, "GET /api/v1/imports/stream"))
        api.post("/api/v1/imports", files={"file": ("frota.csv", CSV)})
        assert any(line.startswith("event: job_status") for line in lines)
        wait_until(lambda: named(memory, "outbox send"))

    (span,) = named(memory, "GET /api/v1/imports/stream")
    others = [each for each in memory.get_finished_spans() if each is not span]
    assert ids(span) == (TRACE, CLIENT)
    assert {each.name for each in others} == {"POST /api/v1/imports", "outbox send"}
    assert TRACE not in {ids(each)[0] for each in others}
