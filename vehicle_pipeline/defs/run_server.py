"""The launcher's end of the run server: the process that forks one child per run.

`run_worker` is the other end. They talk over a socket pair, one line of JSON each way per run.
"""

import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Self

from pydantic import BaseModel, ConfigDict

from vehicle_pipeline.errors import PipelineError

WORKER_MODULE = "vehicle_pipeline.defs.run_worker"
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
    """The new process, or why there is none. Sent once unasked, when the server is ready."""

    model_config = ConfigDict(frozen=True)

    pid: int | None = None
    error: str | None = None


class RunServer:
    """A running run server. It ends when this end of the socket closes; its children live on."""

    def __init__(self, process: "subprocess.Popen[bytes]", connection: socket.socket) -> None:
        connection.settimeout(ANSWER_SECONDS)
        self._process = process
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
        try:
            server._receive()
        except RunServerError:
            server.close()
            raise
        return server

    def is_alive(self) -> bool:
        """Whether the process is still there."""
        return self._process.poll() is None

    def fork(self, request: ForkRequest) -> int:
        """Return the pid of a new process that executes the run."""
        try:
            self._stream.write(request.model_dump_json() + "\n")
            self._stream.flush()
        except OSError as error:
            raise RunServerError(f"The run server is gone: {error}") from error
        return self._receive().pid or 0

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
            raise RunServerError(f"The run server does not answer: {error}") from error
        if not line:
            raise RunServerError("The run server ended unexpectedly; its output tells why.")
        reply = ForkReply.model_validate_json(line)
        if reply.error:
            raise RunServerError(reply.error)
        return reply
