"""The rules of undoing an import."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from vehicle_pipeline.contracts import ImportRecord, ImportStatus
from vehicle_pipeline.domain.records import FIELDS, cell
from vehicle_pipeline.domain.rejections import FAULTS

# The faults of vehicles that an undo leaves as they are, with the vehicle as a raw row.
KEPT = pl.Schema([*FAULTS.items(), ("raw_row", pl.String())])


def refusal(import_: ImportRecord) -> str | None:
    """Return the code of the sentence that says why an import cannot be undone, if so."""
    if import_.status is ImportStatus.HELD:
        return "waits_for_decision"
    if not import_.status.is_terminal:
        return "import_under_way"
    if import_.dry_run:
        return "undo_of_dry_run"
    if import_.undoes:
        return "undo_of_undo"
    return None


def answers(newest: ImportRecord) -> bool:
    """Whether the newest undo of an import is what is asked for, so that no other is needed."""
    is_under_way = not newest.status.is_terminal
    return is_under_way or (newest.status is ImportStatus.COMPLETED and not newest.dry_run)


def kept(later: Iterable[Mapping[str, Any]], unknown: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Return the faults of vehicles that stay: changed later, or with an unknown past. See KEPT.

    Each has `source_row` and the columns of a vehicle; one that was changed `later_id`, the id of
    the import whose values it has, or None if it exists no more.
    """
    reasons = [
        *((row, "changed_later", {"import_id": str(row["later_id"] or "-")}) for row in later),
        *((row, "history_removed", {}) for row in unknown),
    ]
    rows = [
        {
            "row_number": row["source_row"],
            "code": code,
            "field": "placa",
            "value": row["placa"],
            "params": json.dumps(params),
            "suggestion": None,
            "raw_row": json.dumps({cell(at): str(row[name]) for at, name in enumerate(FIELDS)}),
        }
        for row, code, params in reasons
    ]
    return pl.DataFrame(rows, schema=KEPT).sort("row_number")
