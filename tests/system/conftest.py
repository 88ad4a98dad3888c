"""A whole stack, started as a person would start it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psutil
import pytest

from tests.tracing.collector import Collector, collecting
from vehicle_pipeline.local.environment import STACK_MARKER

START_SECONDS = 120
# Rows of a chunk in the stack that is traced.
CHUNK_ROWS = 4_000
# Secrets that the stack is given; `test_secrets` looks where they come out. Nobody is at port 9.
PLANTED = {
    "ALERT_WEBHOOK_URL": "http://127.0.0.1:9/planted-address-of-alerts",
    "WEBHOOK_URL": "http://127.0.0.1:9/planted-address-of-webhooks",
    "WEBHOOK_SECRET": "planted-secret-of-webhooks-0123456789",
    "OIDC_CLIENT_SECRET": "planted-secret-of-the-oidc-client",
    "API_TOKEN": "vp_planted-token-of-the-commands-0123456789ab",
}
# What stays in a data dir after an orderly stop: data, logs, what a run that was ended left for
# housekeeping, and locks that another command may wait for.
KEPT = {
    *("postgres", "uploads", "dagster_home", "compute_logs", "artifacts", "logs"),
    *("scratch", "stack.lock", "clients.lock"),
}
Import = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Stack:
    """A running stack and how to talk to it."""

    data_dir: Path
    api_url: str
    dagster_url: str
    http: httpx.Client

    def upload(self, path: Path, **form: str) -> httpx.Response:
        with path.open("rb") as content:
            return self.http.post("/imports", files={"file": (path.name, content)}, data=form)

    def finished(self, job_id: str) -> Import:
        return wait_for(lambda: self._terminal(job_id), f"the end of {job_id}")

    def processing(self, job_id: str) -> Import:
        """The import as soon as a run has taken it up."""
        return wait_for(lambda: self._taken_up(job_id), f"a run of {job_id}")

    def _taken_up(self, job_id: str) -> Import | None:
        state: Import = self.http.get(f"/imports/{job_id}").json()
        return state if state["status"] != "pending" else None

    def _terminal(self, job_id: str) -> Import | None:
        state: Import = self.http.get(f"/imports/{job_id}").json()
        return state if state["status"] in {"completed", "failed", "cancelled"} else None

    def graphql(self, query: str, **variables: Any) -> Any:
        answer = httpx.post(
            f"{self.dagster_url}/graphql",
            json={"query": query, "variables": variables},
            trust_env=False,
            timeout=20,
        )
        return answer.raise_for_status().json()["data"]

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*cli(), *arguments, "--data-dir", str(self.data_dir)],
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )

    def processes(self) -> list[psutil.Process]:
        """The processes of the stack: all that have its mark in their environment."""
        return [process for process in psutil.process_iter() if self._is_ours(process)]

    def environment(self) -> dict[str, str]:
        """What the programs of the stack see."""
        return max((_environment(process) for process in self.processes()), key=len)

    def _is_ours(self, process: psutil.Process) -> bool:
        return _environment(process).get(STACK_MARKER) == str(self.data_dir)


def _environment(process: psutil.Process) -> dict[str, str]:
    """The variables of a process; none of one that has ended meanwhile."""
    try:
        return process.environ()
    except psutil.Error:
        return {}


def cli() -> list[str]:
    return [str(Path(sys.executable).with_name("vehicle-pipeline"))]


def wait_for(look: Callable[[], T | None], what: str, seconds: float = 60) -> T:
    """Return what `look` returns once it is something."""
    until = time.monotonic() + seconds
    while (found := look()) is None:
        assert time.monotonic() < until, f"{what} did not come within {seconds} s"
        time.sleep(0.1)
    return found


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack as it comes."""
    # What a person may call a folder.
    data_dir = tmp_path_factory.mktemp("stack") / "çã o'\"%"
    with running_stack(data_dir, data_dir.with_suffix(".log")) as stack:
        yield stack


@pytest.fixture(scope="package")
def collector() -> Iterator[Collector]:
    """Takes the spans of the stack that is traced."""
    with collecting() as collector:
        yield collector


@pytest.fixture(scope="package")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the traced stack may import from."""
    folder = tmp_path_factory.mktemp("sources") / "frota"
    folder.mkdir()
    return folder


@pytest.fixture(scope="package")
def traced(
    collector: Collector, source: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """A stack with traces, logs as JSON, small chunks and a source for schedules."""
    data_dir = tmp_path_factory.mktemp("traced") / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOG_FORMAT", "json")
        patch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        # So that what a killed run had done is known; the default is 5 s.
        patch.setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
        patch.setenv("CHUNK_ROWS", str(CHUNK_ROWS))
        patch.setenv("SOURCE_ROOTS", str(source.parent))
        patch.setenv("SOURCE_STILL_SECONDS", "0")
        with running_stack(data_dir, data_dir.with_suffix(".log")) as stack:
            yield stack


@contextmanager
def running_stack(data_dir: Path, log: Path) -> Iterator[Stack]:
    """A stack on `data_dir`; it has to end well, and completely, however impatient the user is."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "DAGSTER_"))}
    with log.open("w") as output:
        process = subprocess.Popen(
            [*cli(), "up", "--data-dir", str(data_dir)],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment | PLANTED,
        )
    try:
        state = wait_for(lambda: _ready(data_dir, process, log), "the stack", START_SECONDS)
        with httpx.Client(
            base_url=f"{state['api_url']}/api/v1", trust_env=False, timeout=30
        ) as http:
            yield Stack(data_dir, state["api_url"], state["dagster_url"], http)
    finally:
        status = _interrupt_until_it_ends(process)
    assert status == 0, log.read_text()
    assert "Já está encerrando" in log.read_text()
    assert {path.name for path in data_dir.iterdir()} <= KEPT
    assert not _processes_of(data_dir), "processes were left behind"


def _interrupt_until_it_ends(process: subprocess.Popen[bytes]) -> int:
    for _ in range(120):
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            return process.wait(1)
    return process.wait(1)


def _ready(data_dir: Path, process: subprocess.Popen[bytes], log: Path) -> Import | None:
    assert process.poll() is None, log.read_text()
    try:
        state: Import = json.loads((data_dir / "stack.json").read_text())
    except FileNotFoundError:
        return None
    return state


def _processes_of(data_dir: Path) -> list[str]:
    """Command lines that name the data dir, or whose environment does."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        if str(data_dir).encode() in told and int(process.name) != os.getpid():
            found.append((process / "cmdline").read_bytes().decode().replace("\0", " "))
    return found
