"""What Dagster and the kernel know about the process of a run."""

import re
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

# Seconds between two looks at the process.
SAMPLE = 0.05
_PID = re.compile(r"\(pid: (\d+)\)")
_MESSAGES = """
query Messages($id: ID!) {
  logsForRun(runId: $id) {
    ... on EventConnection { events { ... on MessageEvent { message } } }
  }
}
"""
_TIMES = "query Times($id: ID!) { runOrError(runId: $id) { ... on Run { startTime endTime } } }"


def run_seconds(dagster_url: str, run_id: str) -> float:
    """From the run's start to its end, as Dagster recorded them.

    The end is recorded a moment after the import is shown as completed, so this waits for it.
    """
    for _ in range(100):
        run = _ask(dagster_url, _TIMES, run_id)["runOrError"]
        if run.get("endTime"):
            return float(run["endTime"] - run["startTime"])
        time.sleep(0.1)
    raise TimeoutError(f"Dagster never recorded an end of run {run_id}")


def run_pid(dagster_url: str, run_id: str) -> int | None:
    """The process id that the run launcher logged; None before it did."""
    events = _ask(dagster_url, _MESSAGES, run_id)["logsForRun"].get("events", [])
    for event in events:
        if found := _PID.search(event.get("message", "")):
            return int(found[1])
    return None


def _ask(dagster_url: str, query: str, run_id: str) -> dict[str, Any]:
    body = {"query": query, "variables": {"id": run_id}}
    answer = httpx.post(f"{dagster_url}/graphql", json=body, timeout=30)
    answer.raise_for_status()
    data: dict[str, Any] = answer.json()["data"]
    return data


@dataclass
class PeakMemory:
    """Watches a process, and its children, from a thread until it ends."""

    process_bytes: int = 0
    tree_bytes: int = 0

    def watch(self, pid: int) -> threading.Thread:
        """Start watching; the thread ends with the process."""
        thread = threading.Thread(target=self._watch, args=(pid,), daemon=True)
        thread.start()
        return thread

    def _watch(self, pid: int) -> None:
        while (peak := _status_bytes(pid, "VmHWM")) is not None:
            self.process_bytes = max(self.process_bytes, peak)
            resident = [_status_bytes(member, "VmRSS") or 0 for member in _tree(pid)]
            self.tree_bytes = max(self.tree_bytes, sum(resident))
            time.sleep(SAMPLE)


def _status_bytes(pid: int, key: str) -> int | None:
    """A memory figure of a process in bytes; None when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:
        return None
    found = re.search(rf"^{key}:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) * 1024 if found else None  # a zombie has no such line


def _tree(pid: int) -> list[int]:
    """The process and everything below it."""
    members = [pid]
    for member in members:  # grows while it is walked
        for children in Path(f"/proc/{member}/task").glob("*/children"):
            try:
                members.extend(map(int, children.read_text("ascii").split()))
            except OSError:
                continue
    return members
