"""What the Dagster UI shows of an occurrence."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import dagster as dg

from vehicle_pipeline.defs import tables
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.domain.outside_text import inert
from vehicle_pipeline.domain.schedules.reasons import reasons
from vehicle_pipeline.schedule_contracts import Occurrence, Schedule, SourceObject

# Objects that are listed; all of them are in the ledger.
LISTED = 200


def account(
    schedule: Schedule, ended: Occurrence, settled: Sequence[SourceObject], api_url: str
) -> dict[str, Any]:
    """Return the metadata of an occurrence that has ended, with what became of its objects."""
    here = f"{api_url}/api/v1/schedules/{schedule.id}"
    by_state = Counter(str(each.state) for each in settled)
    return {
        "schedule": inert(schedule.name),
        "due_at": ended.due_at.isoformat(),
        "state": str(ended.state),
        "reason": _why(ended),
        "imports": len(ended.job_ids),
        **{f"objects_{state}": count for state, count in by_state.items()},
        "ledger": tables.table([_row(each) for each in settled[:LISTED]]),
        "objects": dg.MetadataValue.url(f"{here}/objects"),
        "occurrences": dg.MetadataValue.url(f"{here}/occurrences"),
        "made_imports": dg.MetadataValue.url(f"{api_url}/api/v1/imports?schedule_id={schedule.id}"),
    }


def failure(ended: Occurrence, metadata: dict[str, Any]) -> dg.Failure:
    """Return what a run of a failed occurrence raises."""
    return dg.Failure(description=_why(ended), metadata=metadata, allow_retries=False)


def _row(settled: SourceObject) -> dict[str, Any]:
    return {
        "object": settled.key,
        "bytes": settled.size,
        "modified_at": settled.modified_at.isoformat(),
        "state": str(settled.state),
        "import": str(settled.job_id or ""),
        "reason": _said(settled.reason, settled.params),
    }


def _why(ended: Occurrence) -> str:
    return ". ".join(_said(each.code, each.params) for each in reasons(ended))


def _said(reason: str | None, params: dict[str, Any]) -> str:
    return inert(sentence(reason, params)) if reason else ""
