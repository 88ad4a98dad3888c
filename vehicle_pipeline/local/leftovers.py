"""Processes of a stack that outlived it: after a crash, or because they left their group."""

import os
import signal
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import psutil

from vehicle_pipeline.local.environment import STACK_MARKER

# After a crash supervisord stops its programs by itself; this is its time for it, in seconds.
GRACE = 15.0
# A leftover may start another process just before it ends.
ROUNDS = 3


def end_leftovers(data_dir: Path, *, grace: float = GRACE) -> int:
    """End every process marked as belonging to the stack of `data_dir`; return how many.

    Only for who holds that stack's lock.
    """
    ended = 0
    for _ in range(ROUNDS):
        leftovers = [process for process in psutil.process_iter() if _belongs(process, data_dir)]
        if not leftovers:
            break
        _signal(leftovers, signal.SIGTERM)
        _, stubborn = psutil.wait_procs(leftovers, timeout=grace)
        _signal(stubborn, signal.SIGKILL)
        psutil.wait_procs(stubborn, timeout=grace)
        ended += len(leftovers)
    return ended


def _signal(processes: Iterable[psutil.Process], number: int) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(number)


def _belongs(process: psutil.Process, data_dir: Path) -> bool:
    if process.pid == os.getpid():
        return False
    try:
        return bool(process.environ().get(STACK_MARKER) == str(data_dir))
    except (psutil.Error, OSError):  # gone, or not ours to look at
        return False
