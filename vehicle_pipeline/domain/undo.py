"""The rules of undoing an import."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from vehicle_pipeline.contracts import ImportRecord, ImportStatus
from vehicle_pipeline.domain.records import FIELDS, cell
from vehicle_pipeline.domain.rejections import COMPARED_FAULTS

# The vehicles that an undo leaves as they are, as raw rows of their file.
CELLS = pl.Schema(
    [("row_number", pl.Int32()), *((cell(at), pl.String()) for at in range(len(FIELDS)))]
)


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
    has_failed = import_.status in (ImportStatus.FAILED, ImportStatus.CANCELLED)
    if has_failed and not import_.counts.inserted + import_.counts.updated:
        return "undo_of_nothing"
    return None


def answers(newest: ImportRecord) -> bool:
    """Whether the newest undo of an import is what is asked for, so that no other is needed."""
    is_under_way = not newest.status.is_terminal
    return is_under_way or (newest.status is ImportStatus.COMPLETED and not newest.dry_run)


def kept(
    later: Iterable[Mapping[str, Any]], unknown: Iterable[Mapping[str, Any]]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the faults of vehicles that stay (see COMPARED_FAULTS), and their CELLS.

    They were changed later, or have an unknown past. Each has `source_row` and the columns of a
    vehicle; one that was changed `later_id`, the id of the import whose values it has, or None if
    it exists no more.
    """
    reasons = [
        *((row, "changed_later", {"import_id": str(row["later_id"] or "-")}) for row in later),
        *((row, "history_removed", {}) for row in unknown),
    ]
    faults = [
        {
            "row_number": row["source_row"],
            "code": code,
            "field": "placa",
            "value": row["placa"],
            "params": json.dumps(params),
        }
        for row, code, params in reasons
    ]
    cells = [[row["source_row"], *(str(row[name]) for name in FIELDS)] for row, _, _ in reasons]
    return (
        pl.DataFrame(faults, schema=COMPARED_FAULTS).sort("row_number"),
        pl.DataFrame(cells, schema=CELLS, orient="row").sort("row_number"),
    )
