"""The warm run launcher: starts each run as a fork of a process that has imported everything.

It needs a POSIX system, and serves one machine. Reasons and figures: docs/decisions/0001.
"""

import os
import signal
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from dagster import Array, DagsterInstance, DagsterRun, DefaultRunLauncher, Field, StringSource

# Private modules: the base classes that every launcher outside Dagster's package needs.
from dagster._core.launcher import (
    CheckRunHealthResult,
    LaunchRunContext,
    RunLauncher,
    WorkerStatus,
)
from dagster._serdes import ConfigurableClass, ConfigurableClassData, serialize_value

from vehicle_pipeline.defs.launching.run_server import ForkRequest, RunServer
from vehicle_pipeline.defs.launching.worker_identity import WorkerIdentity

# What an interrupted process gets to end by itself, in seconds. One that computes in native code
# notices the interruption only when that is over, which may be never.
GRACE_SECONDS = 20.0
PRELOAD = ["dagster_postgres", "polars", "pandera.polars", "vehicle_pipeline.definitions"]


class WarmRunLauncher(RunLauncher[DagsterInstance], ConfigurableClass):
    """Forks one process per run from a run server, which is started on first use.

    A run's process is identified by the run's tags, not by this object. Any process that reads the
    tags can check and stop it, and a restarted daemon finds the runs of the previous one.
    """

    def __init__(
        self, preload: Sequence[str] = PRELOAD, inst_data: ConfigurableClassData | None = None
    ) -> None:
        if not hasattr(os, "fork"):
            raise NotImplementedError(
                "WarmRunLauncher needs a POSIX system. Set VEHICLE_PIPELINE_RUN_LAUNCHER=default."
            )
        super().__init__()  # type: ignore[no-untyped-call]
        self._preload = preload
        self._inst_data = inst_data
        self._server: RunServer | None = None
        # Runs are dequeued by several threads; the server answers one at a time.
        self._lock = threading.Lock()

    @property
    def inst_data(self) -> ConfigurableClassData | None:
        """The configuration from which Dagster created this object."""
        return self._inst_data

    @classmethod
    def config_type(cls) -> Mapping[str, Any]:
        """Fields of `config` in dagster.yaml."""
        return {
            "kind": Field(
                StringSource,
                default_value="warm",
                description="'warm', or 'default' to use Dagster's DefaultRunLauncher instead.",
            ),
            "preload": Field(
                Array(str),
                default_value=PRELOAD,
                description="Modules to import before the first run. Importing must not start "
                "threads or open connections.",
            ),
        }

    @classmethod
    def from_config_value(  # type: ignore[override]
        cls, inst_data: ConfigurableClassData, config_value: Mapping[str, Any]
    ) -> RunLauncher[DagsterInstance]:
        """Return the launcher of the configured `kind`.

        dagster.yaml cannot choose a class by environment variable, but it can choose a `kind`.
        """
        match config_value["kind"]:
            case "warm":
                return cls(config_value["preload"], inst_data)
            case "default":
                return DefaultRunLauncher(inst_data)
            case other:
                raise ValueError(f"run launcher {other!r}: expected 'warm' or 'default'")

    def launch_run(self, context: LaunchRunContext) -> None:
        """Start the run's process. An error fails the run; Dagster records the reason."""
        request = ForkRequest(
            run_id=context.dagster_run.run_id,
            instance_ref=serialize_value(self._instance.get_ref()),
        )
        with self._lock:
            self._running_server().fork(request)

    def terminate(self, run_id: str) -> bool:
        """Interrupt the run's process; return False if there is none to interrupt."""
        run = self._instance.get_run_by_id(run_id)
        if run is None or run.is_finished:
            return False
        self._instance.report_run_canceling(run)
        # Read the tags again: a process that has not written them yet will see the new status.
        run = self._instance.get_run_by_id(run_id) or run
        worker = WorkerIdentity.of_run(run)
        if worker is None:
            return True
        if not worker.is_local():
            self._report(run, f"The run's process is on {worker.host} and cannot be reached.")
            return False
        if not worker.is_alive():
            self._instance.report_run_canceled(run, "The run's process had already ended.")
            return False
        os.kill(worker.pid, signal.SIGTERM)
        timer = threading.Timer(GRACE_SECONDS, self._kill, (worker,))
        timer.daemon = True
        timer.start()
        return True

    def _kill(self, worker: WorkerIdentity) -> None:
        """End a process that has not ended by itself, and its run."""
        if not worker.is_alive():
            return
        os.kill(worker.pid, signal.SIGKILL)
        run = self._instance.get_run_by_id(worker.run_id)
        if run is not None and not run.is_finished:
            reason = f"The run's process did not end within {GRACE_SECONDS:.0f} s and was killed."
            self._instance.report_run_canceled(run, reason)

    @property
    def supports_check_run_worker_health(self) -> bool:
        """True: run monitoring can check the processes."""
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """Whether the run's process is alive; another process with its pid does not count."""
        worker = WorkerIdentity.of_run(run)
        if worker is None:
            return CheckRunHealthResult(
                WorkerStatus.NOT_FOUND, "The run's tags name no process of this launcher."
            )
        process = f"process {worker.pid} on {worker.host}"
        if not worker.is_local():
            return CheckRunHealthResult(
                WorkerStatus.NOT_FOUND,
                f"The run's {process} was started before a restart, or on another machine.",
            )
        if not worker.is_alive():
            return CheckRunHealthResult(
                WorkerStatus.FAILED, f"The run's {process} was killed or crashed."
            )
        return CheckRunHealthResult(WorkerStatus.RUNNING, run_worker_id=str(worker.pid))

    def dispose(self) -> None:
        """Stop the run server; its runs continue."""
        with self._lock:
            if self._server:
                self._server.close()
                self._server = None

    def _running_server(self) -> RunServer:
        if self._server and not self._server.is_usable():
            self._server.close()
            self._server = None
        if self._server is None:
            self._server = RunServer.start(self._preload)
        return self._server

    def _report(self, run: DagsterRun, message: str) -> None:
        self._instance.report_engine_event(message, run, cls=type(self))
