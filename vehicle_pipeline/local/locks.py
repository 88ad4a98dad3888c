"""Advisory locks on files; the system releases them when their process ends, however it ends."""

import fcntl
import os
import time
from pathlib import Path
from typing import Self

RETRY_SECONDS = 0.05


class FileLock:
    """A lock on one file, held from `acquire` to `release`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self, *, shared: bool = False, patience: float | None = None) -> bool:
        """Take the lock, or change between shared and exclusive.

        Waits for other holders, for ever or for `patience` seconds; then it gives up: False.
        """
        if self._descriptor is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        if patience is None:
            fcntl.flock(self._descriptor, kind)
            return True
        deadline = time.monotonic() + patience
        while not _try(self._descriptor, kind):
            if time.monotonic() >= deadline:
                self.release()
                return False
            time.sleep(RETRY_SECONDS)
        return True

    def release(self) -> None:
        """Give the lock back."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def _try(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
