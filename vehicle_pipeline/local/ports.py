"""TCP ports of this machine: which are free, and which ones a stack takes."""

import errno
import os
import random
import socket
import tempfile
from pathlib import Path
from typing import Self

from vehicle_pipeline.local.errors import CannotListenError, PortBusyError, PortTakenTwiceError
from vehicle_pipeline.local.locks import FileLock

LOOPBACK = "127.0.0.1"
# How far above a busy default port to look; a port further away would surprise.
SEARCH_RANGE = 100
# Below what Linux and macOS hand out to outgoing connections, which could come in between.
PRIVATE_PORTS = range(20_000, 32_000)


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen on `host`:`port` now.

    Raises CannotListenError when it could not on a free port either.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As servers do: connections in TIME_WAIT do not count as busy.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            if reason := _refusal(error):
                raise CannotListenError(host, port, reason) from error
            return False
    return True


def _refusal(error: OSError) -> str:
    """Why it is not for want of a free port; empty if it is."""
    if error.errno == errno.EACCES:
        return "o sistema não permite esta porta a este usuário"
    if error.errno == errno.EADDRNOTAVAIL or isinstance(error, socket.gaierror):
        return "este endereço não é desta máquina"
    return ""


class PortClaims:
    """The ports of one stack.

    Seconds pass between choosing a port and listening on it. A lock per port keeps two stacks of
    one user that start together from choosing the same.
    """

    def __init__(self) -> None:
        self._locks: dict[int, FileLock] = {}

    def choose(self, host: str, port: int, *, asked: bool) -> int:
        """Claim `port`, or the next free one.

        Raises PortError when the port was asked for and cannot be had, or nothing near it is free.
        """
        if asked and port in self._locks:
            raise PortTakenTwiceError(port)
        last = port if asked else min(port + SEARCH_RANGE, 65_535)
        for candidate in range(port, last + 1):
            if self.claim(host, candidate):
                return candidate
        raise PortBusyError(port)

    def any_free(self, host: str = LOOPBACK) -> int:
        """Claim a port that need not be known beforehand."""
        for candidate in random.sample(PRIVATE_PORTS, len(PRIVATE_PORTS)):
            if self.claim(host, candidate):
                return candidate
        raise PortBusyError(PRIVATE_PORTS.start)

    def claim(self, host: str, port: int) -> bool:
        """Claim exactly this port; False when it is not free."""
        if port in self._locks or not is_free(host, port):
            return False
        name = f"vehicle-pipeline-{os.getuid()}-port-{port}.lock"
        lock = FileLock(Path(tempfile.gettempdir()) / name)
        if not lock.acquire(patience=0):
            return False
        self._locks[port] = lock
        return True

    def release(self) -> None:
        """Give the ports back."""
        for lock in self._locks.values():
            lock.release()
        self._locks.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
