"""Uploads as files of a folder on this machine."""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from vehicle_pipeline.adapters.storage import disk
from vehicle_pipeline.adapters.storage.object_store import ObjectWriter, StoredObject
from vehicle_pipeline.errors import ObjectNotFoundError, ObjectStoreUnavailableError

# Names of files that are not whole yet.
_UNFINISHED = ".writing-"
_CODES = {"full": "storage_full", "read_only": "storage_read_only", "unavailable": None}


class FolderStore:
    """Objects as files of one folder, which is made on first use.

    One that is gone later is not made again: its disk is away, and uploads that are accepted
    meanwhile would be lost when it comes back.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._was_there = False

    @contextmanager
    def writer(self, key: str) -> Iterator[ObjectWriter]:
        """See ObjectStore. File and name are on disk, not only in the cache, at the end."""
        with _folder_errors():
            self._make_once()
            handle, name = tempfile.mkstemp(dir=self._folder, prefix=_UNFINISHED)
        try:
            with _folder_errors(), os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            with _folder_errors():
                Path(name).replace(self._folder / key)
                _sync(self._folder)
        except BaseException:
            # On a disk that has become read-only it stays; housekeeping removes it later.
            with suppress(OSError):
                Path(name).unlink(missing_ok=True)
            raise

    def open(self, key: str) -> BinaryIO:
        """See ObjectStore."""
        try:
            return (self._folder / key).open("rb")
        except FileNotFoundError as error:
            if not self._folder.is_dir():
                raise ObjectStoreUnavailableError from error
            raise ObjectNotFoundError(key) from error
        except OSError as error:
            raise ObjectStoreUnavailableError from error

    def exists(self, key: str) -> bool:
        """See ObjectStore."""
        with _folder_errors():
            return (self._folder / key).is_file() or not self._folder.stat()

    def written_at(self, key: str) -> datetime:
        """See ObjectStore."""
        try:
            return datetime.fromtimestamp((self._folder / key).stat().st_mtime, UTC)
        except FileNotFoundError as error:
            raise ObjectNotFoundError(key) from error
        except OSError as error:
            raise ObjectStoreUnavailableError from error

    def delete(self, key: str) -> None:
        """See ObjectStore."""
        with _folder_errors():
            (self._folder / key).unlink(missing_ok=True)

    def check(self) -> None:
        """See ObjectStore."""
        with _folder_errors():
            self._make_once()
            with tempfile.TemporaryFile(dir=self._folder) as file:
                file.write(b"ok")

    def stored(self, before: datetime) -> Iterator[StoredObject]:
        """See ObjectStore."""
        for path, size, modified_at in self._files():
            if modified_at < before and not path.name.startswith(_UNFINISHED):
                yield StoredObject(path.name, size, modified_at)

    def sweep(self, before: datetime) -> Iterator[int]:
        """See ObjectStore."""
        for path, size, modified_at in self._files():
            if modified_at < before and path.name.startswith(_UNFINISHED):
                with _folder_errors():
                    path.unlink(missing_ok=True)
                yield size

    def _make_once(self) -> None:
        if not self._was_there:
            _make(self._folder)
        self._was_there = True

    def _files(self) -> Iterator[tuple[Path, int, datetime]]:
        """Every file of the folder with its size and time; those that vanish meanwhile left out."""
        with _folder_errors():
            paths = list(self._folder.iterdir()) if os.path.lexists(self._folder) else []
        for path in paths:
            try:
                status = path.lstat()
            except FileNotFoundError:
                continue
            if stat.S_ISREG(status.st_mode):
                yield path, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC)


def _make(folder: Path) -> None:
    """Make a folder, and those above it, each of which is then on disk."""
    if folder.is_dir():
        return
    _make(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync(folder.parent)


def _sync(folder: Path) -> None:
    """Have the names in a folder on disk, not only in the cache."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _folder_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ObjectStoreUnavailableError(_CODES[disk.condition(error)]) from error
