"""Where an import has spent its time, as far as it is recorded."""

from dataclasses import dataclass
from datetime import UTC, datetime

from vehicle_pipeline.adapters.postgres.dagster_tables import RunTimes
from vehicle_pipeline.contracts import ImportRecord, ImportStatus

# Ops of imports and undos -> the stage that people know.
_STAGES = {
    "open_upload": "open",
    "open_undo": "open",
    "read_chunk": "read",
    "validate_chunk": "validate",
    "find_repeated_plates": "validate",
    "apply_guard": "guard",
    "load_chunks": "load",
    "take_back": "load",
    "finish_import": "finish",
    "finish_dry_run": "finish",
    "finish_undo": "finish",
}
# All of a run whose steps are known, in their order.
STAGES = ("queue", "start", *dict.fromkeys(_STAGES.values()))


@dataclass(frozen=True)
class Stage:
    """A stage in seconds: since the import was accepted, and how long; `is_open`: until now."""

    name: str
    begin: float
    seconds: float
    is_open: bool = False


@dataclass(frozen=True)
class Stages:
    """The stages of the last run, which may overlap, and the seconds from end to end."""

    items: list[Stage]
    total: float
    # Whether Dagster still knows the steps of the run.
    is_complete: bool


def stages_of(record: ImportRecord, run: RunTimes | None) -> Stages:
    """Return the stages of an import; `run` is what Dagster has kept of its last run."""
    over_at = _over_at(record)
    begin, end = record.epoch, over_at or datetime.now(UTC)
    spans: dict[str, tuple[datetime, datetime | None]] = {}
    for step in run.steps if run else ():
        if name := _STAGES.get(step.op):
            since, until = spans.get(name, (step.began_at, step.began_at))
            later = None if until is None or step.ended_at is None else max(until, step.ended_at)
            spans[name] = min(since, step.began_at), later
    known = bool(spans)
    first = min((since for since, _ in spans.values()), default=None)
    if run and run.created_at >= begin:
        waiting = {"queue": (begin, run.created_at), "start": (run.created_at, first)}
    else:
        waiting = {"queue": (begin, first or record.started_at)}
        if record.started_at and not known:
            spans["work"] = record.started_at, over_at
    items = [
        Stage(
            name=name,
            begin=max(0.0, (since - begin).total_seconds()),
            seconds=max(0.0, ((until or end) - since).total_seconds()),
            is_open=until is None and over_at is None,
        )
        for name, (since, until) in {**waiting, **spans}.items()
    ]
    total = max((item.begin + item.seconds for item in items), default=0.0)
    return Stages(items, total, is_complete=known or not record.started_at)


def _over_at(record: ImportRecord) -> datetime | None:
    """Return when the run was over: one that is held waits for a person, and does no work."""
    is_held = record.status is ImportStatus.HELD
    return record.held_at if is_held else record.finished_at
