"""Restrains the child before it reads a file: resource limits and kernel restrictions."""

import os
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from vehicle_pipeline.spreadsheets.limits import MEGABYTE, WorkbookLimits

if sys.platform == "linux":
    from vehicle_pipeline.spreadsheets.confined import kernel

# First user id that nothing else uses: above the ranges that systemd assigns.
_USERS_FROM = 2_000_000_000
# The user without rights, where a container has no such numbers.
_NOBODY = 65534
# Processes and threads of a user of our own: a reading takes five.
_TASKS = 64


class Barriers(NamedTuple):
    """What `spreadsheets.barriers` made for this process; None is what the kernel does not have."""

    ruleset: int | None
    system_calls: bytes | None


def restrain(limits: WorkbookLimits, barriers: Barriers) -> list[str]:
    """Close all doors but the descriptors that are open; return which could not be closed.

    For a process of one thread that has imported all it needs: another thread would not be held
    to it, and afterwards no file can be opened.
    """
    _limit_resources(limits)
    steps: dict[str, Callable[[], None] | None] = {"landlock": None, "seccomp": None}
    if os.geteuid() == 0:
        steps["other_user"] = _become_another_user
    if sys.platform == "linux":
        steps["no_new_privileges"] = kernel.forbid_new_privileges
        if barriers.ruleset is not None:
            steps["landlock"] = partial(_enforce_ruleset, barriers.ruleset)
        if barriers.system_calls is not None:
            steps["seccomp"] = partial(kernel.filter_system_calls, barriers.system_calls)
    order = ("other_user", "no_new_privileges", "landlock", "seccomp")
    return [name for name in order if name in steps and not _succeeds(steps[name])]


def _succeeds(step: Callable[[], None] | None) -> bool:
    if step is None:
        return False
    try:
        step()
    except OSError:
        return False
    return True


def _limit_resources(limits: WorkbookLimits) -> None:
    """Have the kernel end this process rather than let it take more than its limits.

    RLIMIT_DATA counts memory that is written to; RLIMIT_AS, which other systems have, also
    address space that is only set aside. macOS knows neither; there the caps on the file remain.
    """
    memory = limits.memory_mb * MEGABYTE
    _limit(resource.RLIMIT_CORE, 0, 0)
    # At the soft limit the kernel says why, at the hard one it kills.
    _limit(resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1)
    kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    _limit(kind, memory, memory)
    # Files in memory are the only ones that can be written.
    _limit(resource.RLIMIT_FSIZE, memory, memory)


def _limit(kind: int, soft: int, hard: int) -> None:
    _, highest = resource.getrlimit(kind)
    if highest != resource.RLIM_INFINITY:
        soft, hard = min(soft, highest), min(hard, highest)
    try:
        resource.setrlimit(kind, (soft, hard))
    except (ValueError, OSError):
        if sys.platform == "linux":
            raise


def _become_another_user() -> None:
    """Give up root for a user that owns nothing and runs nothing else."""
    os.setgroups([])
    own = _USERS_FROM + os.getpid()
    with suppress(OSError):
        _become(own)
        # Of a user who runs other processes, these would count, too.
        _limit(resource.RLIMIT_NPROC, _TASKS, _TASKS)
        return
    _become(_NOBODY)


def _become(user: int) -> None:
    os.setgid(user)
    os.setuid(user)


def _enforce_ruleset(descriptor: int) -> None:
    kernel.enforce_ruleset(descriptor)
    os.close(descriptor)
