"""A large import beside psql's \\copy of the same rows into the same table, in turns."""

import statistics
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benchmarks import client, fleet_files, row_loop, run_process
from benchmarks.report import Figure
from benchmarks.stack import Stack
from vehicle_pipeline.local.database_command import program
from vehicle_pipeline.local.database_tools import Tool

# Seldom enough not to weigh on what is measured; Dagster notes the run's times itself.
POLL = 0.5
ROW_LOOP_ROWS = 20_000
TARGET_RATIO = 1.4
TARGET_MEGABYTES = 700
MEGABYTE = 1_000_000


@dataclass
class Samples:
    """Seconds of every round, and the largest memory of any run."""

    copy: list[float] = field(default_factory=list)
    run: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    memory: run_process.PeakMemory = field(default_factory=run_process.PeakMemory)


def measure(stack: Stack, folder: Path, rows: int, rounds: int) -> list[Figure]:
    """Take turns, `rounds` times, then run the row loop on a slice."""
    upload, expanded = folder / "frota.csv", folder / "expanded.csv"
    frame = fleet_files.fleet(rows, seed=1)
    fleet_files.write_upload(frame, upload)
    fleet_files.write_for_copy(frame, expanded)
    samples = Samples()
    for number in range(rounds):
        turns = [(_copy, expanded), (_run, upload)]
        # Whoever goes first does not always go first.
        for turn, path in turns if number % 2 == 0 else reversed(turns):
            _empty_table(stack)
            turn(stack, path, samples)
            _check_loaded(stack, rows)
    return [*_figures(samples, upload, rows), _row_loop(stack, frame.height, folder, rows)]


def _empty_table(stack: Stack) -> None:
    """The same start for everyone: an empty table, and no writing left over from the last one."""
    with stack.connect() as connection:
        connection.execute("truncate vehicles")
        connection.execute("checkpoint")


def _check_loaded(stack: Stack, rows: int) -> None:
    with stack.connect() as connection:
        found = connection.execute("select count(*) from vehicles").fetchone()
    if found is None or found[0] != rows:
        raise client.ImportFailedError(f"{found} rows are in the table instead of {rows}")


def _copy(stack: Stack, path: Path, samples: Samples) -> None:
    columns = ", ".join(fleet_files.TABLE_COLUMNS)
    command = f"\\copy vehicles ({columns}) from '{path}' with (format csv)"
    started = time.perf_counter()
    subprocess.run([program(Tool.PSQL), stack.database_url, "-qc", command], check=True)
    samples.copy.append(time.perf_counter() - started)


def _run(stack: Stack, path: Path, samples: Samples) -> None:
    with httpx.Client(base_url=stack.api_url, timeout=120) as http:
        started = time.perf_counter()
        job_id = client.upload(http, path)
        watcher = samples.memory.watch(_wait_for_process(stack, http, job_id))
        finished = client.wait_until_completed(http, job_id, POLL)
        samples.wall.append(time.perf_counter() - started)
    samples.run.append(run_process.run_seconds(stack.dagster_url, finished["dagster_run_id"]))
    watcher.join(timeout=30)


def _wait_for_process(stack: Stack, http: httpx.Client, job_id: str) -> int:
    deadline = time.monotonic() + client.PATIENCE
    while time.monotonic() < deadline:
        run_id = client.state(http, job_id)["dagster_run_id"]
        pid = run_process.run_pid(stack.dagster_url, run_id) if run_id else None
        if pid is not None:
            return pid
        time.sleep(POLL)
    raise client.ImportFailedError(f"No process was started for {job_id}")


def _figures(samples: Samples, upload: Path, rows: int) -> list[Figure]:
    copy, run, wall = map(statistics.median, (samples.copy, samples.run, samples.wall))
    size = upload.stat().st_size / MEGABYTE
    pairs = [run / copy for run, copy in zip(samples.run, samples.copy, strict=True)]
    return [
        Figure(
            f"psql \\copy, {rows:,} rows",
            copy,
            "s",
            note=f"{_spread(samples.copy)}; a file with every column of the table, ready to load",
        ),
        Figure(
            f"import of {size:.0f} MB, the run",
            run,
            "s",
            note=f"{_spread(samples.run)}; by Dagster",
        ),
        Figure("the same, upload to completed", wall, "s", note=_spread(samples.wall)),
        Figure(
            "the run / \\copy",
            run / copy,
            "x",
            TARGET_RATIO,
            f"of the medians; the pairs: {', '.join(f'{pair:.2f}' for pair in pairs)}",
        ),
        _memory_figure(samples.memory),
    ]


def _memory_figure(memory: run_process.PeakMemory) -> Figure:
    how = f"VmHWM; with its children {memory.tree_bytes / MEGABYTE:,.0f} MB"
    if not memory.process_bytes:
        how = "the process was over before it was seen: too few rows"
    size = memory.process_bytes / MEGABYTE
    return Figure("peak memory of the run's process", size, "MB", TARGET_MEGABYTES, how)


def _spread(seconds: list[float]) -> str:
    return f"median of {len(seconds)}, from {min(seconds):.2f} to {max(seconds):.2f} s"


def _row_loop(stack: Stack, height: int, folder: Path, rows: int) -> Figure:
    """The seed's algorithm on a slice; its time grows with the rows, so it is scaled up."""
    slice_rows = min(ROW_LOOP_ROWS, height)
    path = folder / "slice.csv"
    fleet_files.write_upload(fleet_files.fleet(slice_rows, seed=3), path)
    _empty_table(stack)
    seconds = row_loop.import_file(path, stack.database_url)
    note = f"measured {seconds:.1f} s for {slice_rows:,} rows, scaled"
    return Figure(
        f"the seed's row loop, {rows:,} rows", seconds * rows / slice_rows, "s", None, note
    )
