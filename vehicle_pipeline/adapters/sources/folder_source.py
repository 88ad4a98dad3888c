"""A folder of this machine as a source.

Everything is opened relative to its folder and no link is followed, so that nothing outside can be
read, even if a link is put in the place of a folder meanwhile.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from vehicle_pipeline.adapters.sources.source import (
    LONGEST_PATH,
    FoundObject,
    closed_folder,
    found,
)
from vehicle_pipeline.domain.schedules.object_names import NamePattern, is_passed_over
from vehicle_pipeline.errors import (
    ObjectChangedError,
    ObjectNotFoundError,
    SourceUnreadableError,
)

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
# A pipe would be waited for.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# The end of the year 8999.
_LAST_SECOND = datetime(9000, 1, 1, tzinfo=UTC).timestamp() - 1
# A link, or a file in the place of a folder, is none of our objects.
_GONE = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP}


class FolderSource:
    """The files of a folder and of those below; see Source."""

    shows_whole_objects = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def look(self) -> None:
        """See Source."""
        with self._errors(), self._opened("") as folder, os.scandir(folder) as entries:
            next(entries, None)
            # Names can be listed where nothing below may be opened.
            os.stat(".", dir_fd=folder)

    def objects(self, pattern: NamePattern) -> Iterator[FoundObject]:
        """See Source. A folder that cannot be looked into is itself an object."""
        folders = [("", _EPOCH)]
        while folders:
            parent, modified_at = folders.pop()
            # No path below is short enough, and the way to each folder is walked from the top.
            if len(parent) > LONGEST_PATH:
                yield closed_folder(parent, modified_at)
                continue
            is_within = pattern.depth is None or parent.count("/") < pattern.depth
            try:
                for path, status in self._entries(parent):
                    if stat.S_ISDIR(status.st_mode) and is_within:
                        folders.append((f"{path}/", _moment(status.st_mtime)))
                    elif stat.S_ISREG(status.st_mode) and status.st_size and pattern.names(path):
                        yield _found(path, status)
            except SourceUnreadableError as error:
                if error.code != "source_denied" or not parent:
                    raise
                yield closed_folder(parent, modified_at)

    def open(self, path: str, version: str) -> BinaryIO:
        """See Source."""
        file = self._file(path)
        if _version(os.fstat(file)) == version:
            return os.fdopen(file, "rb")
        os.close(file)
        raise ObjectChangedError(path)

    def is_unchanged(self, path: str, version: str) -> bool:
        """See Source."""
        try:
            file = self._file(path)
        except ObjectNotFoundError:
            return False
        try:
            return _version(os.fstat(file)) == version
        finally:
            os.close(file)

    def _file(self, path: str) -> int:
        """Return a descriptor of a file below the folder."""
        parent, _, name = path.rpartition("/")
        with self._errors(path), self._opened(parent) as folder:
            file = os.open(name, _FILE, dir_fd=folder)
        if not stat.S_ISREG(os.fstat(file).st_mode):
            os.close(file)
            raise ObjectNotFoundError(path)
        return file

    def _entries(self, parent: str) -> Iterator[tuple[str, os.stat_result]]:
        """Files and folders with their paths; those that vanish meanwhile left out."""
        with (
            suppress(ObjectNotFoundError),
            self._errors(parent),
            self._opened(parent) as folder,
            os.scandir(folder) as entries,
        ):
            for entry in entries:
                if not is_passed_over(entry.name):
                    with suppress(FileNotFoundError):
                        yield f"{parent}{entry.name}", entry.stat(follow_symlinks=False)

    @contextmanager
    def _opened(self, path: str) -> Iterator[int]:
        """A descriptor of a folder below ours."""
        folder = _rooted(self._folder)
        try:
            for name in filter(None, path.split("/")):
                if name == "..":
                    raise ObjectNotFoundError(path)
                inner = os.open(name, _FOLDER, dir_fd=folder)
                os.close(folder)
                folder = inner
            yield folder
        finally:
            os.close(folder)

    @contextmanager
    def _errors(self, inner: str = "") -> Iterator[None]:
        """Translate errors about our folder, or about what is `inner` to it."""
        location = str(self._folder / inner)
        try:
            yield
        except PermissionError as error:
            raise SourceUnreadableError("source_denied", location=location) from error
        except OSError as error:
            if error.errno not in _GONE:
                raise SourceUnreadableError("source_unavailable", location=location) from error
            if inner and self._folder.is_dir():
                raise ObjectNotFoundError(inner) from error
            code = "source_is_file" if self._folder.is_file() else "source_missing"
            raise SourceUnreadableError(code, location=str(self._folder)) from error


def _rooted(folder: Path) -> int:
    """Return a descriptor of a folder whose own path has no link by now, either."""
    descriptor = os.open(folder, _FOLDER)
    here = Path(f"/proc/self/fd/{descriptor}")
    if here.is_symlink() and here.readlink() != folder:
        os.close(descriptor)
        raise FileNotFoundError(errno.ENOENT, "not the folder that it was", str(folder))
    return descriptor


def _found(path: str, status: os.stat_result) -> FoundObject:
    modified_at, untouched_since = _moment(status.st_mtime), _moment(status.st_ctime)
    return found(path, _version(status), status.st_size, modified_at, untouched_since)


def _moment(seconds: float) -> datetime:
    """Return a time that anything can calculate with; a file may have any."""
    return datetime.fromtimestamp(min(max(seconds, 0), _LAST_SECOND), UTC)


def _version(status: os.stat_result) -> str:
    """The inode, too: a file put in another's place may have the same size and time.

    Last the time of the last change of any kind, which no writer can choose.
    """
    parts = (status.st_mtime_ns, status.st_size, status.st_ino, status.st_ctime_ns)
    return "-".join(f"{part:x}" for part in parts)
