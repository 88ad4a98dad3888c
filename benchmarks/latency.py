"""How long a person waits for a small file: one at a time, and twelve at once."""

import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import httpx

from benchmarks import client, fleet_files
from benchmarks.report import Figure
from benchmarks.stack import Stack

ROWS = 1_000
REPETITIONS = 10
AT_ONCE = 12
# Seconds promised: the median of single uploads, and the last of twelve.
TARGET_MEDIAN = 2.5
TARGET_ALL = 15


class Wait(NamedTuple):
    """Seconds of one import: in all, before its first op, and from there to the end."""

    total: float
    to_start: float
    in_run: float


def measure(stack: Stack, folder: Path) -> list[Figure]:
    """Warm the stack up with one import, then measure."""
    warm_up, *files = _make_files(folder, 1 + REPETITIONS + AT_ONCE)
    _import(stack.api_url, warm_up)
    single = [_import(stack.api_url, path) for path in files[:REPETITIONS]]
    together = _all_at_once(stack.api_url, files[REPETITIONS:])
    totals, to_start, in_run = zip(*single, strict=True)
    median = statistics.median
    how = (
        f"median of {REPETITIONS}, from {min(totals):.2f} to {max(totals):.2f} s; "
        f"{median(to_start):.2f} s until started, {median(in_run):.2f} s from there"
    )
    return [
        Figure(f"{ROWS:,} rows, upload to completed", median(totals), "s", TARGET_MEDIAN, how),
        Figure(f"{AT_ONCE} such uploads at once, all completed", together, "s", TARGET_ALL),
    ]


def _make_files(folder: Path, count: int) -> list[Path]:
    """Files that have no plate in common."""
    frame = fleet_files.fleet(count * ROWS, seed=2)
    paths = [folder / f"small-{index}.csv" for index in range(count)]
    for index, path in enumerate(paths):
        fleet_files.write_upload(frame.slice(index * ROWS, ROWS), path)
    return paths


def _import(api_url: str, path: Path) -> Wait:
    """Upload one file and wait for it."""
    with httpx.Client(base_url=api_url, timeout=60) as http:
        began = time.perf_counter()
        finished = client.wait_until_completed(http, client.upload(http, path))
        total = time.perf_counter() - began
    created, started, ended = (
        datetime.fromisoformat(finished[f"{moment}_at"])
        for moment in ("created", "started", "finished")
    )
    return Wait(total, (started - created).total_seconds(), (ended - started).total_seconds())


def _all_at_once(api_url: str, paths: Sequence[Path]) -> float:
    """Upload all files at the same time; return when the last was completed."""
    began = time.perf_counter()
    with ThreadPoolExecutor(len(paths)) as threads:
        list(threads.map(lambda path: _import(api_url, path), paths))
    return time.perf_counter() - began
