"""All vehicles as files: as CSV beside psql's \\copy of the same rows, in turns, and the others."""

import statistics
import subprocess
import time
from pathlib import Path

import httpx
import psutil

from benchmarks import fleet_files, run_process
from benchmarks.report import Figure
from benchmarks.stack import Stack
from vehicle_pipeline.local.database_command import program
from vehicle_pipeline.local.database_tools import Tool

TARGET_RATIO = 1.5
TARGET_MEGABYTES = 300
MEGABYTE = 1_000_000
_ROWS = "select modelo, placa, ano, valor_fipe from vehicles"


def measure(stack: Stack, folder: Path, rows: int, rounds: int) -> list[Figure]:
    """Fill the table, then take turns."""
    fill(stack, folder / "expanded.csv", rows)
    memory = run_process.PeakMemory()
    memory.watch(_api_pid(stack))
    copies, ordered, exports = [], [], []
    for _ in range(rounds):
        copies.append(_copy(stack, folder, _ROWS))
        ordered.append(_copy(stack, folder, f"{_ROWS} order by plate"))
        exports.append(_download(stack, "csv", rows)[0])
    copy, sorted_copy, csv = map(statistics.median, (copies, ordered, exports))
    others = [_figure(stack, kind, rows) for kind in ("xlsx", "parquet")]
    peak = memory.process_bytes / MEGABYTE
    return [
        Figure(f"psql \\copy (select ...) to, {rows:,} vehicles", copy, "s", note="as they lie"),
        Figure("the same in the order of the list", sorted_copy, "s", note="order by plate"),
        Figure(
            "vehicles.csv, in that order",
            csv,
            "s",
            sorted_copy * TARGET_RATIO,
            f"{csv / sorted_copy:.2f} times \\copy in that order, {csv / copy:.2f} as they lie",
        ),
        *others,
        Figure("peak memory of the API meanwhile", peak, "MB", TARGET_MEGABYTES, "VmHWM"),
    ]


def fill(stack: Stack, path: Path, rows: int) -> None:
    """Fill the table of vehicles with so many; `path` is where their file is written."""
    fleet_files.write_for_copy(fleet_files.fleet(rows, seed=9), path)
    columns = ", ".join(fleet_files.TABLE_COLUMNS)
    with stack.connect() as connection:
        connection.execute("truncate vehicles")
        _psql(stack, f"\\copy vehicles ({columns}) from '{path}' with (format csv)")
        connection.execute("vacuum analyze vehicles")


def _copy(stack: Stack, folder: Path, query: str) -> float:
    started = time.perf_counter()
    _psql(stack, f"\\copy ({query}) to '{folder / 'copied.csv'}' with (format csv, header)")
    return time.perf_counter() - started


def _psql(stack: Stack, command: str) -> None:
    subprocess.run([program(Tool.PSQL), stack.database_url, "-qc", command], check=True)


def _figure(stack: Stack, kind: str, rows: int) -> Figure:
    seconds, size = _download(stack, kind, rows)
    return Figure(f"vehicles.{kind}", seconds, "s", note=f"{size / MEGABYTE:.0f} MB")


def _download(stack: Stack, kind: str, rows: int) -> tuple[float, int]:
    """Seconds from the question to the last byte, and the bytes."""
    started, size, lines = time.perf_counter(), 0, 0
    with httpx.stream(
        "GET", f"{stack.api_url}/api/v1/vehicles.{kind}", timeout=300, trust_env=False
    ) as answer:
        answer.raise_for_status()
        for block in answer.iter_raw():
            size += len(block)
            lines += block.count(b"\n") if kind == "csv" else 0
    if kind == "csv" and lines != rows + 1:
        raise RuntimeError(f"{lines} lines came instead of {rows + 1}")
    return time.perf_counter() - started, size


def _api_pid(stack: Stack) -> int:
    children = psutil.Process(stack.process.pid).children(recursive=True)
    return next(child.pid for child in children if child.cmdline()[-1:] == ["api"])
