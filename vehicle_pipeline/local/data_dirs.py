"""The data dir that a command works in: made if need be, and its disk's refusals as sentences."""

import errno
import os
import pwd
import shutil
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from vehicle_pipeline.local import privacy, privileges, supervisor_conf
from vehicle_pipeline.local.errors import DataDirError, StartError, reason_of
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.locks import FileLock
from vehicle_pipeline.settings import Settings

# Below this nothing works: PostgreSQL writes its log in files of 16 MB.
FULL_BYTES = 16 * 1024 * 1024

FULL = "O disco de {} está cheio."
_DENIED = "Sem permissão para usar {}."
_SENTENCES = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: "O disco de {} é só de leitura.",
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EEXIST: "{} é um arquivo, e não uma pasta.",
    errno.ENOTDIR: "{} não é uma pasta, ou fica dentro do que não é.",
    errno.ENAMETOOLONG: "O caminho {} é longo demais.",
    errno.EIO: "O disco de {} não lê ou não escreve: pode estar com defeito.",
}


@contextmanager
def opened(settings: Settings, tell: Callable[[str], None]) -> Iterator[DataDir]:
    """Yield the data dir, as the user that will work in it.

    Raises CommandError, also for what its disk refuses as long as it is open.
    """
    root = settings.data_dir.absolute()
    try:
        with _made(root):
            data_dir = DataDir(root.resolve())
            check(data_dir, settings)
            privileges.settle(settings.run_as_user, data_dir, tell)
            yield data_dir
    except StartError as error:
        if not is_full(root):
            raise
        raise StartError(f"{FULL.format(root)} {error.sentence}", error.log) from error
    except OSError as error:
        if error.errno not in _SENTENCES:
            raise
        raise DataDirError(_SENTENCES[error.errno].format(error.filename or root)) from error


def check(data_dir: DataDir, settings: Settings) -> None:
    """Raise DataDirError unless a stack may work in the folder, which exists."""
    supervisor_conf.check_path(data_dir.root)
    _check_ours(data_dir)
    _check_private(data_dir, privileges.user_id(settings.run_as_user))


def is_full(folder: Path) -> bool:
    """Whether the disk of `folder` has no room to work."""
    try:
        return shutil.disk_usage(folder).free < FULL_BYTES
    except OSError:
        return False


@contextmanager
def _made(root: Path) -> Iterator[None]:
    """Make the folder if it is missing, and remove it again if nothing has come to be in it."""
    missing = [folder for folder in (root, *root.parents) if not os.path.lexists(folder)]
    try:
        _make(root)
        yield
    finally:
        _remove_unused(DataDir(root), missing)


def _remove_unused(data_dir: DataDir, folders: Sequence[Path]) -> None:
    """Remove `folders`, the inner ones first, if there is nothing in them but locks."""
    locks = {data_dir.lock, data_dir.clients_lock}
    with suppress(OSError):
        if folders and locks.issuperset(data_dir.root.iterdir()):
            for lock in locks:
                FileLock(lock).remove()
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def _make(root: Path) -> None:
    """Make the folder, for its owner alone; the ones above it as usual.

    A link to nothing is more likely a disk that is not mounted than a wish for a new folder.
    """
    for folder in (root, *root.parents):
        if folder.is_symlink() and not folder.exists():
            raise DataDirError(f"{folder} é um link para {os.readlink(folder)}, que não existe.")  # noqa: PTH115
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        if error.errno in _SENTENCES:
            raise
        raise DataDirError(f"A pasta {root} não pode ser criada: {reason_of(error)}.") from error


def _check_ours(data_dir: DataDir) -> None:
    """Refuse a folder that holds only what is not ours: more likely a mistake than a wish.

    Hidden files do not count, nor what a new file system brings: a fresh disk is a good place.
    """
    ours = {path.name for path in data_dir.entries()}
    names = {path.name for path in data_dir.root.iterdir() if not path.name.startswith(".")}
    names.discard("lost+found")
    if names and names.isdisjoint(ours):
        raise DataDirError(
            f"A pasta {data_dir.root} contém outras coisas e nada deste sistema. "
            "Use uma pasta nova ou vazia."
        )


def _check_private(data_dir: DataDir, user: int) -> None:
    """Refuse a folder of which others than root and `user` have, or could change, a part.

    They would choose what runs here as that user.
    """
    root = data_dir.root
    for path in (root, *data_dir.entries()):
        # Under root PostgreSQL is another user, who owns its data.
        if path == data_dir.postgres or not os.path.lexists(path):
            continue
        if (owner := path.lstat().st_uid) not in {0, user}:
            raise DataDirError(
                f"{path} pertence ao usuário {_name(owner)}. Rode como ele (root: RUN_AS_USER="
                f"{_name(owner)}), ou use outra pasta."
            )
    # What is ours alone is tightened by the start.
    if root.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH) and not privacy.is_ours(data_dir):
        raise DataDirError(
            f"Outros usuários podem mudar a pasta {root}. Tire deles a permissão (chmod go-w), "
            "ou use outra pasta."
        )


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)
