"""Whether Dagster does its part, as its webserver reports over GraphQL."""

import time
from collections.abc import Iterator
from typing import Any

import httpx

SENSOR = "upload_sensor"
# The sensor is evaluated every 5 s; a few evaluations may be late on a busy machine.
SENSOR_SILENCE = 20.0
# An evaluation may take this long before Dagster gives it up, in seconds.
SENSOR_LIMIT = 60.0
# Seconds to wait for the webserver's answer.
TIMEOUT = 2.5

# Without `statuses` the webserver answers from a batch that leaves ticks out after a restart.
QUERY = """
query Readiness {
  instance { daemonHealth { allDaemonStatuses { daemonType required healthy } } }
  workspaceOrError {
    ... on Workspace {
      locationEntries {
        name
        loadStatus
        locationOrLoadError {
          ... on RepositoryLocation {
            repositories {
              sensors {
                name
                sensorState {
                  status
                  ticks(limit: 2, statuses: [STARTED, SKIPPED, SUCCESS, FAILURE]) {
                    status
                    timestamp
                    endTimestamp
                  }
                }
              }
            }
          }
          ... on PythonError { message }
        }
      }
    }
  }
}
"""

# What is wrong: the code of a sentence and its parameters; None: nothing.
Verdict = tuple[str, dict[str, Any]] | None


def examine(dagster_url: str) -> dict[str, Verdict]:
    """Ask the webserver about everything of Dagster's, part by part. Blocking."""
    try:
        # No proxy of the environment: the webserver is a neighbour.
        with httpx.Client(timeout=TIMEOUT, trust_env=False) as client:
            answer = client.post(f"{dagster_url}/graphql", json={"query": QUERY})
            data = answer.raise_for_status().json()["data"]
    except (httpx.HTTPError, ValueError, LookupError, TypeError):
        away: Verdict = ("dagster_unavailable", {})
        return dict.fromkeys(("code_location", "daemon", "sensor", "dagster_ui"), away)
    return {**verdicts(data, time.time()), "dagster_ui": None}


def verdicts(data: dict[str, Any], now: float) -> dict[str, Verdict]:
    """Judge the answer to QUERY; `now` in seconds since 1970."""
    entries = data["workspaceOrError"].get("locationEntries", [])
    daemons = data["instance"]["daemonHealth"]["allDaemonStatuses"]
    return {
        "code_location": _locations(entries),
        "daemon": _daemons(daemons),
        "sensor": _sensor(entries, now),
    }


def _locations(entries: list[dict[str, Any]]) -> Verdict:
    for entry in entries:
        message = (entry["locationOrLoadError"] or {}).get("message")
        if message or entry["loadStatus"] != "LOADED":
            return "code_location_not_loaded", {"name": entry["name"]}
    return None if entries else ("code_location_not_loaded", {"name": "-"})


def _daemons(daemons: list[dict[str, Any]]) -> Verdict:
    down = [each["daemonType"] for each in daemons if each["required"] and not each["healthy"]]
    return ("daemons_not_running", {"names": ", ".join(down)}) if down else None


def _sensor(entries: list[dict[str, Any]], now: float) -> Verdict:
    state = next(
        (each["sensorState"] for each in _sensors(entries) if each["name"] == SENSOR), None
    )
    if state is None:
        return "sensor_missing", {"name": SENSOR}
    if state["status"] != "RUNNING":
        return "sensor_stopped", {"name": SENSOR}
    if _is_failing(state["ticks"]):
        return "sensor_failing", {"name": SENSOR}
    if not any(_is_recent(tick, now) for tick in state["ticks"]):
        return "sensor_silent", {"name": SENSOR, "seconds": int(SENSOR_SILENCE)}
    return None


def _is_failing(ticks: list[dict[str, Any]]) -> bool:
    """Whether the last evaluation that ended did so with an error; newest first."""
    ended = [tick["status"] for tick in ticks if tick["status"] != "STARTED"]
    return ended[:1] == ["FAILURE"]


def _sensors(entries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for entry in entries:
        for repository in (entry["locationOrLoadError"] or {}).get("repositories", []):
            yield from repository["sensors"]


def _is_recent(tick: dict[str, Any], now: float) -> bool:
    if tick["status"] == "STARTED":
        return bool(now - tick["timestamp"] < SENSOR_LIMIT)
    return bool(now - (tick["endTimestamp"] or tick["timestamp"]) < SENSOR_SILENCE)
