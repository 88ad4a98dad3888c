"""Launching small runs, and waiting for what becomes of them."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from dagster import DagsterInstance, DagsterRun, DagsterRunStatus, JobDefinition, reconstructable

from tests.defs import launcher_definitions as jobs
from vehicle_pipeline.defs.launching.worker_identity import WorkerIdentity

# From a fork to the end of a small run takes tenths of a second; the first one waits for imports.
PATIENCE = 30.0


@dataclass
class Runs:
    """Launches runs, waits for them, and leaves no process behind."""

    instance: DagsterInstance
    folder: Path

    def create(self, job: JobDefinition, **config: Any) -> str:
        config = {"ops": {"wait": {"config": config}}} if config else {}
        origin = reconstructable(cast(Any, job)).get_python_origin()
        run = self.instance.create_run_for_job(job, run_config=config, job_code_origin=origin)
        return run.run_id

    def launch(self, job: JobDefinition, **config: Any) -> str:
        run_id = self.create(job, **config)
        self.instance.launch_run(run_id, cast(Any, None))
        return run_id

    def launch_waiting(self, *, seconds: float = 60) -> WorkerIdentity:
        """Launch a run, and return its process once it is in the midst of its op."""
        run_id = self.launch(jobs.waiting, marker=str(self.marker), seconds=seconds)
        self.wait_for(run_id, DagsterRunStatus.STARTED)
        until(lambda: jobs.BEGUN in self.messages(run_id))
        worker = WorkerIdentity.of_run(self.get(run_id))
        assert worker is not None
        return worker

    @property
    def marker(self) -> Path:
        return self.folder / "marker"

    def get(self, run_id: str) -> DagsterRun:
        run = self.instance.get_run_by_id(run_id)
        assert run is not None
        return run

    def wait_for(self, run_id: str, status: DagsterRunStatus) -> DagsterRun:
        deadline = time.monotonic() + PATIENCE
        while (run := self.get(run_id)).status is not status:
            assert not run.is_finished, f"{run.status}: {self.messages(run_id)}"
            assert time.monotonic() < deadline, f"still {run.status}"
            time.sleep(0.02)
        return run

    def messages(self, run_id: str) -> str:
        return "\n".join(entry.message for entry in self.instance.all_logs(run_id))


def kill(worker: WorkerIdentity) -> None:
    with suppress(ProcessLookupError):
        os.kill(worker.pid, signal.SIGKILL)
    wait_until_gone(worker)


def wait_until_gone(worker: WorkerIdentity) -> None:
    until(lambda: not worker.is_alive())


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)
