"""Builds the kernel restrictions (Landlock, seccomp) that the reader process applies to itself.

They are built in the parent: importing the libraries for them takes longer than reading a small
workbook. See docs/decisions/0006.
"""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache

if sys.platform == "linux":
    import seccompy
    from landlockpy import LandlockError, Ruleset, Scope

_MEMORY = ["brk", "mmap", "munmap", "mremap", "mprotect", "madvise", "mincore", "membarrier"]
_THREADS = ["futex", "set_robust_list", "rseq", "sched_yield", "sched_getaffinity", "getcpu"]
_ENDS = ["exit", "exit_group", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack"]
_TIME = ["clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time"]
_SELF = ["getpid", "getppid", "gettid", "getuid", "geteuid", "getgid", "getegid", "getrusage"]
_MACHINE = ["uname", "sysinfo", "times", "getrlimit", "getrandom", "restart_syscall"]
_OPEN_FILES = ["read", "write", "readv", "writev", "pread64", "pwrite64", "lseek", "close"]
_OPEN_FILES += ["ftruncate", "memfd_create", "poll", "ppoll", "fstat", "newfstatat", "statx"]
_HARMLESS = _MEMORY + _THREADS + _ENDS + _TIME + _SELF + _MACHINE + _OPEN_FILES
# Needed for files in memory, which have a path; Landlock blocks them for all other files.
_BY_PATH = ["open", "openat", "access", "faccessat", "faccessat2", "readlink", "readlinkat"]
_BY_PATH += ["stat", "lstat", "getcwd"]
_CLONE_THREAD = 0x10000
# Calls with many uses: the position of the argument that selects the use, and the allowed uses.
_USES = {
    # TCGETS and FIOCLEX, for opening a stream; others reach devices.
    "ioctl": (1, [0x5401, 0x5451]),
    # F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC; others have signals sent.
    "fcntl": (1, [1, 2, 3, 1030]),
    # PR_SET_NAME, PR_GET_NAME, PR_SET_VMA: names of threads and of memory.
    "prctl": (0, [15, 16, 0x53564D41]),
    # Only its own limits: for the limit of its stack, which has guard pages.
    "prlimit64": (0, [0]),
}


@contextmanager
def ruleset() -> Iterator[int | None]:
    """Yield the descriptor of a Landlock ruleset; None where the kernel has no Landlock.

    It allows no file, no TCP port, and no signal or abstract socket of other processes.
    """
    if sys.platform != "linux":
        yield None
        return
    try:
        rules = Ruleset(scoped=Scope.ABSTRACT_UNIX_SOCKET | Scope.SIGNAL)
    except LandlockError:
        yield None
        return
    with rules:
        yield rules.fileno()


def system_calls(pid: int, *, with_paths: bool) -> bytes | None:
    """Return the filter of system calls for process `pid`; None where the kernel has no seccomp.

    Forbidden calls (sockets, processes, programs, signals, tracing, ...) fail with ENOSYS, so that
    the C library falls back to other calls or fails.
    """
    if sys.platform != "linux" or not _has_seccomp():
        return None
    calls = seccompy.Filter(seccompy.Action.ERRNO | errno.ENOSYS)
    for name in _HARMLESS + (_BY_PATH if with_paths else []):
        # Newer architectures lack some old ones.
        with suppress(ValueError):
            calls.allow(name)
    calls.allow("clone", args=[(0, seccompy.CmpOp.MASKED_EQ, _CLONE_THREAD, _CLONE_THREAD)])
    # For abort(), which signals that memory has run out.
    calls.allow("tgkill", args={0: pid})
    for name, (at, uses) in _USES.items():
        for use in uses:
            calls.allow(name, args={at: use})
    return calls.program


def missing() -> list[str]:
    """Return which of "landlock" and "seccomp" this kernel lacks."""
    with ruleset() as landlock:
        has = {"landlock": landlock is not None, "seccomp": _has_seccomp()}
    return [name for name, is_there in has.items() if not is_there]


@cache
def _has_seccomp() -> bool:
    if sys.platform != "linux":
        return False
    try:
        return seccompy.supported()
    except seccompy.SeccompError:
        return False
