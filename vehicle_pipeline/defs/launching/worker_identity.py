"""Which process executes a run, told so that any other process can find it, and only it.

A pid alone is not enough: the kernel gives it to another process later. Together with the moment
the process started, on one boot of one machine, it is never given twice.
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
        """This process, as the one that executes the run."""
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
        """The process the run's tags tell of; None if they tell of none.

        A retry inherits the tags of the run it repeats: a record about another run does not count.
        """
        try:
            identity = cls.model_validate_json(run.tags.get(WORKER_TAG, ""))
        except ValidationError:
            return None
        return identity if identity.run_id == run.run_id else None

    def as_tags(self) -> dict[str, str]:
        """The tags to put on the run."""
        return {WORKER_TAG: self.model_dump_json()}

    def is_local(self) -> bool:
        """Whether the process, if it lives, is one this process can see and signal."""
        return self.machine == machine_id()

    def is_alive(self) -> bool:
        """Whether that very process still runs here; a zombie does not."""
        return self.is_local() and process_start(self.pid) == self.started


def process_start(pid: int) -> str | None:
    """When a process started, in the system's own words; None if there is none or it has ended."""
    read = _read_proc if _PROC.joinpath("self").exists() else _ask_ps
    state, started = read(pid)
    return None if state in ("", "Z", "X") else started


def machine_id() -> str:
    """This boot of this machine, and which of its pid namespaces (container) we are in.

    The host's name will not do where we can do better: laptops change theirs with the network.
    """
    try:
        boot = _PROC.joinpath("sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}/{(_PROC / 'self/ns/pid').readlink()}"
    except OSError:
        return platform.node()


def _read_proc(pid: int) -> tuple[str, str]:
    """State letter and start time (in clock ticks since boot) from Linux's /proc."""
    try:
        stat = _PROC.joinpath(str(pid), "stat").read_text()
    except OSError:
        return "", ""
    # The process's name is in parentheses and may itself contain any character.
    fields = stat.rpartition(")")[2].split()
    return fields[0], fields[19]


def _ask_ps(pid: int) -> tuple[str, str]:
    """The same, to the second, on systems without /proc (macOS, the BSDs)."""
    command = ["ps", "-o", "stat=,lstart=", "-p", str(pid)]
    environment = {**os.environ, "LC_ALL": "C"}
    line = subprocess.run(command, capture_output=True, text=True, env=environment).stdout.strip()
    state, _, started = line.partition(" ")
    return state[:1], started.strip()
