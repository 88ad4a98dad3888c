"""Advisory locks on files; the system releases them when their process ends, however it ends."""

import fcntl
import math
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
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        deadline = math.inf if patience is None else time.monotonic() + patience
        while self._lock(kind, deadline):
            if self._is_current():
                return True
            self.release()  # its last holder has removed the file
        self.release()
        return False

    def remove(self) -> None:
        """Remove the file, unless another one has the lock; who waits for it makes a new file."""
        if self._path.exists() and self.acquire(patience=0):
            self._path.unlink()
            self.release()

    def _lock(self, kind: int, deadline: float) -> bool:
        if self._descriptor is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        if deadline == math.inf:
            fcntl.flock(self._descriptor, kind)
            return True
        while not _try(self._descriptor, kind):
            if time.monotonic() >= deadline:
                return False
            time.sleep(RETRY_SECONDS)
        return True

    def _is_current(self) -> bool:
        """Whether the file that is locked is the one that others find."""
        assert self._descriptor is not None
        try:
            return os.path.samestat(os.fstat(self._descriptor), self._path.stat())
        except FileNotFoundError:
            return False

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
