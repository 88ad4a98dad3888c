"""What a person can do about an import in its state."""

from dataclasses import dataclass

from vehicle_pipeline.contracts import ImportRecord, ImportStatus
from vehicle_pipeline.domain import undo


@dataclass(frozen=True)
class Possible:
    """Actions that an import takes now; `resume`: importing again goes on with this one."""

    cancel: bool
    reimport: bool
    resume: bool
    undo: bool
    decide: bool
    repair: bool
    # Of a tried undo: to do it.
    confirm_undo: bool
    download_errors: bool


def possible(record: ImportRecord) -> Possible:
    """Return what can be done about an import."""
    status = record.status
    is_stopped = status in (ImportStatus.FAILED, ImportStatus.CANCELLED)
    is_done = status in (ImportStatus.COMPLETED, ImportStatus.UNDONE)
    has_rows = bool(record.counts.errors) and record.rows_removed_at is None
    return Possible(
        cancel=not status.is_terminal,
        reimport=is_done and not record.undoes,
        resume=is_stopped,
        undo=undo.refusal(record) is None and record.undone_by is None,
        decide=status is ImportStatus.HELD,
        repair=can_repair(record),
        confirm_undo=bool(record.undoes) and record.dry_run and is_done,
        download_errors=status.is_terminal and has_rows,
    )


def can_repair(record: ImportRecord) -> bool:
    """Whether an import has rejected rows that can be corrected and sent."""
    has_rows = bool(record.counts.errors) and record.rows_removed_at is None
    return record.status.is_terminal and has_rows and not record.dry_run and not record.undoes
