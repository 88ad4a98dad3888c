"""TCP ports on this machine: which are free, and which one to take."""

import socket
from collections.abc import Container

from vehicle_pipeline.local.errors import PortBusyError

# How far above a busy default port to look; more would surprise whoever reads the address.
SEARCH_RANGE = 100


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen on `host`:`port` now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As servers do: connections in TIME_WAIT do not count as busy.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def choose(host: str, port: int, *, asked: bool, taken: Container[int] = ()) -> int:
    """Return `port`, or the next free one.

    Raises PortBusyError when the port was asked for and is busy, or nothing near it is free.
    """
    last = port if asked else min(port + SEARCH_RANGE, 65_535)
    for candidate in range(port, last + 1):
        if candidate not in taken and is_free(host, candidate):
            return candidate
    raise PortBusyError(port)


def any_free(host: str = "127.0.0.1") -> int:
    """Return a free port of the system's choice."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
