"""A disk that is full or read-only: a small one where we may mount it, else errors in its place."""

import errno
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

import pytest

MEGABYTES = 3


class Disk(Protocol):
    """A folder with a disk of its own."""

    folder: Path

    def fill(self) -> None:
        """Leave no space."""

    def free(self) -> None:
        """Have space again."""

    def protect(self) -> None:
        """Take no writes."""

    def unprotect(self) -> None:
        """Take them again."""


class SmallDisk:
    """A real one, in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / ".filler"

    def fill(self) -> None:
        descriptor = os.open(self._filler, os.O_WRONLY | os.O_CREAT)
        with suppress(OSError):
            while True:
                os.write(descriptor, b"x" * 4096)
        os.close(descriptor)

    def free(self) -> None:
        self._filler.unlink()

    def protect(self) -> None:
        subprocess.run(["mount", "-o", "remount,ro", self.folder], check=True)

    def unprotect(self) -> None:
        subprocess.run(["mount", "-o", "remount,rw", self.folder], check=True)


class FaultyDisk:
    """An ordinary folder. Whoever writes to it makes sure first that it exists: that call fails."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._error: int | None = None
        original = Path.mkdir

        def mkdir(path: Path, *arguments: Any, **options: Any) -> None:
            if self._error and path.is_relative_to(folder):
                raise OSError(self._error, os.strerror(self._error), str(path))
            original(path, *arguments, **options)

        patch.setattr(Path, "mkdir", mkdir)

    def fill(self) -> None:
        self._error = errno.ENOSPC

    def protect(self) -> None:
        self._error = errno.EROFS

    def free(self) -> None:
        self._error = None

    unprotect = free


@contextmanager
def small_disk(megabytes: int = MEGABYTES) -> Iterator[SmallDisk | None]:
    """Yield a disk of some megabytes; None where mounting one is not allowed."""
    folder = Path(tempfile.mkdtemp(prefix="small-disk-"))
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(["mount", *options], capture_output=True).returncode == 0
    except FileNotFoundError:
        mounted = False
    try:
        yield SmallDisk(folder) if mounted else None
    finally:
        if mounted:
            # Lazily: a file may still be mapped.
            subprocess.run(["umount", "-l", folder], check=True)
        shutil.rmtree(folder, ignore_errors=True)
