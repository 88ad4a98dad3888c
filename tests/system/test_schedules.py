"""Schedules on the real daemon: in time, and once, whatever was down."""

import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from tests.system.conftest import Import, Stack, wait_for

RUNS = """
query Runs($tags: [ExecutionTag!]) {
  runsOrError(filter: {tags: $tags}) { ... on Runs { results { jobName status } } }
}
"""
# A daemon that is killed comes back, and its first tick is that of the next minute.
PATIENCE = 180.0
IN_TIME = timedelta(seconds=5)
EXAMPLES = Path(__file__).parents[2] / "examples"


def made(stack: Stack, source: Path, name: str, **more: Any) -> str:
    body = {"name": name, "cron": "* * * * *", "source": {"location": str(source)}, **more}
    answer = stack.http.post("/schedules", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def occurrences(stack: Stack, schedule_id: str) -> list[Import]:
    """Newest first."""
    answer = stack.http.get(f"/schedules/{schedule_id}/occurrences", params={"limit": 100})
    items: list[Import] = answer.json()["items"]
    return items


def ended(stack: Stack, schedule_id: str, reason: str | None = None) -> Import | None:
    for each in occurrences(stack, schedule_id):
        if each["finished_at"] and each["started_at"] and each["reason_code"] == reason:
            return each
    return None


def in_time(stack: Stack, schedule_id: str) -> Import | None:
    for each in occurrences(stack, schedule_id):
        if each["started_at"] and moment(each["started_at"]) - moment(each["due_at"]) < IN_TIME:
            return each
    return None


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.timeout(400)
def test_a_schedule_fires_within_five_seconds_of_its_minute_and_its_import_goes_as_every_import(
    traced: Stack, source: Path
) -> None:
    file = source / "frota.csv"
    file.write_text("modelo,placa,ano,valor_fipe\nGol,SCH0A01,2020,45000.00\n")
    # The first run after a start waits for the process that others are forked from.
    traced.finished(traced.upload(EXAMPLES / "frota.csv").json()["job_id"])
    schedule_id = made(traced, source, "Frota mensal")
    done = wait_for(lambda: ended(traced, schedule_id), "an occurrence", PATIENCE)
    assert done["state"] == "done"
    # A busy machine is slow, not wrong: one of three is in time.
    wait_for(lambda: in_time(traced, schedule_id), "an occurrence in time", PATIENCE)
    traced.http.post(f"/schedules/{schedule_id}/pause")
    (job_id,) = done["job_ids"]
    import_ = traced.finished(job_id)
    assert (import_["status"], import_["inserted_rows"]) == ("completed", 1)
    assert (import_["schedule_id"], import_["occurrence_id"]) == (schedule_id, done["id"])
    tags = [{"key": "import/schedule", "value": "Frota mensal"}]
    jobs = wait_for(lambda: _succeeded(traced, tags, 2), "the runs' success")
    assert {"reimport", "import_upload"} <= jobs


def _succeeded(stack: Stack, tags: list[dict[str, str]], at_least: int) -> set[str] | None:
    runs = stack.graphql(RUNS, tags=tags)["runsOrError"]["results"]
    jobs = {run["jobName"] for run in runs if run["status"] == "SUCCESS"}
    return jobs if len(jobs) >= at_least else None


@pytest.mark.timeout(400)
def test_a_daemon_killed_over_a_due_time_catches_up_the_latest_once(
    traced: Stack, source: Path
) -> None:
    schedule_id = made(traced, source, "Depois da queda", missed="latest")
    _kill_daemon(traced)
    # As if it had been down for so long.
    down_since = datetime.now(UTC) - timedelta(minutes=10)
    with psycopg.connect(traced.environment()["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("delete from schedule_occurrences where schedule_id = %s", [schedule_id])
        connection.execute(
            "update schedules set planned_until = %s where id = %s", [down_since, schedule_id]
        )
    wait_for(
        lambda: [each for each in occurrences(traced, schedule_id) if each["finished_at"]] or None,
        "the occurrences after the outage",
        PATIENCE,
    )
    traced.http.post(f"/schedules/{schedule_id}/pause")
    found = occurrences(traced, schedule_id)
    due = [each["due_at"] for each in found]
    assert len(due) == len(set(due)) >= 10
    missed = [each for each in found if each["state"] == "missed"]
    assert len(missed) >= 6
    assert {each["reason_code"] for each in missed} == {"missed_before_latest"}


def _kill_daemon(stack: Stack) -> None:
    for process in stack.processes():
        command = _command_of(process)
        if "daemon" in command and "supervisor" not in command:
            process.send_signal(signal.SIGKILL)
            return
    raise AssertionError([_command_of(each) for each in stack.processes()])


def _command_of(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""
