"""Lines of an import's log about the whole import."""

from collections.abc import Iterator
from typing import Any

from vehicle_pipeline.contracts import Dialect, DryRunReport, ImportRecord, LogRecord

# Fields of the dialect that the line `file_opened` carries.
_DESCRIBED = {"kind", "encoding", "delimiter", "sheet", "header_row", "decimal"}


def opened(dialect: Dialect, rows: int, *, dry_run: bool) -> Iterator[LogRecord]:
    """Yield the lines for a file read to its end: its dialect, and each assumption."""
    if dry_run:
        yield LogRecord(level="info", code="dry_run_notice")
    described = dialect.model_dump(include=_DESCRIBED, exclude_none=True)
    yield LogRecord(level="info", code="file_opened", params={"rows": rows, **described})
    for assumed in dialect.assumptions:
        yield LogRecord(level="warning", code=assumed.code, params=assumed.params)


def same_content(first: ImportRecord) -> LogRecord:
    """Return the line for an upload whose content an earlier import had."""
    params = {"import_id": str(first.id), "filename": first.filename}
    return LogRecord(level="info", code="same_content", params=params)


def mapping_remembered(filename: str) -> LogRecord:
    """Return the line for columns that were mapped as somebody did for an earlier file."""
    return LogRecord(level="info", code="mapping_remembered", params={"filename": filename})


def undo_opened(undo: ImportRecord, vehicles: int, imports: int, rows: int) -> Iterator[LogRecord]:
    """Yield the lines for an undo that has found the vehicles which its import wrote.

    `imports`: later ones that listed registered vehicles and left them alone, in so many `rows`.
    """
    code = "undo_tried" if undo.dry_run else "undo_opened"
    params = {"undoes": str(undo.undoes), "filename": undo.filename, "vehicles": vehicles}
    yield LogRecord(level="info", code=code, params=params)
    if vehicles and imports:
        also = {"imports": imports, "rows": rows}
        yield LogRecord(level="warning", code="undo_listed_later", params=also)


def completed(finished: ImportRecord) -> LogRecord:
    """Return the line for a completed import, or for a dry run with the counts of each policy."""
    totals = {"total": finished.total_rows, **finished.counts.model_dump()}
    if finished.undoes:
        code = "undo_dry_run_completed" if finished.dry_run else "undo_completed"
        return LogRecord(level="info", code=code, params=totals)
    if finished.dry_run_report is None:
        return LogRecord(level="info", code="import_completed", params=totals)
    would = _by_policy(finished.dry_run_report)
    return LogRecord(level="info", code="dry_run_completed", params={**totals, **would})


def _by_policy(report: DryRunReport) -> dict[str, Any]:
    return {
        f"{policy}_{name}": count
        for policy, counts in report.model_dump().items()
        for name, count in counts.items()
    }


def cancelled(import_: ImportRecord) -> LogRecord:
    """Return the line for a cancelled import."""
    code = "dry_run_cancelled" if import_.dry_run else "import_cancelled"
    return LogRecord(level="warning", code=code)
