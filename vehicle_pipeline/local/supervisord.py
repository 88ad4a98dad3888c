"""supervisord as a child that stops everything when its parent is killed.

Run as `python -m vehicle_pipeline.local.supervisord PARENT_PID <supervisord's options>`.
"""

import ctypes
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from supervisor import loggers
from supervisor.supervisord import main as supervisord

# From <linux/prctl.h>.
PR_SET_PDEATHSIG = 1


class PatientLogFile(loggers.RotatingFileHandler):  # type: ignore[misc]
    """A log that loses lines while its disk takes none, and goes on when it does again."""

    stream: IO[Any]

    def emit(self, record: object) -> None:
        """Write a record, if that is possible."""
        with suppress(OSError):
            if self.stream.closed:  # by a rotation that could not be finished
                self.stream = Path(self.baseFilename).open(self.mode)  # noqa: SIM115
            super().emit(record)

    def handleError(self) -> None:
        """Do nothing: supervisord would write to its standard error, and die if that fails too."""


def stop_with_parent(parent: int) -> None:
    """Have the kernel send SIGTERM to this process when its parent dies, where it can (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before the call
            sys.exit(1)


def main() -> None:
    """Run supervisord with the rest of the command line."""
    stop_with_parent(int(sys.argv[1]))
    # Its own log and those of the programs are all made from this name.
    loggers.RotatingFileHandler = PatientLogFile
    supervisord(sys.argv[2:])


if __name__ == "__main__":
    main()
