"""Keeping a data dir to its owner: also one that an earlier version left open."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from vehicle_pipeline.local.layout import DataDir

# Files that a command makes are its user's alone.
UMASK = 0o077
_READ_OR_WRITE = 0o066


def tighten(data_dir: DataDir) -> None:
    """Take other users' rights to what is ours, without following links.

    The data dir itself may serve for other things, as a home that was named by mistake. Before
    PostgreSQL is prepared, which may need to pass through it (`passage`).
    """
    if is_ours(data_dir):
        _take(data_dir.root)
    for path in data_dir.entries():
        if path != data_dir.postgres:  # which PostgreSQL sees to
            _take(path)
    for log in data_dir.logs.glob("*.log*"):
        _take(log)


def open_to_others(data_dir: DataDir) -> list[Path]:
    """Return what is ours in the data dir and other users may read or change.

    To pass through the data dir itself is something else: PostgreSQL's user may have to.
    """
    logs = data_dir.logs.glob("*.log*")
    ours = [path for path in data_dir.entries() if path != data_dir.postgres]
    return [
        path
        for path in (data_dir.root, *ours, *logs)
        if os.path.lexists(path) and _is_open(path.lstat().st_mode)
    ]


def _is_open(mode: int) -> bool:
    return not stat.S_ISLNK(mode) and bool(mode & _READ_OR_WRITE)


def is_ours(data_dir: DataDir) -> bool:
    """Whether the folder is a data dir and nothing else."""
    root = data_dir.root
    if root in {Path(root.anchor), Path.home()} or root.stat().st_mode & stat.S_ISVTX:
        return False
    known = {path.name for path in data_dir.entries()}
    return all(path.name in known for path in root.iterdir())


def below(path: Path) -> Iterator[tuple[int, str]]:
    """Yield folder descriptor and name of `path` and all that is in it; links are not followed."""
    parent = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield parent, path.name
    finally:
        os.close(parent)
    if path.is_dir() and not path.is_symlink():
        for _, folders, files, descriptor in os.fwalk(path, follow_symlinks=False):
            yield from ((descriptor, name) for name in (*folders, *files))


def _take(path: Path) -> None:
    # A link is not opened (ELOOP), nor a socket (ENXIO); a file may be gone.
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            found = os.fstat(descriptor)
            if found.st_uid == os.geteuid() and found.st_mode & UMASK:
                os.fchmod(descriptor, stat.S_IMODE(found.st_mode) & ~UMASK)
        finally:
            os.close(descriptor)
