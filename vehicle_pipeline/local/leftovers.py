"""Processes of a stack that outlived it: after a crash, or because they left their group."""

import os
import signal
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from vehicle_pipeline.local import owner, postgres
from vehicle_pipeline.local.environment import STACK_MARKER, STACK_OWNER

# After a crash supervisord stops its programs by itself; this is its time for it, in seconds.
GRACE = 15.0
# The longest that a program takes to be put in its place on a busy machine, in seconds.
STARTING = 2.0
# A leftover may start another process just before it ends.
ROUNDS = 3


def end_leftovers(data_dir: Path, *, grace: float = GRACE) -> int:
    """End every process marked as belonging to the stack of `data_dir`; return how many.

    Only for the holder of that stack's lock, when no other command owns them (`is_owned`).
    """
    ended = 0
    for _ in range(ROUNDS):
        leftovers = list(marked(data_dir))
        if not leftovers:
            break
        servers = [process for process in leftovers if _is_postgres(process)]
        others = [process for process in leftovers if process not in servers]
        _end(others, signal.SIGTERM, grace)
        _end(servers, signal.Signals[f"SIG{postgres.STOP_SIGNAL}"], postgres.STOP_SECONDS)
        ended += len(leftovers)
    return ended


def is_owned(data_dir: Path) -> bool:
    """Whether another command that lives runs a stack on `data_dir`, lock or no lock."""
    owners = set()
    for process in marked(data_dir):
        with suppress(psutil.Error, OSError):
            owners.add(variables_of(process).get(STACK_OWNER, ""))
    return any(owner.lives(each) for each in owners - {owner.identity()})


def _end(processes: Sequence[psutil.Process], number: signal.Signals, grace: float) -> None:
    """Ask processes to end, and kill those that do not within `grace` seconds."""
    _signal(processes, number)
    _, stubborn = psutil.wait_procs(processes, timeout=grace)
    _signal(stubborn, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=GRACE)


def _is_postgres(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return str(process.name()) == "postgres"
    return False


def _signal(processes: Iterable[psutil.Process], number: int) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(number)


def marked(data_dir: Path) -> Iterator[psutil.Process]:
    """Yield the processes of the stack of `data_dir`, those of a crashed one as well."""
    for process in psutil.process_iter():
        # Gone, or not ours to look at.
        with suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and variables_of(process).get(STACK_MARKER) == str(
                data_dir
            ):
                yield process


def variables_of(process: psutil.Process) -> dict[str, str]:
    """The variables of a process. While the system puts a program in its place it shows none."""
    deadline = time.monotonic() + STARTING
    while not (variables := process.environ()):
        if process.cmdline():
            return process.environ()
        # Threads of the system have no program, and zombies none any more.
        if not process.exe() or time.monotonic() > deadline:
            break
        time.sleep(0.005)
    return variables
