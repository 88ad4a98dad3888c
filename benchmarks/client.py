"""What a user of the API does: upload a file, and ask until the import is over."""

import time
from pathlib import Path
from typing import Any

import httpx

TERMINAL = {"completed", "failed", "cancelled"}
# Seconds between two questions, and until giving up on an import.
POLL = 0.05
PATIENCE = 600


class ImportFailedError(Exception):
    """An import did not complete, so its time means nothing."""


def upload(http: httpx.Client, path: Path, **options: str) -> str:
    """Upload a file with fields of the form; return the import's id."""
    with path.open("rb") as file:
        files = {"file": (path.name, file, "text/csv")}
        answer = http.post("/api/v1/imports", files=files, data=options)
    if answer.status_code != httpx.codes.CREATED:
        raise ImportFailedError(f"{path.name}: {answer.status_code} {answer.text[:300]}")
    return str(answer.json()["job_id"])


def state(http: httpx.Client, job_id: str) -> dict[str, Any]:
    """The import as the API shows it."""
    answer = http.get(f"/api/v1/imports/{job_id}")
    answer.raise_for_status()
    body: dict[str, Any] = answer.json()
    return body


def wait_until_completed(http: httpx.Client, job_id: str, pause: float = POLL) -> dict[str, Any]:
    """Ask every `pause` seconds until the import is over; return its last state."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        current = state(http, job_id)
        if current["status"] == "completed":
            return current
        if current["status"] in TERMINAL:
            raise ImportFailedError(f"{job_id} is {current['status']}: {current.get('error')}")
        time.sleep(pause)
    raise ImportFailedError(f"{job_id} was not over after {PATIENCE} s")
