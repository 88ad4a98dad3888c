"""One trace through the whole stack, and the logs of all of its processes as JSON."""

import json
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest

from tests.system.conftest import CHUNK_ROWS, Import, Stack, wait_for
from tests.tracing.collector import Collected, Collector
from vehicle_pipeline.defs.launching.run_server import WORKER_MODULE

CHUNKS = 15
# A client with a trace of its own.
TRACE, CLIENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@pytest.fixture(scope="module")
def repeated(
    traced: Stack, collector: Collector, tmp_path_factory: pytest.TempPathFactory
) -> Import:
    """An import whose first run was killed among its chunks."""
    file = tmp_path_factory.mktemp("files") / "grande.csv"
    lines = [f"GOL,{_plate(n)},2020,45000.00" for n in range(CHUNKS * CHUNK_ROWS)]
    file.write_text("\n".join(["modelo,placa,ano,valor_fipe", *lines]))
    with file.open("rb") as content:
        answer = traced.http.post(
            "/imports",
            files={"file": (file.name, content)},
            headers={"traceparent": f"00-{TRACE}-{CLIENT}-01", "X-Request-Id": "the-upload"},
        )
    assert answer.status_code == 201, answer.text
    job_id = answer.json()["job_id"]
    wait_for(lambda: collector.named("validate chunk") or None, "the first chunks", 120)
    _kill_runs(traced)
    imported = traced.finished(job_id)
    wait_for(lambda: len(collector.named("run import_upload")) == 2 or None, "both runs")
    return imported


def _plate(number: int) -> str:
    letters = "".join(chr(65 + number // 26**place % 26) for place in range(3))
    return f"{letters}{number // 17_576:01d}A{number % 100:02d}"


def _kill_runs(stack: Stack) -> None:
    """Kill the processes of runs, which are forks of the one that waits for the next run."""
    killed = [process for process in stack.processes() if _is_run(process)]
    assert killed
    for process in killed:
        process.kill()


def _is_run(process: psutil.Process) -> bool:
    # Others come and go meanwhile.
    with suppress(psutil.NoSuchProcess):
        parent = process.parent()
        commands = [each.cmdline() for each in (process, parent) if each]
        return len(commands) == 2 and all(WORKER_MODULE in command for command in commands)
    return False


def test_one_trace_holds_upload_outbox_queue_both_runs_and_their_chunks(
    repeated: Import, collector: Collector
) -> None:
    assert repeated["status"] == "completed"
    assert {span.trace_id for span in of_import(collector, repeated)} == {TRACE}

    (upload,) = collector.named("POST /api/v1/imports")
    (outbox,) = collector.named("outbox send")
    (queue,) = collector.named("queue receive")
    killed, finished = collector.named("run import_upload")
    chain = [upload, outbox, queue]
    assert [span.parent_id for span in chain] == [CLIENT, upload.span_id, outbox.span_id]
    assert [span.kind for span in chain] == ["SERVER", "PRODUCER", "CONSUMER"]
    assert upload.attributes["request.id"] == "the-upload"
    assert {killed.parent_id, finished.parent_id} == {queue.span_id}
    assert (killed.is_error, finished.is_error) == (True, False)
    assert [run.attributes["import.attempt"] for run in (killed, finished)] == [1, 2]
    assert [run.attributes["import.delivery"] for run in (killed, finished)] == [1, 1]
    assert finished.attributes["import.run_id"] == repeated["dagster_run_id"]
    assert killed.end <= finished.start

    steps = ("read chunk", "validate chunk", "load chunk")
    of_killed = [step for name in steps for step in below(killed, name, collector)]
    assert of_killed
    assert len(of_killed) < CHUNKS * len(steps)
    for name in steps:
        done = below(finished, name, collector)
        assert sorted(span.attributes["import.chunk"] for span in done) == list(range(CHUNKS))
        assert all(finished.start <= span.start <= span.end <= finished.end for span in done)
    services = {span.service.removeprefix("vehicle-pipeline-") for span in collector.spans}
    assert services == {"api", "code-server", "run"}


def test_requests_are_traces_of_their_own_named_by_their_route(
    traced: Stack, repeated: Import, collector: Collector
) -> None:
    url = f"{traced.api_url}/api/v1/imports/stream?job_id={repeated['id']}"
    with httpx.stream("GET", url, trust_env=False, timeout=20) as stream:
        assert "job_status" in "".join(stream.iter_text())
    name = "GET /api/v1/imports/{job_id}"
    asked = wait_for(lambda: collector.named(name) or None, "the requests")
    (stream,) = wait_for(
        lambda: collector.named("GET /api/v1/imports/stream") or None, "the stream"
    )
    assert len({span.trace_id for span in asked}) == len(asked)
    assert {span.parent_id for span in [*asked, stream]} == {""}
    # The API's own work, statements and sends are no spans.
    of_api = {span.name for span in collector.spans if span.service.endswith("-api")}
    assert {each for each in of_api if " /" not in each} <= {"outbox send", "GET"}


def test_every_line_of_every_process_is_json_and_carries_its_ids(
    traced: Stack, repeated: Import
) -> None:
    logs = {path.stem: path for path in (traced.data_dir / "logs").glob("*.log")}
    # PostgreSQL's own.
    del logs["postgres"]
    lines = {
        name: [json.loads(line) for line in path.read_text().splitlines()]
        for name, path in logs.items()
    }
    with_lines = {name for name, found in lines.items() if found}
    assert with_lines == {
        *("api", "code-server", "daemon", "queue-emulator", "supervisord", "webserver")
    }
    for found in lines.values():
        assert all({"time", "level", "logger", "message"} <= line.keys() for line in found)
    (uploaded,) = [line for line in lines["api"] if line.get("request_id") == "the-upload"]
    assert uploaded["import_id"] == repeated["id"]
    of_runs = [line for line in lines["daemon"] if line.get("import_id") == repeated["id"]]
    assert repeated["dagster_run_id"] in {line["run_id"] for line in of_runs}
    output = Path(traced.data_dir / "compute_logs").rglob("*.err")
    printed = [line for path in output for line in path.read_text().splitlines()]
    assert printed
    found = [json.loads(line) for line in printed]
    of_run = [line for line in found if line["run_id"] == repeated["dagster_run_id"]]
    assert {line["import_id"] for line in of_run} == {repeated["id"]}


def of_import(collector: Collector, import_: Import) -> list[Collected]:
    return [
        span for span in collector.spans if span.attributes.get("import.id") == import_["id"]
    ] + [span for span in collector.spans if "import.chunk" in span.attributes]


def below(parent: Collected, name: str, collector: Collector) -> list[Collected]:
    return [span for span in collector.named(name) if span.parent_id == parent.span_id]
