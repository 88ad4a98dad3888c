"""Runs in processes of their own that end themselves at a fault point.

`python -m tests.defs.doomed_runs DESCRIPTOR` has imported everything, and forks one process per
run; `DoomedRuns` is the side that asks.
"""

import gc
import os
import signal
import socket
import subprocess
import sys
import threading
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, Self, TextIO
from uuid import UUID

import dagster as dg
from pandera.backends.polars.register import register_polars_backends

from tests.defs import fault_points
from tests.defs.bare_runs import BareRun, opened
from tests.defs.fault_points import POINTS, Fault
from tests.defs.pipeline import run_config
from vehicle_pipeline.adapters.imports import merging
from vehicle_pipeline.contracts import JOB_ID_TAG
from vehicle_pipeline.definitions import build_definitions
from vehicle_pipeline.defs.imports import ops
from vehicle_pipeline.defs.intake.ways import WAYS
from vehicle_pipeline.frozen import Frozen
from vehicle_pipeline.settings import Settings

ROOT = Path(__file__).parents[2]


class DoomedRun(Frozen):
    """A run, and where it is to end; without a fault it runs to its end.

    `job` names the Dagster job that is executed; without it the ops run bare.
    `sample`: how many plates of a chunk are looked up before it is copied, if not all.
    `loaders`: chunks loaded at a time, if not as many as always.
    """

    job_id: UUID
    run_id: str
    chunk_rows: int
    data_dir: Path
    database_url: str
    judged: Path
    job: str | None = None
    sample: int | None = None
    loaders: int | None = None
    fault: Fault | None = None
    trace_file: Path | None = None


class Report(Frozen):
    """What a process says that came to its end."""

    points: tuple[str, ...] = ()
    error: str | None = None


class Ended(Frozen):
    """What became of a process; `signal` that ended it or, when `is_stopped`, stopped it."""

    pid: int
    signal: int = 0
    is_stopped: bool = False
    report: Report = Report()


class Request(Frozen):
    """Start this run and wait for its process, or go on waiting for the process `pid`."""

    run: DoomedRun | None = None
    pid: int = 0


class DoomedRuns:
    """The server's other end."""

    def __init__(self, process: "subprocess.Popen[bytes]", stream: TextIO) -> None:
        self._process = process
        self._stream = stream

    @classmethod
    def start(cls) -> Self:
        ours, theirs = socket.socketpair()
        with theirs, ours:
            command = [sys.executable, "-m", __name__, str(theirs.fileno())]
            process = subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()])
            ours.settimeout(60)
            return cls(process, ours.makefile("rw", encoding="utf-8"))

    def run(self, run: DoomedRun) -> Ended:
        """Execute a run until its process ends or stops."""
        self.begin(Request(run=run))
        return self.end()

    def wait(self, pid: int) -> Ended:
        """Wait until a process that was stopped ends."""
        self.begin(Request(pid=pid))
        return self.end()

    def begin(self, request: Request) -> None:
        self._stream.write(request.model_dump_json() + "\n")
        self._stream.flush()

    def end(self) -> Ended:
        return Ended.model_validate_json(self._stream.readline())

    def close(self) -> None:
        """End the server, and with it what it has started."""
        self._stream.close()
        self._process.wait(timeout=30)


def main(descriptor: int) -> None:
    fault_points.install()
    # Else each run imports them when it judges its first row.
    register_polars_backends()
    history = dg.DagsterInstance.ephemeral()
    assert threading.active_count() == 1, "a thread would be missing in the forks"
    gc.collect()
    gc.freeze()
    reports: dict[int, int] = {}
    with socket.socket(fileno=descriptor) as connection:
        stream = connection.makefile("rw", encoding="utf-8")
        try:
            for line in stream:
                request = Request.model_validate_json(line)
                pid = request.pid or _fork(request.run, history, reports)
                stream.write(_wait(pid, reports).model_dump_json() + "\n")
                stream.flush()
        finally:
            for pid in reports:
                os.kill(pid, signal.SIGKILL)


def _fork(run: DoomedRun | None, history: dg.DagsterInstance, reports: dict[int, int]) -> int:
    assert run is not None
    source, sink = os.pipe()
    with warnings.catch_warnings():
        # Python 3.12 counts the allocators' threads, which know how to survive a fork.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        _become(run, history, sink)
    os.close(sink)
    reports[pid] = source
    return pid


def _wait(pid: int, reports: dict[int, int]) -> Ended:
    _, status = os.waitpid(pid, os.WUNTRACED)
    if os.WIFSTOPPED(status):
        return Ended(pid=pid, signal=os.WSTOPSIG(status), is_stopped=True)
    with os.fdopen(reports.pop(pid)) as pipe:
        said = pipe.read()
    report = Report.model_validate_json(said) if said else Report()
    return Ended(pid=pid, signal=os.WTERMSIG(status), report=report)


def _become(run: DoomedRun, history: dg.DagsterInstance, sink: int) -> NoReturn:
    error = None
    try:
        POINTS.fault, POINTS.trace_file = run.fault, run.trace_file
        if run.sample is not None:
            merging._SAMPLE = run.sample
        if run.loaders is not None:
            ops.LOADERS = run.loaders
        os.environ["DATABASE_URL"] = run.database_url
        _execute(run, history)
    except BaseException as problem:
        error = str(getattr(problem, "description", None) or repr(problem))
        if not isinstance(problem, dg.Failure):
            traceback.print_exc()
    finally:
        os.write(sink, Report(points=tuple(POINTS.seen), error=error).model_dump_json().encode())
        # Neither back into the server's loop nor through its way out.
        os._exit(0)


def _execute(run: DoomedRun, history: dg.DagsterInstance) -> None:
    settings = Settings(data_dir=run.data_dir)
    if run.job is None:
        with opened(run.database_url, history) as database:
            BareRun(
                settings, database, history, run.job_id, run.run_id, run.chunk_rows, run.judged
            ).execute()
        return
    _note_steps()
    job = build_definitions(settings).resolve_job_def(run.job)
    job.execute_in_process(
        run_config=run_config(
            run.job_id, run.chunk_rows, next(way for way in WAYS if way.job == run.job)
        ),
        instance=history,
        tags={JOB_ID_TAG: str(run.job_id)},
    )


def _note_steps() -> None:
    """Make the end of each of Dagster's steps a point."""
    handle: Callable[..., Any] = dg.DagsterInstance.handle_new_event

    def noted(instance: dg.DagsterInstance, event: Any, **more: Any) -> None:
        handle(instance, event, **more)
        if event.is_dagster_event and event.dagster_event.is_step_success:
            POINTS.pass_(f"step: {event.dagster_event.step_key}")

    dg.DagsterInstance.handle_new_event = noted  # type: ignore[method-assign,assignment]


if __name__ == "__main__":
    # What is imported as the main module is another module than the one that others import.
    from tests.defs import doomed_runs

    doomed_runs.main(int(sys.argv[1]))
