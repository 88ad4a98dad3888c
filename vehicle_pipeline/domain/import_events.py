"""What receivers of webhooks are told of an import."""

from typing import Any

from vehicle_pipeline.contracts import ImportRecord
from vehicle_pipeline.webhook_contracts import ImportEvent

_PREFIX = "event_"


def event_code(event: ImportEvent) -> str:
    """Return the code under which an event is stored, and of its sentence."""
    return f"{_PREFIX}{event}"


def event_of(code: str) -> str:
    """Return the name of an event that is stored under a code."""
    return code.removeprefix(_PREFIX)


def event_params(import_: ImportRecord) -> dict[str, Any]:
    """Return an import as it is at the moment of an event."""
    counts = import_.counts
    return {
        "filename": import_.filename,
        "status": import_.status.value,
        "dry_run": import_.dry_run,
        "on_conflict": import_.on_conflict.value,
        "total_rows": import_.total_rows,
        "inserted_rows": counts.inserted,
        "updated_rows": counts.updated,
        "unchanged_rows": counts.unchanged,
        "duplicate_rows": counts.duplicate,
        "rejected_rows": counts.rejected,
        "schedule_id": import_.schedule_id and str(import_.schedule_id),
        "undone_by": import_.undone_by and str(import_.undone_by),
        "error_code": import_.error_code,
        "error_params": import_.error_params,
    }
