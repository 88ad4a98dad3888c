"""Lets another user of this machine, which runs PostgreSQL for root, reach its files.

Folders above are opened for passing through only, never for reading, and only where they must be.
"""

import os
import pwd
import stat
import subprocess
from pathlib import Path


def let_reach(folder: Path, user: str) -> list[Path]:
    """Let `user` pass through everything above `folder`; the one right above is ours.

    That one is opened for the user's group alone. Returns the others that had to be opened.
    """
    entry = pwd.getpwnam(user)
    if not _may_pass(folder.parent, entry):
        os.chown(folder.parent, -1, entry.pw_gid)
        _add(folder.parent, stat.S_IXGRP)
    closed = [above for above in folder.parent.parents if not _may_pass(above, entry)]
    for above in closed:
        _add(above, stat.S_IXOTH)
    return closed


def hand_over(folder: Path, user: str) -> None:
    """Make `user` the owner of a folder."""
    entry = pwd.getpwnam(user)
    os.chown(folder, entry.pw_uid, entry.pw_gid)


def let_execute(program: Path, user: str) -> list[Path]:
    """Let `user` execute `program`, of a package that came without leave for others.

    Returns the folders above the package that had to be opened.
    """
    try:
        subprocess.run(
            [program, "--version"],
            user=user,
            group=pwd.getpwnam(user).pw_gid,
            extra_groups=[],
            cwd="/",
            stdout=subprocess.DEVNULL,
            check=False,
        )
    except PermissionError:
        package = program.parents[1]
        opened = let_reach(package / "bin", user)
        for path in package.rglob("*"):
            if not path.is_symlink():
                _add(path, stat.S_IROTH | (stat.S_IXOTH if path.stat().st_mode & 0o100 else 0))
        return opened
    return []


def _may_pass(folder: Path, user: pwd.struct_passwd) -> bool:
    found = folder.stat()
    if found.st_uid == user.pw_uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == user.pw_gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)


def _add(path: Path, bits: int) -> None:
    path.chmod(stat.S_IMODE(path.stat().st_mode) | bits)
