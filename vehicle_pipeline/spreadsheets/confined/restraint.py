"""What the child does to itself before it touches a file: limits, and an end with its parent."""

import os
import queue
import resource
import sys
import threading
from collections.abc import Iterator
from typing import BinaryIO

from vehicle_pipeline.spreadsheets.limits import MEGABYTE, WorkbookLimits


def restrain(limits: WorkbookLimits) -> None:
    """Have the kernel end this process rather than let it take more than its limits.

    RLIMIT_DATA counts memory that is written to; RLIMIT_AS, which other systems have, also
    address space that is only set aside. macOS knows neither; there the caps on the file remain.
    """
    _limit(resource.RLIMIT_CORE, 0, 0)
    # At the soft limit the kernel says why, at the hard one it kills.
    _limit(resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1)
    kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    _limit(kind, limits.memory_mb * MEGABYTE, limits.memory_mb * MEGABYTE)


def _limit(kind: int, soft: int, hard: int) -> None:
    _, highest = resource.getrlimit(kind)
    if highest != resource.RLIM_INFINITY:
        soft, hard = min(soft, highest), min(hard, highest)
    try:
        resource.setrlimit(kind, (soft, hard))
    except (ValueError, OSError):
        if sys.platform == "linux":
            raise


def lines_until_parent_ends(stream: BinaryIO) -> Iterator[bytes]:
    """Yield what the parent says; the process ends at once when the parent's end is closed.

    A thread of its own listens, so that the process ends in the middle of its work, too.
    """
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def listen() -> None:
        for line in stream:
            lines.put(line)
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    while True:
        yield lines.get()
