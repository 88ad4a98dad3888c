"""Whether a system that is used all day and purged stops growing: simulated hours of uploads.

An hour takes HOUR_SECONDS, and the ages at which things are removed are as much shorter. Each hour
brings the same uploads, what a crash leaves behind, and at its end one run of housekeeping.
"""

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx
from psycopg import sql
from rich.console import Console
from rich.table import Table

from benchmarks import client, fleet_files
from benchmarks.dagster_client import DagsterClient
from benchmarks.report import Figure
from benchmarks.stack import Stack, running_stack

HOUR_SECONDS = 20
UPLOADS = 6
AT_ONCE = 3
ROWS = 200
BAD_ROWS = 20
# Simulated hours after which things are removed.
KEPT_HOURS = {"RUNS": 2, "FILES": 2, "ROWS": 2, "IMPORTS": 3, "ALERTS": 2, "LEFTOVERS": 2}
# The largest value of the last LATE hours may be so many times that of the hours EARLY; by then
# there is as much to remove as comes in.
EARLY, LATE = (6, 12), 8
TARGET = 1.15
# Differences below these come of what happens to be there at the moment, in rows and bytes.
SLACK = {"rows": 20, "bytes": 128 * 1024, "files": 5}
# The daemon's ticks: one every few seconds of real time, whatever is uploaded. Dagster itself
# removes them after a day (`retention` in dagster.yaml), which no simulated hour makes shorter.
NOT_JUDGED = {"dagster.job_ticks"}

# Not the views: they hold what they are computed from, whenever the real clock strikes an hour.
_TABLES = """
select case nspname when 'public' then relname else nspname || '.' || relname end as name,
       nspname, relname, pg_total_relation_size(c.oid) as bytes
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where nspname in ('public', 'dagster') and relkind = 'r' order by 1
"""


@dataclass(frozen=True)
class Series:
    """What was counted of one thing at the end of each hour."""

    name: str
    unit: str
    values: list[int]

    @property
    def ratio(self) -> float:
        """Its last hours by its early ones; at most 1 where the difference says nothing."""
        ratio = self.late / max(self.early, 1)
        return min(1.0, ratio) if self.late <= self.early + SLACK[self.unit] else ratio

    @property
    def early(self) -> int:
        """The most there was in the hours EARLY."""
        return max(self.values[EARLY[0] - 1 : EARLY[1]], default=0)

    @property
    def late(self) -> int:
        """The most there was in the last hours."""
        return max(self.values[-LATE:])


def measure(folder: Path, hours: int) -> list[Figure]:
    """Run a stack for so many simulated hours; return how much each of its parts has grown."""
    paths = _make_files(folder)
    settings = {
        f"RETENTION_{kind}_DAYS": f"{kept * HOUR_SECONDS / 86_400:.8f}"
        for kind, kept in KEPT_HOURS.items()
    }
    counted: list[Mapping[tuple[str, str], int]] = []
    with running_stack(settings) as stack:
        for hour in range(1, hours + 1):
            seconds = _hour(stack, paths)
            counted.append(dict(_counts(stack)))
            print(f"hour {hour}: {seconds:.1f} s, {_summary(counted[-1])}", flush=True)
    series = list(_series(counted))
    _print(series)
    target = TARGET if hours >= EARLY[1] + LATE else None
    return [_figure(each, target) for each in series if each.name not in NOT_JUDGED]


def _make_files(folder: Path) -> list[Path]:
    """Small files with some rows that are rejected; the plates are the same every hour."""
    frame = fleet_files.fleet(UPLOADS * ROWS, seed=7)
    paths = [folder / f"hourly-{index}.csv" for index in range(UPLOADS)]
    for index, path in enumerate(paths):
        fleet_files.write_upload(frame.slice(index * ROWS, ROWS), path)
        with path.open("a", encoding="utf-8") as file:
            file.writelines(f"GOL;NOPLATE{row};2020;1,00\n" for row in range(BAD_ROWS))
    return paths


