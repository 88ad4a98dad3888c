"""Files that come again, each beside the first import of the same rows, in one run."""

import statistics
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import polars as pl

from benchmarks import client, fleet_files, run_process
from benchmarks.report import Figure
from benchmarks.stack import Stack

POLL = 0.3
MEGABYTE = 1_000_000
# Every how many vehicles one has another price in the changed file.
CHANGED = 10
# What is measured -> the most it may take, in times of the first import.
RATIOS = {
    "again, `update`, nothing changed": 0.7,
    "10 % changed, `update`": 1.3,
    "undo of the 10 %": 1.0,
    "again, `skip`": 1.0,
    "every row bad": 1.5,
    "undo of the first import": None,
}
# The same -> the most megabytes that the database may grow.
GROWTH = {"again, `skip`": 30, "every row bad": 150}
_UPDATED = "select n_tup_upd from pg_stat_user_tables where relname = 'vehicles'"


@dataclass
class Samples:
    """Seconds and bytes by what was measured, of every round."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    growth: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


def measure(stack: Stack, folder: Path, rows: int, rounds: int) -> list[Figure]:
    """Go through all of it `rounds` times, each time from empty tables."""
    files = _files(folder, rows)
    samples = Samples()
    for _ in range(rounds):
        with stack.connect() as connection:
            connection.execute("truncate vehicles, vehicle_changes")
            before = _number(stack, _UPDATED)
        _round(stack, files, samples)
        _check_rewritten(stack, before, rows // CHANGED)
    first = statistics.median(samples.seconds["first import"])
    return [
        Figure(f"first import of {rows:,} rows", first, "s", note=_all(samples, "first import")),
        *(_figure(samples, name, most) for name, most in RATIOS.items()),
        *(_growth(samples, name, most) for name, most in GROWTH.items()),
    ]


def _files(folder: Path, rows: int) -> Mapping[str, Path]:
    """Write the file, the same with some other prices, and with a bad plate in each row."""
    frame = fleet_files.fleet(rows, seed=11)
    is_changed = pl.int_range(pl.len()) % CHANGED == 0
    prices = pl.when(is_changed).then(pl.col("valor_fipe") + 1).otherwise("valor_fipe")
    made = {
        "all": frame,
        "changed": frame.with_columns(valor_fipe=prices),
        "bad": frame.with_columns(placa=pl.col("placa").str.slice(0, 5) + "??"),
    }
    for name, each in made.items():
        fleet_files.write_upload(each, folder / f"{name}.csv")
    return {name: folder / f"{name}.csv" for name in made}


def _round(stack: Stack, files: Mapping[str, Path], samples: Samples) -> None:
    with httpx.Client(base_url=stack.api_url, timeout=300) as http:

        def imported(name: str, path: Path, policy: str) -> str:
            return _timed(stack, http, name, client.upload(http, path, on_conflict=policy), samples)

        def undone(name: str, job_id: str) -> None:
            answer = http.post(f"/api/v1/imports/{job_id}/undo")
            answer.raise_for_status()
            _timed(stack, http, name, str(answer.json()["id"]), samples)

        first = imported("first import", files["all"], "skip")
        imported("again, `update`, nothing changed", files["all"], "update")
        changed = imported("10 % changed, `update`", files["changed"], "update")
        undone("undo of the 10 %", changed)
        imported("again, `skip`", files["all"], "skip")
        imported("every row bad", files["bad"], "skip")
        undone("undo of the first import", first)


def _timed(stack: Stack, http: httpx.Client, name: str, job_id: str, samples: Samples) -> str:
    """Wait for an import; note the seconds of its run and what the database has grown."""
    # Written by now: nothing is left over for the next one.
    size = _size(stack)
    finished = client.wait_until_completed(http, job_id, POLL)
    samples.seconds[name].append(
        run_process.run_seconds(stack.dagster_url, finished["dagster_run_id"])
    )
    samples.growth[name].append(_size(stack) - size)
    with stack.connect() as connection:
        connection.execute("checkpoint")
    return job_id


def _size(stack: Stack) -> int:
    return _number(stack, "select pg_database_size(current_database())")


def _number(stack: Stack, query: str) -> int:
    with stack.connect() as connection:
        (value,) = connection.execute(query).fetchone() or (0,)
    return int(value)


def _check_rewritten(stack: Stack, before: int, changed: int) -> None:
    """Only the changed vehicles may have been written again, and by the undo once more."""
    deadline = time.monotonic() + 30
    # A process tells its numbers late, but it does before it ends.
    while (updated := _number(stack, _UPDATED) - before) < 2 * changed:
        if time.monotonic() > deadline:
            break
        time.sleep(POLL)
    if updated != 2 * changed:
        raise client.ImportFailedError(f"{updated} rows were rewritten instead of {2 * changed}")


def _figure(samples: Samples, name: str, most: float | None) -> Figure:
    pairs = zip(samples.seconds[name], samples.seconds["first import"], strict=True)
    # Each beside the first import of its own round: the machine changes from minute to minute.
    ratio = statistics.median(seconds / first for seconds, first in pairs)
    return Figure(f"{name} / first", ratio, "x", most, _all(samples, name))


def _all(samples: Samples, name: str) -> str:
    seconds = samples.seconds[name]
    return f"{statistics.median(seconds):.2f} s; " + ", ".join(f"{each:.2f}" for each in seconds)


def _growth(samples: Samples, name: str, most: float) -> Figure:
    sizes = [size / MEGABYTE for size in samples.growth[name]]
    note = "of the database; " + ", ".join(f"{size:.1f}" for size in sizes)
    return Figure(f"{name}: growth", statistics.median(sizes), "MB", most, note)
