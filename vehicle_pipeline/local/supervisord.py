"""supervisord as a child that stops everything when its parent is killed.

Run as `python -m vehicle_pipeline.local.supervisord PARENT_PID LOG_FORMAT <supervisord's options>`.
"""

import ctypes
import json
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from supervisor import loggers
from supervisor.supervisord import main as supervisord

from vehicle_pipeline.logs.moments import moment

# From <linux/prctl.h>.
PR_SET_PDEATHSIG = 1
# supervisord's names of levels, as Python has them.
_LEVELS = {"CRIT": "critical", "ERRO": "error", "WARN": "warning", "DEBG": "debug", "TRAC": "debug"}


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


class JsonLogFile(PatientLogFile):
    """The same, with supervisord's own lines as JSON; what programs print stays as it is."""

    def setFormat(self, fmt: str) -> None:
        """Take the format of the lines; that of programs' lines is the class's own."""
        super().setFormat(fmt if fmt == self.fmt else "%(json)s\n")

    def emit(self, record: Any) -> None:
        """Write a record, if that is possible."""
        if "json" in self.fmt:
            values = record.asdict()
            values["json"] = _line(values["levelname"], values["message"])
        super().emit(record)


def _line(level: str, message: str) -> str:
    """Return a line with the fields of `logs.json_lines`, whose imports take too long here."""
    fields = {"time": moment(time.time()), "level": _LEVELS.get(level, level.lower())}
    return json.dumps({**fields, "logger": "supervisord", "message": message})


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
    loggers.RotatingFileHandler = JsonLogFile if sys.argv[2] == "json" else PatientLogFile
    supervisord(sys.argv[3:])


if __name__ == "__main__":
    main()
