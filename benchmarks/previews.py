"""Previews of the largest uploads over HTTP: how soon they are answered."""

import time
from pathlib import Path
from statistics import median

import httpx
import polars as pl

from benchmarks import client, fleet_files, reading
from benchmarks.report import Figure
from benchmarks.stack import Stack

# As many rows as make a file of just under 20 MB.
CSV_ROWS = 470_000
WORKBOOK_ROWS = 490_000
SECONDS = 1.0
ROUNDS = 5
MEGABYTE = 1_000_000


def measure(stack: Stack, folder: Path) -> list[Figure]:
    """Preview texts and a workbook of almost the largest size."""
    text, faulty, workbook = (folder / name for name in ("boa.csv", "ruim.csv", "boa.xlsx"))
    fleet = fleet_files.fleet(CSV_ROWS, seed=9)
    fleet_files.write_upload(fleet, text)
    fleet_files.write_upload(fleet.with_columns(pl.col("placa").str.slice(1)), faulty)
    reading.write_workbook(workbook, WORKBOOK_ROWS)
    with httpx.Client(base_url=stack.api_url, timeout=60) as http:
        return [_preview(http, path) for path in (text, faulty, workbook)]


def _preview(http: httpx.Client, path: Path) -> Figure:
    content, times = path.read_bytes(), []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        answer = http.post("/api/v1/imports/preview", files={"file": (path.name, content)})
        times.append(time.perf_counter() - started)
        if not answer.is_success or answer.json()["error"]:
            raise client.ImportFailedError(f"{path.name}: {answer.text[:300]}")
    size = f"{len(content) / MEGABYTE:.1f} MB, median of {ROUNDS}, slowest {max(times):.2f} s"
    return Figure(f"preview of {path.name} over HTTP", median(times), "s", SECONDS, size)
