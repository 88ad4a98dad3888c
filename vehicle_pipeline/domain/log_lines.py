"""The lines of an import's log that tell of the import as a whole."""

from collections.abc import Iterator
from typing import Any

from vehicle_pipeline.contracts import Dialect, DryRunReport, ImportRecord, LogRecord

# Of the dialect, what a line about the opened file carries.
_DESCRIBED = {"kind", "encoding", "delimiter", "sheet", "header_row", "decimal"}


def opened(dialect: Dialect, rows: int, *, dry_run: bool) -> Iterator[LogRecord]:
    """Yield what is told when the file has been read: how, and what was assumed."""
    if dry_run:
        yield LogRecord(level="info", code="dry_run_notice")
    described = dialect.model_dump(include=_DESCRIBED, exclude_none=True)
    yield LogRecord(level="info", code="file_opened", params={"rows": rows, **described})
    for assumed in dialect.assumptions:
        yield LogRecord(level="warning", code=assumed.code, params=assumed.params)


def completed(finished: ImportRecord) -> LogRecord:
    """Return what is told at the end; of a dry run what either policy would have done."""
    totals = {"total": finished.total_rows, **finished.counts.model_dump()}
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
    """Return what is told when somebody ends an import."""
    code = "dry_run_cancelled" if import_.dry_run else "import_cancelled"
    return LogRecord(level="warning", code=code)
