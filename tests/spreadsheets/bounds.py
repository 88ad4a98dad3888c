"""Measures what reading a workbook costs the process that asks and the one that parses."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

_OWN = Path("/proc/self")


# How the command of a process that parses a workbook can be told from any other.
_READER = "vehicle_pipeline.spreadsheets.confined"


def readers() -> list[psutil.Process]:
    """Return the processes of this one that parse a workbook."""
    return [child for child in psutil.Process().children() if _READER in _command(child)]


@dataclass
class Cost:
    """Largest resident size of any child, growth of this process's (bytes), and seconds."""

    child: int = 0
    own: int = 0
    seconds: float = 0.0


@contextmanager
def measured() -> Iterator[Cost]:
    cost, is_over, started = Cost(), threading.Event(), time.monotonic()
    (_OWN / "clear_refs").write_text("5")  # sets VmHWM back to VmRSS
    before = _kilobytes(_OWN, "VmRSS")

    def watch() -> None:
        while not is_over.wait(0.003):
            for child in readers():
                size = _kilobytes(Path(f"/proc/{child.pid}"), "VmHWM")
                cost.child = max(cost.child, size * 1024)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield cost
    finally:
        is_over.set()
        watcher.join()
        cost.own = (_kilobytes(_OWN, "VmHWM") - before) * 1024
        cost.seconds = time.monotonic() - started


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []  # it has ended


def _kilobytes(process: Path, key: str) -> int:
    try:
        found = re.search(rf"^{key}:\s+(\d+) kB", (process / "status").read_text(), re.MULTILINE)
    except OSError:
        found = None  # it has ended
    return int(found[1]) if found else 0
