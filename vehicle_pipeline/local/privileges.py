"""Root's stack as another user: root hands the data dir over and becomes that user for good."""

import os
import pwd
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from vehicle_pipeline.local import privacy
from vehicle_pipeline.local.errors import BadUsageError
from vehicle_pipeline.local.layout import PACKAGE, DataDir
from vehicle_pipeline.local.leftovers import is_owned
from vehicle_pipeline.local.locks import FileLock
from vehicle_pipeline.local.postgres_wheel import USER_INSTEAD_OF_ROOT

_EVERYTHING_AS_ROOT = (
    "Tudo roda como root (só o PostgreSQL, que o recusa, como o usuário "
    f"{USER_INSTEAD_OF_ROOT!r}). Para que nada rode como root, dê um usuário em RUN_AS_USER."
)


def user_id(name: str) -> int:
    """Return the id of the user `name`, without one of ours; raises BadUsageError."""
    return _user(name).pw_uid if name else os.geteuid()


def settle(name: str, data_dir: DataDir, tell: Callable[[str], None]) -> None:
    """Become the user `name`; without one note that root stays root.

    Raises BadUsageError when that cannot be.
    """
    if not name:
        if os.geteuid() == 0:
            tell(_EVERYTHING_AS_ROOT)
        return
    user = _user(name)
    if user.pw_uid == os.geteuid():
        return
    if os.geteuid() != 0:
        raise BadUsageError(f"Só root pode usar RUN_AS_USER={name}.")
    _check_access(user)
    with FileLock(data_dir.lock) as lock:
        if lock.acquire(patience=0) and not is_owned(data_dir.root):
            hand_over(data_dir, user)
    become(user)


def hand_over(data_dir: DataDir, user: pwd.struct_passwd) -> None:
    """Make the user the owner of what is ours in the data dir; no stack may run there."""
    if privacy.is_ours(data_dir):
        os.chown(data_dir.root, user.pw_uid, user.pw_gid)
    for path in data_dir.entries():
        if path.is_symlink() or path.exists():
            for folder, name in privacy.below(path):
                os.chown(name, user.pw_uid, user.pw_gid, dir_fd=folder, follow_symlinks=False)


def become(user: pwd.struct_passwd) -> None:
    """Give up being root; there is no way back."""
    os.initgroups(user.pw_name, user.pw_gid)
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
    os.environ.update(HOME=user.pw_dir, USER=user.pw_name, LOGNAME=user.pw_name)


def _user(name: str) -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(name)
    except KeyError as error:
        raise BadUsageError(f"RUN_AS_USER: o usuário {name} não existe neste sistema.") from error


def _check_access(user: pwd.struct_passwd) -> None:
    """Try whether the user can run this program: the environment may be in root's own folder."""
    command = [sys.executable, "-c", "import vehicle_pipeline.cli"]
    try:
        subprocess.run(
            command,
            user=user.pw_uid,
            group=user.pw_gid,
            extra_groups=os.getgrouplist(user.pw_name, user.pw_gid),
            cwd="/",
            capture_output=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        interpreter = Path(sys.executable).resolve()
        raise BadUsageError(
            f"RUN_AS_USER: o usuário {user.pw_name} não consegue executar {interpreter} com "
            f"{PACKAGE}. Instale o programa onde ele possa ler, fora da pasta de root."
        ) from error
