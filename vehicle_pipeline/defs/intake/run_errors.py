"""Finds the error that failed a run in Dagster's event log."""

import re
from typing import Any

import dagster as dg

from vehicle_pipeline.domain.run_failures import Cause

# Events that may carry the error, the most exact first: of an op, of the run, of its launch.
_PLACES = (
    dg.DagsterEventType.STEP_FAILURE,
    dg.DagsterEventType.RUN_FAILURE,
    dg.DagsterEventType.ENGINE_EVENT,
)
# Messages of Dagster and our launcher about a vanished process. They do not contain the cause.
_VANISHED = re.compile(r"Detected run worker status|ended without finishing|marked as failed")


def causes_of(instance: dg.DagsterInstance, run_id: str) -> list[Cause]:
    """Return the error that failed a run and its causes, outermost first.

    Empty if the run's process vanished without reporting an error.
    """
    events: dict[dg.DagsterEventType, list[dg.DagsterEvent]] = {place: [] for place in _PLACES}
    for record in instance.get_records_for_run(run_id, of_type=set(_PLACES)).records:
        if event := record.event_log_entry.dagster_event:
            events[event.event_type].append(event)
    for place in _PLACES:
        for event in events[place]:
            if error := getattr(event.event_specific_data, "error", None):
                return _chain(error)
    return _from_message(events[dg.DagsterEventType.RUN_FAILURE])


def _chain(error: Any) -> list[Cause]:
    """Convert Dagster's record of an error (a private class) and of its causes."""
    chain = []
    while error:
        chain.append(_split(error.message, error.cls_name))
        error = error.cause or error.context
    return chain


def _from_message(failures: list[dg.DagsterEvent]) -> list[Cause]:
    """Parse the last failure's message: a printed traceback, or plain text."""
    message = failures[-1].message if failures else None
    if not message or _VANISHED.search(message):
        return []
    lines = message.strip().splitlines()
    if any(line.startswith("Traceback") for line in lines):
        return [_split(lines[-1], lines[-1].partition(":")[0].rpartition(".")[2])]
    return [("", lines[0])]


def _split(printed: str, name: str | None) -> Cause:
    """Split an error as Python prints it (`module.Class: message`) into class and message."""
    name = name or ""
    before, _, message = printed.strip().partition(f"{name}:")
    return name, (message or before).strip()
