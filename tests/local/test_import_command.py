"""Ctrl-C during `import`: what has become of the file is a sentence."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.system.conftest import wait_for
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.locks import FileLock
from vehicle_pipeline.local.state import StackState

INTERRUPTED = 130
JOB = "0198a5b2-6f0c-7d5e-9a3b-2f1c4d5e6f70"


class Api(ThreadingHTTPServer):
    """Takes an upload, unless `is_silent`, and then answers nothing."""

    daemon_threads = True

    def __init__(self, *, is_silent: bool) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.is_silent = is_silent
        self.is_waited_for = threading.Event()
        self.end = threading.Event()


class Handler(BaseHTTPRequestHandler):
    server: Api

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.is_silent:
            self.do_GET()
            return
        self.send_response(201)
        self.end_headers()
        self.wfile.write(b'{"job_id": "%s"}' % JOB.encode())

    def do_GET(self) -> None:
        self.server.is_waited_for.set()
        self.server.end.wait(60)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(*, is_silent: bool) -> Iterator[Api]:
    with Api(is_silent=is_silent) as api:
        threading.Thread(target=api.serve_forever, daemon=True).start()
        try:
            yield api
        finally:
            api.end.set()
            api.shutdown()


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[DataDir]:
    """The data dir of a stack that another command runs."""
    found = DataDir(tmp_path / "dados")
    with FileLock(found.lock) as lock:
        lock.acquire()
        yield found


@contextmanager
def importing(data_dir: DataDir) -> Iterator["subprocess.Popen[str]"]:
    file = data_dir.root / "frota.csv"
    file.write_text("placa,modelo,ano,valor_fipe\nABC1D23,Gol,2020,50000\n")
    command = [sys.executable, "-m", "vehicle_pipeline", "import", str(file)]
    with subprocess.Popen(
        [*command, "--data-dir", str(data_dir.root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def interrupted(process: "subprocess.Popen[str]") -> str:
    """What is said on Ctrl-C, as one line."""
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=30)
    assert (process.returncode, output) == (INTERRUPTED, ""), errors
    return " ".join(errors.split())


def test_an_import_that_was_accepted_goes_on_and_is_named(data_dir: DataDir) -> None:
    with serving(is_silent=False) as api, importing(data_dir) as process:
        said = interrupted_at(api, data_dir, process)

    address = f"http://127.0.0.1:{api.server_port}/api/v1/imports/{JOB}"
    assert f"A importação {JOB} continua. Acompanhe em {address};" in said
    assert f"vehicle-pipeline cancel {JOB} --api-url http://127.0.0.1:{api.server_port}" in said


def test_whether_a_file_has_arrived_is_left_open_without_an_answer(data_dir: DataDir) -> None:
    with serving(is_silent=True) as api, importing(data_dir) as process:
        said = interrupted_at(api, data_dir, process)

    assert "O envio foi interrompido." in said
    assert "continua" not in said


@pytest.mark.skipif(os.geteuid() != 0, reason="only root is warned")
def test_root_is_warned_by_the_stack_alone_which_the_import_has_not_started(
    data_dir: DataDir,
) -> None:
    with serving(is_silent=False) as api, importing(data_dir) as process:
        assert "RUN_AS_USER" not in interrupted_at(api, data_dir, process)


def test_before_there_is_a_stack_nothing_is_sent(data_dir: DataDir) -> None:
    with importing(data_dir) as process:
        wait_for(lambda: data_dir.clients_lock.exists() or None, "the command")
        said = interrupted(process)

    assert said.endswith("Nada foi enviado.")


def interrupted_at(api: Api, data_dir: DataDir, process: "subprocess.Popen[str]") -> str:
    """What is said on Ctrl-C while the command waits for the API's answer."""
    address = f"http://127.0.0.1:{api.server_port}"
    StackState(pid=1, api_url=address, dagster_url="http://127.0.0.1:9").write(data_dir)
    assert api.is_waited_for.wait(60)
    return interrupted(process)
