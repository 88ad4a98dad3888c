"""How soon the list of imports is answered while other clients ask for too much, or say nothing."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles

from api.server.descriptors import raise_limit
from benchmarks.api_alone import Api, running_api, running_database
from benchmarks.hostile_data import EVENTS, NEWEST, PREPARED_IMPORT, fill
from benchmarks.report import Figure

TARGET = 1.0
# How long each attack is looked at, and the pause between two questions, in seconds.
SECONDS, PAUSE = 15.0, 0.1
# What an answer that failed counts as, in seconds.
FAILED = 60.0

Attack = Callable[[Api, contextlib.ExitStack], None]


def measure(folder: Path, source: Path | None = None) -> list[Figure]:
    """Attack the API of a checkout, this one by default, in several ways, each time a new one."""
    raise_limit()
    root = source or Path(__file__).parent.parent
    with running_database(folder) as url:
        fill(url)
        return [_attack(name, attack, root, url) for name, attack in ATTACKS.items()]


def _attack(name: str, attack: Attack, root: Path, url: str) -> Figure:
    with running_api(root, url) as api, contextlib.ExitStack() as clients:
        attack(api, clients)
        times = _times(api)
        megabytes = api.megabytes
    times.sort()
    p95 = quantiles(times, n=20, method="inclusive")[-1]
    median, slowest = times[len(times) // 2], times[-1]
    note = (
        f"p95 of {len(times)}, median {median:.3f} s, slowest {slowest:.2f} s, {megabytes:.0f} MB"
    )
    return Figure(f"list of imports, {name}", p95, "s", TARGET, note)


def _times(api: Api) -> list[float]:
    """Ask again and again, always over a new connection; a failure counts as a minute."""
    times, until = [], time.monotonic() + SECONDS
    while time.monotonic() < until or len(times) < 2:
        started = time.monotonic()
        times.append(time.monotonic() - started if api.lists() else FAILED)
        time.sleep(PAUSE)
    return times


def _nobody(api: Api, clients: contextlib.ExitStack) -> None:
    """Nothing, to compare with."""


def _replays(last_event_id: int) -> Attack:
    def attack(api: Api, clients: contextlib.ExitStack) -> None:
        for _ in range(100):
            connection = api.send(f"/api/v1/imports/stream?last_event_id={last_event_id}")
            _read_on(clients.enter_context(connection))

    return attack


def _slow_readers(api: Api, clients: contextlib.ExitStack) -> None:
    for _ in range(60):
        clients.enter_context(api.send(f"/api/v1/imports/{PREPARED_IMPORT}/errors.csv"))


def _silence(api: Api, clients: contextlib.ExitStack) -> None:
    for _ in range(1_100):
        clients.enter_context(api.connect())


def _blanks(api: Api, clients: contextlib.ExitStack) -> None:
    header = "Accept-Language: en" + " " * 40_000 + "x\r\n"
    for _ in range(5):
        clients.enter_context(api.send("/api/v1/imports", header))


def _read_on(connection: socket.socket) -> None:
    """Read, on a thread, until the connection ends."""

    def read() -> None:
        with contextlib.suppress(OSError):
            while connection.recv(1 << 18):
                pass

    threading.Thread(target=read, daemon=True).start()


ATTACKS: dict[str, Attack] = {
    "nothing else": _nobody,
    f"100 streams from the first of {EVENTS:,} events": _replays(1),
    f"100 streams from {EVENTS - NEWEST:,} events ago": _replays(NEWEST),
    "60 readers of errors.csv who stop": _slow_readers,
    "1,100 silent connections": _silence,
    "5 headers of 40,000 blanks": _blanks,
}
