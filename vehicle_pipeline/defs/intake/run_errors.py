"""Which error failed a run, as Dagster's history has it."""

import re
from typing import Any

import dagster as dg

from vehicle_pipeline.domain.run_failures import Told

# Where an error may stand, the most exact first: an op's, the run's, one of launching it.
_PLACES = (
    dg.DagsterEventType.STEP_FAILURE,
    dg.DagsterEventType.RUN_FAILURE,
    dg.DagsterEventType.ENGINE_EVENT,
)
# What Dagster, or our launcher, says of a run whose process is gone: that, and nothing about why.
_VANISHED = re.compile(r"Detected run worker status|ended without finishing|marked as failed")


def errors_of(instance: dg.DagsterInstance, run_id: str) -> list[Told]:
    """Return the error that failed a run and its causes, outermost first.

    Empty when its process vanished without a word.
    """
    events: dict[dg.DagsterEventType, list[dg.DagsterEvent]] = {place: [] for place in _PLACES}
    for record in instance.get_records_for_run(run_id, of_type=set(_PLACES)).records:
        if event := record.event_log_entry.dagster_event:
            events[event.event_type].append(event)
    for place in _PLACES:
        for event in events[place]:
            if error := getattr(event.event_specific_data, "error", None):
                return _chain(error)
    return _in_words(events[dg.DagsterEventType.RUN_FAILURE])


def _chain(error: Any) -> list[Told]:
    """Dagster's record of an error and its causes; its class has no public address."""
    told = []
    while error:
        told.append(_split(error.message, error.cls_name))
        error = error.cause or error.context
    return told


def _in_words(failures: list[dg.DagsterEvent]) -> list[Told]:
    message = failures[-1].message if failures else None
    if not message or _VANISHED.search(message):
        return []
    lines = message.strip().splitlines()
    if any(line.startswith("Traceback") for line in lines):
        return [_split(lines[-1], lines[-1].partition(":")[0].rpartition(".")[2])]
    return [("", lines[0])]


def _split(printed: str, name: str | None) -> Told:
    """An error as Python prints it: the class with its module, a colon, the message."""
    name = name or ""
    before, _, message = printed.strip().partition(f"{name}:")
    return name, (message or before).strip()
