"""supervisord: start it, ask it, stop it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from typing import Any
from xmlrpc.client import ProtocolError, ServerProxy

from pydantic import BaseModel, TypeAdapter

from vehicle_pipeline.local import supervisor_conf
from vehicle_pipeline.local.errors import StartError
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.programs import Program
from vehicle_pipeline.settings import LogFormat

# supervisord itself is up in a fraction of a second.
START_TIMEOUT = 15.0
# Seconds that supervisord may need beside the programs' own: it looks about once a second, and
# the system may take a while to end a process and give its memory back.
STOP_ROOM = 15.0


class ProgramState(BaseModel):
    """One program's state as supervisord reports it."""

    name: str
    statename: str
    start: int
    pid: int


_STATES = TypeAdapter(list[ProgramState])


def seconds_to_stop(programs: Iterable[Program]) -> float:
    """How long an orderly stop may take: the groups one after the other, each at once."""
    slowest: dict[str, int] = {}
    for program in programs:
        slowest[program.group] = max(slowest.get(program.group, 0), program.stop_seconds)
    return sum(slowest.values()) + STOP_ROOM


class Supervisor:
    """supervisord for the programs of one stack, as a child of this process."""

    def __init__(self, data_dir: DataDir, log_format: LogFormat = "text") -> None:
        self._data_dir = data_dir
        self._log_format = log_format
        self._process: subprocess.Popen[bytes] | None = None
        # How long an orderly stop may take.
        self.stop_seconds = STOP_ROOM

    def start(self, programs: Sequence[Program], environment: Mapping[str, str]) -> None:
        """Start supervisord; the programs wait for `start_programs`."""
        data_dir = self._data_dir
        self.stop_seconds = seconds_to_stop(programs)
        data_dir.supervisor_conf.write_text(supervisor_conf.render(data_dir, programs), "utf-8")
        data_dir.supervisor_socket.unlink(missing_ok=True)
        module = [sys.executable, "-m", "vehicle_pipeline.local.supervisord"]
        module += [str(os.getpid()), self._log_format]
        with data_dir.log("supervisord-output").open("wb") as output:
            self._process = subprocess.Popen(
                [*module, "-c", str(data_dir.supervisor_conf)],
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                # The terminal's Ctrl-C must reach only us: we stop the programs in order.
                start_new_session=True,
            )
        self._wait_until_it_answers()

    @property
    def is_alive(self) -> bool:
        """Whether supervisord runs."""
        return self._process is not None and self._process.poll() is None

    def start_programs(self, programs: Sequence[Program]) -> None:
        """Start programs, without waiting for them."""
        with self._rpc() as rpc:
            for program in programs:
                rpc.startProcess(f"{program.group}:{program.name}", False)

    def states(self) -> dict[str, ProgramState]:
        """The programs by name."""
        with self._rpc() as rpc:
            states = _STATES.validate_python(rpc.getAllProcessInfo())
        return {state.name: state for state in states}

    def stop(self) -> None:
        """Stop the programs in order, then supervisord."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(self.stop_seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @contextmanager
    def _rpc(self) -> Iterator[Any]:
        """The `supervisor` namespace of its XML-RPC interface."""
        from supervisor.xmlrpc import SupervisorTransport

        transport = SupervisorTransport(None, None, f"unix://{self._data_dir.supervisor_socket}")
        with closing(transport):
            # The address is never used: the transport has its own.
            yield ServerProxy("http://127.0.0.1", transport=transport).supervisor

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT
        while self.is_alive and time.monotonic() < deadline:
            with suppress(OSError, ProtocolError):
                self.states()
                return
            time.sleep(0.05)
        log = self._data_dir.log("supervisord-output").read_text("utf-8", errors="replace")
        raise StartError("O supervisor dos processos não iniciou.", log)
