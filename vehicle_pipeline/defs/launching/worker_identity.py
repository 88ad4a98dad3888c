"""Identifies the process that executes a run, so that any other process can find it.

A pid alone is not enough, because the kernel reuses it. Pid, start time, machine and boot
together are unique.
"""

import os
import platform
import subprocess
from pathlib import Path
from typing import Self

from dagster import DagsterRun
from pydantic import BaseModel, ConfigDict, ValidationError

# The leading dot hides it in the Dagster UI, like Dagster's own worker addresses.
WORKER_TAG = ".dagster/warm_run_worker"

_PROC = Path("/proc")


class WorkerIdentity(BaseModel):
    """The process that executes a run; stored as JSON in a tag of that run."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    run_id: str
    pid: int
    started: str
    machine: str
    host: str

    @classmethod
    def current(cls, run_id: str) -> Self:
        """Return the identity of this process, as the one that executes the run."""
        pid = os.getpid()
        return cls(
            run_id=run_id,
            pid=pid,
            started=process_start(pid) or "",
            machine=machine_id(),
            host=platform.node(),
        )

    @classmethod
    def of_run(cls, run: DagsterRun) -> Self | None:
        """Return the process in the run's tags; None if there is none.

        A retry inherits the tags of the run it repeats, so an identity of another run is ignored.
        """
        try:
            identity = cls.model_validate_json(run.tags.get(WORKER_TAG, ""))
        except ValidationError:
            return None
        return identity if identity.run_id == run.run_id else None

    def as_tags(self) -> dict[str, str]:
        """Return the tags to add to the run."""
        return {WORKER_TAG: self.model_dump_json()}

    def is_local(self) -> bool:
        """Whether the process belongs to this boot and pid namespace, so that we can signal it."""
        return self.machine == machine_id()

    def is_alive(self) -> bool:
        """Whether the process still runs on this machine; a zombie does not count."""
        return self.is_local() and process_start(self.pid) == self.started


def process_start(pid: int) -> str | None:
    """Return a process's start time in the system's format; None if it does not run."""
    read = _read_proc if _PROC.joinpath("self").exists() else _ask_ps
    state, started = read(pid)
    return None if state in ("", "Z", "X") else started


def machine_id() -> str:
    """Return an id of this boot of this machine and of our pid namespace (container).

    Without /proc it is the host name, which is less reliable: laptops change it with the network.
    """
    try:
        boot = _PROC.joinpath("sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}/{(_PROC / 'self/ns/pid').readlink()}"
    except OSError:
        return platform.node()


def _read_proc(pid: int) -> tuple[str, str]:
    """Return state letter and start time (clock ticks since boot) from Linux's /proc."""
    try:
        stat = _PROC.joinpath(str(pid), "stat").read_text()
    except OSError:
        return "", ""
    # The process's name stands in parentheses and may contain any character.
    fields = stat.rpartition(")")[2].split()
    return fields[0], fields[19]


def _ask_ps(pid: int) -> tuple[str, str]:
    """Return the same from `ps`, to the second, on systems without /proc (macOS, the BSDs)."""
    command = ["ps", "-o", "stat=,lstart=", "-p", str(pid)]
    environment = {**os.environ, "LC_ALL": "C"}
    line = subprocess.run(command, capture_output=True, text=True, env=environment).stdout.strip()
    state, _, started = line.partition(" ")
    return state[:1], started.strip()
