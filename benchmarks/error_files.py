"""The files of 100,000 rejected rows: how long they take over HTTP, and how much memory."""

import subprocess
import sys
import time
from pathlib import Path

import httpx
import polars as pl

from api.error_files.workbook_process import Order
from benchmarks import client, fleet_files, run_process
from benchmarks.report import Figure
from benchmarks.stack import Stack

ROWS = 100_000
TARGET_SECONDS = 20
TARGET_MEGABYTES = 150
MEGABYTE = 1_000_000
# A faulty plate and a faulty year, both with a suggestion.
_LETTER_FOR_DIGIT = pl.col("placa").str.slice(0, 5) + "O" + pl.col("placa").str.slice(6)


def measure(stack: Stack, folder: Path) -> list[Figure]:
    """Import a file without one good row, and fetch both files of its errors."""
    upload = folder / "rejeitadas.csv"
    bad = fleet_files.fleet(ROWS, seed=7).with_columns(
        placa=_LETTER_FOR_DIGIT, ano=pl.format("2O{}", pl.col("ano") % 100 + 100)
    )
    fleet_files.write_upload(bad, upload)
    with httpx.Client(base_url=stack.api_url, timeout=300) as http:
        job_id = client.upload(http, upload)
        client.wait_until_completed(http, job_id)
        figures = [_download(http, job_id, kind) for kind in ("csv", "xlsx")]
    return [*figures, _memory(stack, job_id, folder)]


def _download(http: httpx.Client, job_id: str, kind: str) -> Figure:
    started, size = time.perf_counter(), 0
    with http.stream("GET", f"/api/v1/imports/{job_id}/errors.{kind}") as answer:
        answer.raise_for_status()
        for block in answer.iter_bytes():
            size += len(block)
    seconds = time.perf_counter() - started
    note = f"from the question to the last byte of {size / MEGABYTE:.1f} MB"
    return Figure(f"errors.{kind} of {ROWS:,} rejected rows", seconds, "s", TARGET_SECONDS, note)


def _memory(stack: Stack, job_id: str, folder: Path) -> Figure:
    """The peak of the process that makes the workbook, as the kernel counts it."""
    order = Order.model_validate(
        {
            "database_url": stack.database_url,
            "job_id": job_id,
            "language": "pt",
            "path": folder / "errors.xlsx",
            "seconds": 300,
        }
    )
    memory = run_process.PeakMemory()
    command = [sys.executable, "-m", "api.error_files.workbook_process"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        watcher = memory.watch(process.pid)
        process.communicate(order.model_dump_json().encode())
    watcher.join(timeout=30)
    if process.returncode:
        raise client.ImportFailedError(f"the workbook process ended with {process.returncode}")
    peak = memory.process_bytes / MEGABYTE
    return Figure("peak memory of making errors.xlsx", peak, "MB", TARGET_MEGABYTES, "VmHWM")
