"""System calls that restrain this process; Python has no functions for them.

The parent builds their arguments (see `spreadsheets.barriers`). Each raises OSError if the kernel
refuses.
"""

import ctypes
import os

# linux/prctl.h, linux/seccomp.h; and the number that Landlock has on every architecture.
_SET_NO_NEW_PRIVS = 38
_SET_SECCOMP, _MODE_FILTER = 22, 2
_LANDLOCK_RESTRICT_SELF = 446
# struct sock_filter, in bytes.
_INSTRUCTION = 8

_libc = ctypes.CDLL(None, use_errno=True)


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def forbid_new_privileges() -> None:
    """No program that this process starts gets more rights than it; the others need that."""
    _check(_libc.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0))


def enforce_ruleset(descriptor: int) -> None:
    """Hold this thread, and those that it starts, to a Landlock ruleset."""
    _check(_libc.syscall(_LANDLOCK_RESTRICT_SELF, descriptor, 0))


def filter_system_calls(program: bytes) -> None:
    """Hold this thread, and those that it starts, to a seccomp filter."""
    filter_ = _Program(len(program) // _INSTRUCTION, program)
    _check(_libc.prctl(_SET_SECCOMP, _MODE_FILTER, ctypes.byref(filter_), 0, 0))


def _check(answer: int) -> None:
    if answer != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
