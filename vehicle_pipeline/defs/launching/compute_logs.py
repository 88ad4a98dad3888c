"""Captures what ops print in files that the Dagster UI shows."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TextIO

# Without a public address, like the base classes of the run launcher.
from dagster._core.storage.compute_log_manager import CapturedLogContext
from dagster._core.storage.local_compute_log_manager import LocalComputeLogManager
from dagster._serdes import ConfigurableClassData


class FileComputeLogManager(LocalComputeLogManager):
    """LocalComputeLogManager without the copy to the terminal.

    For that copy the original starts two `tail` and two Python processes per run, which cost more
    than a small import. The files and the UI stay the same.
    """

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> Self:
        """Return an instance of this class; the inherited method creates one of the parent."""
        return cls(inst_data=inst_data, **config_value)

    @property
    def folder(self) -> Path:
        """The folder that holds one folder per run, named by the run's id."""
        return Path(self._base_dir)

    @contextmanager
    def capture_logs(self, log_key: Sequence[str]) -> Iterator[CapturedLogContext]:
        """Redirect this process's stdout and stderr to files within the context."""
        out, err = (Path(self.get_captured_local_path(log_key, kind)) for kind in ("out", "err"))
        with _redirected(sys.stdout, out), _redirected(sys.stderr, err):
            yield CapturedLogContext(log_key)
        # The UI stops following the files when this one appears.
        Path(self.get_captured_local_path(log_key, "complete")).touch()


@contextmanager
def _redirected(stream: TextIO, path: Path) -> Iterator[None]:
    """Redirect the descriptor: native libraries and subprocesses bypass `sys.stdout`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = stream.fileno()
    stream.flush()
    saved = os.dup(descriptor)
    try:
        with path.open("ab") as file:
            os.dup2(file.fileno(), descriptor)
        yield
    finally:
        stream.flush()
        os.dup2(saved, descriptor)
        os.close(saved)
