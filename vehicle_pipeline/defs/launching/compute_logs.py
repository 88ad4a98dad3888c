"""What ops print, kept in files that the Dagster UI shows."""

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
    than a small import. The files, and so the UI, are the same.
    """

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> Self:
        """The inherited one makes an instance of the parent."""
        return cls(inst_data=inst_data, **config_value)

    @property
    def folder(self) -> Path:
        """Holds a folder per run, named by its id."""
        return Path(self._base_dir)

    @contextmanager
    def capture_logs(self, log_key: Sequence[str]) -> Iterator[CapturedLogContext]:
        """Send this process's stdout and stderr to files until the end of the context."""
        out, err = (Path(self.get_captured_local_path(log_key, kind)) for kind in ("out", "err"))
        with _redirected(sys.stdout, out), _redirected(sys.stderr, err):
            yield CapturedLogContext(log_key)
        # The UI stops following the files when this one appears.
        Path(self.get_captured_local_path(log_key, "complete")).touch()


@contextmanager
def _redirected(stream: TextIO, path: Path) -> Iterator[None]:
    """On the level of descriptors: native libraries and subprocesses print past `sys.stdout`."""
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
