"""The processes of one stack, found afresh each time; never those of another."""

import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from xmlrpc.client import Error, ServerProxy

import psutil
from supervisor.xmlrpc import SupervisorTransport

from vehicle_pipeline.local.environment import STACK_MARKER
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.leftovers import variables_of

_WORKER = "vehicle_pipeline.defs.launching.run_worker"


class Processes:
    """Finds and signals the processes of the stack on a data dir."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir

    def program(self, name: str) -> psutil.Process | None:
        """Return what the supervisor runs under a name; None while it is down."""
        with suppress(OSError, Error, psutil.Error):
            for state in self._rpc().getAllProcessInfo():
                if state["name"] == name and state["pid"]:
                    process = psutil.Process(state["pid"])
                    return process if self.owns(process) else None
        return None

    def run_server(self) -> psutil.Process | None:
        """Return the process that runs are forked from: a child of the daemon."""
        daemon = self.program("daemon")
        if daemon is None:
            return None
        return next((each for each in self._workers() if _parent(each) == daemon.pid), None)

    def runs(self) -> list[psutil.Process]:
        """Return the processes that execute runs, the oldest first."""
        server = self.run_server()
        found = [each for each in self._workers() if server is None or each.pid != server.pid]
        return sorted(found, key=lambda each: each.pid)

    def postgres(self) -> list[psutil.Process]:
        """Return PostgreSQL's main process and its children, the main one first."""
        main = self.program("postgres")
        if main is None:
            return []
        with suppress(psutil.Error):
            return [main, *main.children(recursive=True)]
        return []

    def backends(self) -> list[psutil.Process]:
        """Return the processes of PostgreSQL that serve one client each."""
        return [each for each in self.postgres()[1:] if " [local] " in _title(each)]

    def owns(self, process: psutil.Process) -> bool:
        """Whether a process is one of this stack's."""
        try:
            return bool(variables_of(process).get(STACK_MARKER) == str(self._data_dir))
        except (psutil.Error, OSError):
            return False

    def left(self) -> list[str]:
        """Return the command lines of all processes that belong to the stack or name its folder."""
        found = []
        for process in psutil.process_iter():
            names = str(self._data_dir) in _title(process) and process.pid != os.getpid()
            if names or self.owns(process):
                found.append(_title(process))
        return found

    def stop(self, name: str) -> bool:
        """Have the supervisor stop a program for good; False when it was down."""
        with suppress(OSError, Error):
            return bool(self._rpc().stopProcess(name, True))
        return False

    def start(self, name: str) -> bool:
        """Have the supervisor start a program; False when it would not."""
        with suppress(OSError, Error):
            return bool(self._rpc().startProcess(name, False))
        return False

    def starts(self) -> int:
        """Return how many processes the supervisor has started up to now."""
        logs = self._data_dir.glob("logs/supervisord.log*")
        return sum(log.read_text("utf-8", "replace").count(" INFO spawned: ") for log in logs)

    def _workers(self) -> Iterator[psutil.Process]:
        for process in psutil.process_iter():
            if _WORKER in _title(process) and self.owns(process):
                yield process

    def _rpc(self) -> Any:
        socket = DataDir(self._data_dir).supervisor_socket
        transport = SupervisorTransport(None, None, f"unix://{socket}")
        return ServerProxy("http://127.0.0.1", transport=transport).supervisor


def send(processes: Iterable[psutil.Process], number: signal.Signals) -> int:
    """Send a signal; return how many processes were there to get it."""
    sent = 0
    for process in processes:
        # Looks whether the pid has gone to another process meanwhile.
        with suppress(psutil.NoSuchProcess):
            process.send_signal(number)
            sent += 1
    return sent


def _parent(process: psutil.Process) -> int | None:
    with suppress(psutil.Error):
        return process.ppid()
    return None


def _title(process: psutil.Process) -> str:
    with suppress(psutil.Error):
        return " ".join(process.cmdline())
    return ""
