"""What a person can do about an import in its state."""

from dataclasses import dataclass

from vehicle_pipeline.contracts import ImportRecord, ImportStatus
from vehicle_pipeline.domain import undo
from vehicle_pipeline.domain.run_failures import NOT_OF_THE_FILE


@dataclass(frozen=True)
class Possible:
    """Actions that an import takes now; `resume`: importing again goes on with this one."""

    # A held one is discarded instead, by a person with a name.
    cancel: bool
    reimport: bool
    resume: bool
    # Its file is gone, or cannot be imported as it was read: another one helps, or other choices.
    send_file: bool
    download_original: bool
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
    why = record.error_code if status is ImportStatus.FAILED else None
    needs_file = why is not None and why not in NOT_OF_THE_FILE
    return Possible(
        cancel=status.wants_run,
        reimport=is_done and not record.undoes,
        resume=is_stopped and not needs_file,
        send_file=needs_file,
        download_original=not record.undoes and why != "upload_missing",
        undo=undo.refusal(record) is None and record.undone_by is None,
        decide=status is ImportStatus.HELD,
        repair=can_repair(record),
        confirm_undo=bool(record.undoes) and record.dry_run and is_done,
        download_errors=status.is_terminal and _has_rows(record),
    )


def can_repair(record: ImportRecord) -> bool:
    """Whether an import has rejected rows that can be corrected and sent.

    Not of one that was undone: its other rows are no longer in the fleet.
    """
    is_over = record.status.is_terminal and record.status is not ImportStatus.UNDONE
    return is_over and _has_rows(record) and not record.dry_run and not record.undoes


def _has_rows(record: ImportRecord) -> bool:
    """Whether an import has rejected rows, and they are kept."""
    return bool(record.counts.errors) and record.rows_removed_at is None
