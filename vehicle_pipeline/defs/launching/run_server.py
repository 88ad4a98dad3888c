"""The launcher's end of the run server: the process that forks one child per run.

`run_worker` is the other end. They talk over a socket pair, one line of JSON each way per run.
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
# Importing everything takes 3-5 s; a machine under load may need a multiple of that. A fork takes
# milliseconds, but the first one also opens the Dagster instance, whose database may be away.
ANSWER_SECONDS = 120.0


class RunServerError(PipelineError):
    """The run server could not start a process for a run."""


class ForkRequest(BaseModel):
    """Execute this run. `instance_ref` is Dagster's serialized reference to its instance."""

    model_config = ConfigDict(frozen=True)

    run_id: str
    instance_ref: str


class ForkReply(BaseModel):
    """Done, or why not. Sent once unasked, when the server is ready, with the files it has read."""

    model_config = ConfigDict(frozen=True)

    error: str | None = None
    sources: dict[str, int] = {}


def modification_times(paths: Iterable[str | None]) -> dict[str, int]:
    """When each file was changed last, in nanoseconds; without those that are gone."""
    times = {}
    for path in filter(None, paths):
        with suppress(FileNotFoundError):
            times[path] = Path(path).stat().st_mtime_ns
    return times


class RunServer:
    """A running run server. It ends when this end of the socket closes; its children live on."""

    def __init__(self, process: "subprocess.Popen[bytes]", connection: socket.socket) -> None:
        connection.settimeout(ANSWER_SECONDS)
        self._process = process
        self._sources: dict[str, int] = {}
        self._stream = connection.makefile("rw", encoding="utf-8")
        # The stream keeps the descriptor open as long as it is needed.
        connection.close()

    @classmethod
    def start(cls, preload: Sequence[str]) -> Self:
        """Start the process and wait until it has imported the modules."""
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
        """Whether the process is still there, and its code still the code on disk.

        The code server reloads changed definitions; runs must not go on with the old ones.
        """
        return self._process.poll() is None and modification_times(self._sources) == self._sources

    def fork(self, request: ForkRequest) -> None:
        """Start a process that executes the run."""
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
        # What could not be sent any more does not matter.
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
        """Never again use a server whose next answer could be the one to an earlier request."""
        self.close()
        return RunServerError("The run server ended or does not answer; its output tells why.")
