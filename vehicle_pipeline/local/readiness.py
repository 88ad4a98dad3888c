"""Waiting until a stack works, and noticing when it will not."""

import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from xmlrpc.client import Error

import httpx

from vehicle_pipeline.local.data_dirs import is_full
from vehicle_pipeline.local.errors import StartError
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.postgres import EmbeddedPostgres
from vehicle_pipeline.local.programs import Program
from vehicle_pipeline.local.supervisor import ProgramState, Supervisor

READY_TIMEOUT = 90.0
# Crash recovery replays at most `max_wal_size` of changes.
POSTGRES_TIMEOUT = 60.0
POLL_SECONDS = 0.25
# A program that needs more starts than this has something wrong with it, not a slow neighbour.
MAX_STARTS = 4
LOG_TAIL_LINES = 25
# A health check has to answer within this many seconds, also when a part does not.
HEALTH_TIMEOUT = 10.0


class Watch:
    """Watches the programs of a stack, from their start on."""

    def __init__(
        self, supervisor: Supervisor, programs: Sequence[Program], data_dir: DataDir
    ) -> None:
        self._supervisor = supervisor
        self._programs = {program.name: program for program in programs}
        self._data_dir = data_dir
        # The times at which each program was started, as the supervisor reports them.
        self._starts: dict[str, set[int]] = {name: set() for name in self._programs}
        # The programs that a full disk has kept from running, and that may try again.
        self._excused: set[str] = set()

    def check(self, *, starting: bool = False) -> None:
        """Raise StartError when supervisord is gone or has given up on a program.

        While `starting`, already when a program was started too often.
        """
        if is_full(self._data_dir.root):
            self._excused = set(self._programs)
        for name, state in self._states().items():
            self._starts[name].add(state.start)
            too_often = starting and len(self._starts[name]) > MAX_STARTS
            gave_up = state.statename == "FATAL" and (starting or not self._is_excused(name))
            if gave_up or too_often:
                label = self._programs[name].label
                raise StartError(f"Não foi possível manter no ar: {label}.", self._tail(name))

    def _states(self) -> dict[str, ProgramState]:
        """The programs by name; none at a moment at which supervisord does not answer."""
        states: dict[str, ProgramState] = {}
        with suppress(OSError, HTTPException, Error):
            states = self._supervisor.states()
        if not self._supervisor.is_alive:
            raise StartError("O supervisor dos processos foi encerrado.", self._tail("supervisord"))
        return states

    def _is_excused(self, name: str) -> bool:
        """Whether a program gave up over a full disk; with space again it gets another chance."""
        if name not in self._excused:
            return False
        if not is_full(self._data_dir.root):
            self._excused.remove(name)
            self._supervisor.start_programs([self._programs[name]])
        return True

    def until_listening(self, path: Path) -> None:
        """Return once the code server listens on the unix socket `path`.

        Raises StartError when a program fails, or time is up.
        """
        self._until(lambda: "" if _listens(path) else "o servidor de código do Dagster.")

    def until_ready(self, api_url: str) -> None:
        """Return once the API reports that everything works.

        Raises StartError when a program fails, or time is up.
        """
        # No proxy of the environment: the API is on this machine.
        with httpx.Client(base_url=api_url, timeout=HEALTH_TIMEOUT, trust_env=False) as client:
            self._until(lambda: _what_is_missing(client))

    def _until(self, missing: Callable[[], str]) -> None:
        """Return once nothing is missing."""
        deadline = time.monotonic() + READY_TIMEOUT
        while what := missing():
            self.check(starting=True)
            if time.monotonic() > deadline:
                sentence = f"O sistema não ficou pronto em {READY_TIMEOUT:.0f} s; falta: {what}"
                raise StartError(f"{sentence} Os logs estão em {self._data_dir.logs}.")
            time.sleep(POLL_SECONDS)

    def until_serving(self, postgres: EmbeddedPostgres) -> None:
        """Wait until the database takes connections; raises StartError."""
        if not postgres.wait_until_ready(seconds=POSTGRES_TIMEOUT):
            raise StartError("O PostgreSQL não iniciou.", self._tail(postgres.program.name))

    def _tail(self, program: str) -> str:
        """The last lines of a program's log."""
        try:
            lines = self._data_dir.log(program).read_text("utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return ""
        return "\n".join(lines[-LOG_TAIL_LINES:])


def _listens(path: Path) -> bool:
    with suppress(OSError), socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        client.connect(str(path))
        return True
    return False


def _what_is_missing(client: httpx.Client) -> str:
    """Return what `/health/ready` reports as missing; empty when nothing is."""
    try:
        answer = client.get("/health/ready")
    except httpx.TransportError:
        return "a API."
    if answer.status_code == httpx.codes.OK:
        return ""
    with suppress(ValueError, AttributeError, TypeError, KeyError):
        parts = answer.json()["parts"].values()
        return " ".join(part["detail"] for part in parts if not part["ok"])
    return f"a API ({answer.status_code})."
