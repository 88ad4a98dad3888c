"""The launcher's client of the run server, the process that forks one child per run.

`run_worker` is the server. They exchange one line of JSON each way per run over a socket pair.
"""

import socket
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict

from vehicle_pipeline.errors import PipelineError

WORKER_MODULE = "vehicle_pipeline.defs.launching.run_worker"
# Imports take 3-5 s, and a multiple of that under load. A fork takes milliseconds, but the first
# one also opens the Dagster instance, whose database may be down.
ANSWER_SECONDS = 120.0


class RunServerError(PipelineError):
    """The run server could not start a process for a run."""


class ForkRequest(BaseModel):
    """Request to execute a run. `instance_ref` is Dagster's serialized `InstanceRef`."""

    model_config = ConfigDict(frozen=True)

    run_id: str
    instance_ref: str


class ForkReply(BaseModel):
    """The reply to a request; `error` is None on success.

    The server also sends one when it is ready, with the modification times of its `sources`.
    """

    model_config = ConfigDict(frozen=True)

    error: str | None = None
    sources: dict[str, int] = {}


def modification_times(paths: Iterable[str | None]) -> dict[str, int]:
    """Return each file's modification time in nanoseconds; missing files are left out."""
    times = {}
    for path in filter(None, paths):
        with suppress(FileNotFoundError):
            times[path] = Path(path).stat().st_mtime_ns
    return times


class RunServer:
    """A running run server. It ends when this end of the socket closes; its children continue."""

    def __init__(self, process: "subprocess.Popen[bytes]", connection: socket.socket) -> None:
        connection.settimeout(ANSWER_SECONDS)
        self._process = process
        self._sources: dict[str, int] = {}
        self._stream = connection.makefile("rw", encoding="utf-8")
        # The stream keeps the descriptor open.
        connection.close()

    @classmethod
    def start(cls, preload: Sequence[str]) -> Self:
        """Start the process and wait for its imports. Raises RunServerError if they fail."""
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-m", WORKER_MODULE, str(theirs.fileno()), *preload],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        server = cls(process, ours)
        hello = server._receive()
        if hello.error:
            server.close()
            raise RunServerError(hello.error)
        server._sources = hello.sources
        return server

    def is_usable(self) -> bool:
        """Whether the process is alive and its code is the code on disk.

        The code server reloads changed definitions; runs must use the new ones, too.
        """
        return self._process.poll() is None and modification_times(self._sources) == self._sources

    def fork(self, request: ForkRequest) -> None:
        """Start a process that executes the run. Raises RunServerError."""
        try:
            self._stream.write(request.model_dump_json() + "\n")
            self._stream.flush()
        except OSError as error:
            raise self._lost() from error
        if problem := self._receive().error:
            raise RunServerError(problem)

    def close(self) -> None:
        """Stop the server, not the runs it has started."""
        self._process.kill()
        self._process.wait()
        # Flushing the rest of a request may fail; the server is gone anyway.
        with suppress(OSError):
            self._stream.close()

    def _receive(self) -> ForkReply:
        try:
            line = self._stream.readline()
        except OSError as error:
            raise self._lost() from error
        if not line:
            raise self._lost()
        return ForkReply.model_validate_json(line)

    def _lost(self) -> RunServerError:
        """Close the connection: its next reply could belong to an earlier request."""
        self.close()
        return RunServerError("The run server ended or does not answer; its output tells why.")
