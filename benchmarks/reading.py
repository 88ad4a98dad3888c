"""Reading workbooks: against openpyxl, and how soon the head of a large one is there."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import openpyxl
import psutil
import xlsxwriter

from benchmarks import fleet_files, run_process
from benchmarks.report import Figure
from vehicle_pipeline.spreadsheets.confinement import confined
from vehicle_pipeline.spreadsheets.limits import DEFAULT_LIMITS
from vehicle_pipeline.spreadsheets.reader import open_spreadsheet

ROWS = 100_000
# As many rows as make a workbook of 20 MB, the largest upload.
LARGE_ROWS = 500_000
TIMES_AS_FAST = 8
PREVIEW_ROWS = 1_000
PREVIEW_SECONDS = 1.0
MEGABYTE = 1_000_000
# Readings of each kind, in turns, so that what else the machine does falls on both.
ROUNDS = 5
CITIES = 500


def measure(folder: Path) -> list[Figure]:
    """Write two workbooks and read them."""
    usual, large = folder / "frota.xlsx", folder / "frota-grande.xlsx"
    write_workbook(usual, ROWS)
    write_workbook(large, LARGE_ROWS)
    return [*_against_openpyxl(usual), *_large(large)]


def write_workbook(path: Path, rows: int) -> None:
    """Six columns as Excel writes them: shared texts, numbers."""
    fleet = fleet_files.fleet(rows, seed=8).select(fleet_files.HEADER)
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Frota")
    sheet.write_row(0, 0, [*fleet_files.HEADER, "cor", "cidade"])
    for at, row in enumerate(fleet.iter_rows(), start=1):
        colour = ("branco", "prata", "preto")[at % 3]
        sheet.write_row(at, 0, [*row, colour, f"Cidade {at % CITIES}"])
    book.close()


def read(path: Path, head_rows: int | None = None) -> int:
    """Read a workbook as an import or a preview does; return the number of records."""
    with (
        path.open("rb") as file,
        open_spreadsheet(file, path.name, head_rows=head_rows) as spreadsheet,
    ):
        return sum(frame.height for frame in spreadsheet.records)


def read_with_openpyxl(path: Path) -> int:
    """Read the values of every row."""
    book = openpyxl.load_workbook(path, read_only=True)
    rows = sum(1 for _ in book.active.iter_rows(values_only=True))
    book.close()
    return rows


def start(path: Path) -> None:
    """Start the process that reads, up to its first word."""
    with path.open("rb") as file, confined(file, DEFAULT_LIMITS) as child:
        child.hear()


def _against_openpyxl(path: Path) -> list[Figure]:
    calls: list[Callable[[Path], object]] = [read_with_openpyxl, read, start]
    turns = [[_seconds(call, path) for call in calls] for _ in range(ROUNDS)]
    theirs, ours, starting = (median(column) for column in zip(*turns, strict=True))
    target = theirs / TIMES_AS_FAST
    size = f"{ROWS:,} rows of 6 columns, median of {ROUNDS}"
    return [
        Figure(".xlsx by openpyxl", theirs, "s", None, size),
        Figure(".xlsx by us", ours, "s", target, f"{theirs / ours:.1f} times as fast"),
        Figure(
            "the same without the start of the process",
            ours - starting,
            "s",
            target,
            f"{theirs / (ours - starting):.1f} times as fast",
        ),
    ]


def _large(path: Path) -> list[Figure]:
    size = f"{LARGE_ROWS:,} rows, {path.stat().st_size / MEGABYTE:.0f} MB"
    head = median(_seconds(lambda file: read(file, PREVIEW_ROWS), path) for _ in range(ROUNDS))
    memory = run_process.PeakMemory()
    is_over = threading.Event()
    watcher = threading.Thread(target=_watch_child, args=(memory, is_over))
    watcher.start()
    whole = _seconds(read, path)
    is_over.set()
    watcher.join()
    peak = memory.process_bytes / MEGABYTE
    return [
        Figure(f"first {PREVIEW_ROWS:,} rows", head, "s", PREVIEW_SECONDS, size),
        Figure("all of them", whole, "s", None, size),
        Figure("peak memory of that", peak, "MB", DEFAULT_LIMITS.memory_mb, "VmHWM of the child"),
    ]


def _watch_child(memory: run_process.PeakMemory, is_over: threading.Event) -> None:
    while not is_over.wait(run_process.SAMPLE):
        for child in psutil.Process().children():
            memory.watch(child.pid).join()


def _seconds(call: Callable[[Path], object], path: Path) -> float:
    started = time.perf_counter()
    call(path)
    return time.perf_counter() - started