def _hour(stack: Stack, paths: list[Path]) -> float:
    """Upload, crash and clean up; return how long it took in seconds, HOUR_SECONDS at least."""
    began = time.monotonic()
    _leave_behind(stack)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(lambda path: _import(stack.api_url, path), paths))
    spent = time.monotonic() - began
    time.sleep(max(0.0, HOUR_SECONDS - 4 - spent))
    DagsterClient(stack.dagster_url).run("housekeeping")
    spent = time.monotonic() - began
    time.sleep(max(0.0, HOUR_SECONDS - spent))
    return time.monotonic() - began


def _import(api_url: str, path: Path) -> None:
    with httpx.Client(base_url=api_url, timeout=60) as http:
        client.wait_until_completed(http, client.upload(http, path), pause=0.3)


def _leave_behind(stack: Stack) -> None:
    """What processes leave that are killed: half a file, a file without an import, scratch."""
    uploads = stack.data_dir.root / "uploads"
    uploads.mkdir(exist_ok=True)
    (uploads / f".writing-{uuid4().hex}").write_bytes(b"x" * 10_000)
    (uploads / f"{uuid4()}.csv").write_bytes(b"x" * 10_000)
    scratch = stack.data_dir.root / "scratch" / str(uuid4())
    scratch.mkdir(parents=True)
    (scratch / "records-0.arrow").write_bytes(b"x" * 10_000)


def _counts(stack: Stack) -> Iterator[tuple[tuple[str, str], int]]:
    """Rows and bytes of every table, and the files and bytes of every folder that runs fill."""
    with stack.connect() as connection:
        for name, schema, table, size in connection.execute(_TABLES).fetchall():
            count = sql.SQL("select count(*) from {}").format(sql.Identifier(schema, table))
            (rows,) = connection.execute(count).fetchone() or (0,)
            yield (name, "rows"), rows
            yield (name, "bytes"), size
    for folder in ("uploads", "scratch", "compute_logs", "artifacts"):
        root = stack.data_dir.root / folder
        yield (f"{folder}/", "files"), len(list(root.iterdir())) if root.exists() else 0
        files = [path for path in root.rglob("*") if path.is_file()]
        yield (f"{folder}/**", "files"), len(files)
        yield (f"{folder}/**", "bytes"), sum(path.stat().st_size for path in files)


def _summary(counted: Mapping[tuple[str, str], int]) -> str:
    shown = ("import_jobs", "rejected_parts", "dagster.runs", "dagster.event_logs")
    rows = ", ".join(f"{name} {counted[name, 'rows']}" for name in shown)
    size = sum(count for (name, unit), count in counted.items() if unit == "bytes")
    return f"{rows}; {size / 1e6:.1f} MB in all"


def _series(counted: list[Mapping[tuple[str, str], int]]) -> Iterator[Series]:
    """Everything that was not the same all the time."""
    for name, unit in sorted(counted[-1]):
        values = [each.get((name, unit), 0) for each in counted]
        if len(set(values)) > 1:
            yield Series(name, unit, values)


def _figure(series: Series, target: float | None) -> Figure:
    note = f"hours {EARLY[0]}-{EARLY[1]}: {series.early:,}; last {LATE}: {series.late:,}"
    return Figure(f"{series.name} {series.unit}", series.ratio, "x", target, note)


def _print(series: list[Series]) -> None:
    hours = len(series[0].values)
    shown = sorted({1, 2, 3, 4, 6, 9, 12, 15, 18, 21, hours} & set(range(1, hours + 1)))
    table = Table(title=f"at the end of simulated hours of {HOUR_SECONDS} s")
    table.add_column("what")
    table.add_column("unit")
    for hour in shown:
        table.add_column(str(hour), justify="right")
    for each in series:
        table.add_row(each.name, each.unit, *(f"{each.values[hour - 1]:,}" for hour in shown))
    Console(width=170).print(table)
