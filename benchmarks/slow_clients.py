"""How normal uploads and imports fare beside 200 slow uploads and 2,000 idle streams."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import psutil

from api.server.descriptors import raise_limit
from benchmarks import client, fleet_files
from benchmarks.report import Figure
from benchmarks.slow_crowd import STREAMS, UPLOADS, Crowd, besieged
from benchmarks.stack import Stack, running_stack

ROWS = 1_000
IMPORTS = 5
LISTS = 50
# How long the clients get to come in, in seconds; and until slow uploads are refused for slowness.
GATHER = 20.0
# Promised: the list and the answer to an upload, the import; in seconds.
TARGET, TARGET_IMPORT = 1.0, 5.0
# A handful, as a proxy on this machine names them.
ADDRESSES = [f"203.0.113.{n}" for n in range(1, 6)]
# Nothing happens to it until somebody decides.
HELD_IMPORT = UUID(int=1)
_HELD = """
insert into import_jobs (id, filename, object_key, file_size, file_sha256, status, held_because)
values (%s, 'frota.csv', 'x.csv', 10, repeat('0', 64), 'held', '[]')
"""
SETTINGS = {"TRUSTED_PROXIES": "127.0.0.1"}


def measure(folder: Path) -> list[Figure]:
    """Measure alone, beside a crowd that is within the limits, and beside one that is beyond."""
    raise_limit()
    files = _files(folder, 3 * IMPORTS + 1)
    with running_stack(SETTINGS) as stack:
        _imports(stack, files.pop())
        with stack.connect() as connection:
            connection.execute(_HELD, [HELD_IMPORT])
        figures = _figures(stack, "nobody else", files[:IMPORTS], None)
        crowd = f"{UPLOADS} uploads at 1 byte/s, {STREAMS:,} idle streams"
        for at, (name, addresses) in enumerate({"": [], ", 5 addresses": ADDRESSES}.items(), 1):
            with _gathered(stack, addresses) as besiegers:
                mine = files[at * IMPORTS : (at + 1) * IMPORTS]
                figures += _figures(stack, crowd + name, mine, besiegers)
    return figures


def _files(folder: Path, count: int) -> list[Path]:
    frame = fleet_files.fleet(count * ROWS, seed=3)
    paths = [folder / f"beside-{index}.csv" for index in range(count)]
    for index, path in enumerate(paths):
        fleet_files.write_upload(frame.slice(index * ROWS, ROWS), path)
    return paths


@contextlib.contextmanager
def _gathered(stack: Stack, addresses: list[str]) -> Iterator[Crowd]:
    with besieged(stack.api_url, str(HELD_IMPORT), addresses) as crowd:
        time.sleep(GATHER)
        yield crowd


def _figures(stack: Stack, name: str, files: list[Path], crowd: Crowd | None) -> list[Figure]:
    with httpx.Client(base_url=stack.api_url, timeout=60) as http:
        lists = sorted(_seconds(http, LISTS))
    uploads, imports = zip(*(_imports(stack, file) for file in files), strict=True)
    inside = _inside(crowd) if crowd else ""
    memory = f"API {_megabytes(stack):.0f} MB"
    slowest = f"p95 of {LISTS}, slowest {lists[-1]:.2f} s; {memory}"
    p95 = quantiles(lists, n=20, method="inclusive")[-1]
    return [
        Figure(f"list, {name}", p95, "s", TARGET, f"{slowest}{inside}"),
        Figure(f"upload, {name}", median(uploads), "s", TARGET, f"slowest {max(uploads):.2f} s"),
        Figure(
            f"import, {name}", median(imports), "s", TARGET_IMPORT, f"slowest {max(imports):.2f} s"
        ),
    ]


def _inside(crowd: Crowd) -> str:
    answers = ", ".join(f"{count} x {status}" for status, count in sorted(crowd.answers.items()))
    return (
        f"; at it: {crowd.inside['uploads']} uploads, {crowd.inside['streams']} streams; "
        f"answers: {answers}; slowest refusal {crowd.slowest_refusal:.2f} s"
    )


def _seconds(http: httpx.Client, count: int) -> Iterator[float]:
    for _ in range(count):
        began = time.perf_counter()
        http.get("/api/v1/imports").raise_for_status()
        yield time.perf_counter() - began


def _imports(stack: Stack, path: Path) -> tuple[float, float]:
    """Seconds until the answer to an upload, and until its import was completed."""
    with httpx.Client(base_url=stack.api_url, timeout=60) as http:
        began = time.perf_counter()
        job_id = client.upload(http, path)
        answered = time.perf_counter()
        client.wait_until_completed(http, job_id)
        return answered - began, time.perf_counter() - began


def _megabytes(stack: Stack) -> float:
    port = urlsplit(stack.api_url).port
    listening = (each for each in psutil.net_connections("tcp") if each.status == "LISTEN")
    pid = next(each.pid for each in listening if each.laddr and each.laddr.port == port)
    return float(psutil.Process(pid).memory_info().rss) / 1e6
