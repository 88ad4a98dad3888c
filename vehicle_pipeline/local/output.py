"""Standard output and error that take everything: no fault of theirs disturbs a command's work.

A stack that cannot write that it stops must stop all the same.
"""

import io
import json
import sys
from typing import Any

from rich.console import Console

from vehicle_pipeline.local.errors import OutputError
from vehicle_pipeline.local.narrator import Narrator


class _Patient(io.FileIO):
    """Remembers what went wrong with a write, and goes on as if it had not."""

    fault: OSError | None = None

    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except OSError as error:
            self.fault = error
            return memoryview(data).nbytes


class Output(io.TextIOWrapper):
    """A standard stream; question marks stand for characters that its encoding lacks."""

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self._file = _Patient(stream.fileno(), "w", closefd=False)
        super().__init__(
            io.BufferedWriter(self._file),
            encoding=stream.encoding,
            errors="replace",
            line_buffering=stream.line_buffering,
            write_through=stream.write_through,
        )

    @property
    def fault(self) -> OSError | None:
        """Why something could not be written, if so."""
        self.flush()
        return self._file.fault


def make_patient() -> None:
    """Put an Output in the place of each standard stream that is open."""
    sys.stdout, sys.stderr = map(_patient, (sys.stdout, sys.stderr))


def print_json(value: Any) -> None:
    """Print JSON for a program, escaped where the encoding lacks characters."""
    console = Console(soft_wrap=True)
    is_unicode = console.encoding.startswith("utf")
    console.out(json.dumps(value, ensure_ascii=not is_unicode), highlight=False)


def check() -> None:
    """Raise OutputError if standard output did not take everything."""
    fault = sys.stdout.fault if isinstance(sys.stdout, Output) else None
    if fault:
        raise OutputError(fault) from fault


def report_loss() -> int:
    """Say on standard error that output was lost; return the exit status, 0 if none was.

    A pipe that its reader has closed is no news to the person: `... | head`.
    """
    try:
        check()
    except OutputError as error:
        if not isinstance(error.__cause__, BrokenPipeError):
            Narrator(Console(stderr=True)).failed(error)
        return error.exit_status
    return 0


def _patient(stream: Any) -> Any:
    return Output(stream) if isinstance(stream, io.TextIOWrapper) else stream
