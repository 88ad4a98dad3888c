"""What became of an import's rows, in the words of what it is: an import, an undo, a dry run."""

from dataclasses import dataclass
from typing import Any

from vehicle_pipeline.contracts import ConflictPolicy, ImportRecord, ImportStatus

# Series of the bar, and outcomes: of an import, and of an undo, whose counts are of vehicles.
_OF_IMPORT = ((1, "inserted"), (2, "updated"), (5, "unchanged"), (3, "duplicate"), (4, "rejected"))
_OF_UNDO = ((1, "restored"), (2, "removed"), (5, "rejected"))
_OF_JUDGED = ((1, "others"), (2, "changed"), (4, "rejected"))


@dataclass(frozen=True)
class Outcome:
    """A number of rows or vehicles; `code` is what is said of them, `series` their colour."""

    series: int
    code: str
    count: int


@dataclass(frozen=True)
class Outcomes:
    """All rows or vehicles of an import by what became of them."""

    title: str
    items: list[Outcome]

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(item.count for item in self.items)


def outcomes_of(record: ImportRecord) -> Outcomes | None:
    """Return what became of the rows; of a held import what was judged; None before that."""
    if record.counts.total:
        return _counted(record)
    return _judged(record) if record.judged and record.held_because else None


def _counted(record: ImportRecord) -> Outcomes:
    kind = "undo" if record.undoes else "import"
    ending = "_try" if record.dry_run else ""
    items = [
        Outcome(series, f"ui_count_{kind}_{name}{ending}", getattr(record.counts, name))
        for series, name in (_OF_UNDO if record.undoes else _OF_IMPORT)
    ]
    return Outcomes(f"ui_counts_{kind}{ending}", items)


def _judged(record: ImportRecord) -> Outcomes | None:
    if not (figures := record.judged) or not figures.total:
        return None
    changed = figures.changed if record.on_conflict is ConflictPolicy.UPDATE else 0
    counts = {"rejected": figures.rejected, "changed": changed}
    counts["others"] = figures.total - figures.rejected - changed
    items = [
        Outcome(series, f"ui_count_judged_{name}", counts[name]) for series, name in _OF_JUDGED
    ]
    return Outcomes("ui_counts_judged", items)


def ending_of(record: ImportRecord) -> tuple[str, dict[str, Any]] | None:
    """Return the code of the sentence that says how an import ended, and its parameters.

    None for one that has not, or that failed: then its error says it.
    """
    counts = record.counts
    if record.status is ImportStatus.COMPLETED:
        kind = "_undo" if record.undoes else ""
        ending = "_try" if record.dry_run else ""
        return f"ui_import_completed{kind}{ending}", {
            "rows": record.total_rows or 0,
            "entered": counts.processed,
            "errors": counts.errors,
            "removed": counts.removed,
            "restored": counts.restored,
            "kept": counts.rejected,
        }
    if record.status is ImportStatus.UNDONE:
        return "ui_import_undone", {"entered": counts.processed}
    if record.status is ImportStatus.CANCELLED:
        has_written = counts.processed and not record.dry_run
        code = "ui_import_stopped" if has_written else "ui_import_stopped_before"
        if has_written and record.undoes:
            code = "ui_import_stopped_undo"
        return code, {"entered": counts.processed}
    return None
