"""What the Dagster UI shows of an import: metadata of its assets, and why it failed."""

from collections.abc import Callable, Sequence
from typing import Any

import dagster as dg

from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.contracts import Dialect, ImportRecord, LogRecord
from vehicle_pipeline.defs import tables
from vehicle_pipeline.defs.imports import lineage
from vehicle_pipeline.defs.imports.live import rows_per_second
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.domain.outside_text import inert
from vehicle_pipeline.errors import BadSpreadsheetError, ObjectNotFoundError
from vehicle_pipeline.guard_contracts import GuardFigures, HeldBecause

UPLOADS = dg.AssetKey("uploads")

Metadata = dict[str, Any]

_UPLOAD_MISSING = BadSpreadsheetError("upload_missing")


def refused(
    jobs: ImportJobs, import_: ImportRecord, error: BadSpreadsheetError | ObjectNotFoundError
) -> tuple[Sequence[LogRecord], dg.Failure]:
    """Fail an import whose file cannot be imported; return its log lines, the failure to raise."""
    fault = error if isinstance(error, BadSpreadsheetError) else _UPLOAD_MISSING
    failed, logs = jobs.fail(import_.id, fault.code, fault.params, epoch=import_.epoch, by_run=True)
    failure = dg.Failure(
        description=inert(sentence(fault.code, fault.params)),
        metadata={"code": fault.code, "file": failed.filename},
        allow_retries=False,
    )
    return logs, failure


def upload_opened(
    import_: ImportRecord, dialect: Dialect, chunks: int
) -> dg.AssetMaterialization | dg.AssetObservation:
    """Return the event for an upload read to its end: the file, its dialect and its size.

    A dry run only observes the upload, so that assets downstream do not become stale.
    """
    event = dg.AssetObservation if import_.dry_run else dg.AssetMaterialization
    return event(
        UPLOADS,
        metadata={
            "job_id": str(import_.id),
            "file": import_.filename,
            "bytes": import_.file_size,
            "rows": import_.total_rows or 0,
            "chunks": chunks,
            "receipt": tables.receipt(dialect, import_.overrides),
            "assumptions": tables.assumptions(dialect),
            "dialect": dg.MetadataValue.json(dialect.model_dump(mode="json")),
            "dagster/column_schema": lineage.upload_columns(dialect),
        },
    )


def import_finished(
    import_: ImportRecord, vehicles: int, preview: list[dict[str, Any]], api_url: str
) -> Metadata:
    """Return the metadata of an import's `vehicles`; the table holds `vehicles` rows by now."""
    return {
        "job_id": str(import_.id),
        "file": import_.filename,
        **import_.counts.model_dump(),
        "dagster/row_count": vehicles,
        **_lineage(import_, lineage.of_vehicles),
        "rows_per_second": rows_per_second(import_),
        "preview": tables.table(preview),
        "import": dg.MetadataValue.url(f"{api_url}/api/v1/imports/{import_.id}"),
    }


def judged(figures: GuardFigures, because: list[HeldBecause]) -> Metadata:
    """Return the metadata of an import that was compared with the limits of its guard."""
    return {
        "figures": tables.table([figures.model_dump()]),
        "exceeded": tables.table([each.model_dump() for each in because]),
    }


def dry_run_finished(import_: ImportRecord, api_url: str) -> Metadata:
    """Return the metadata of `dry_runs`: what the import would do under each policy."""
    report = import_.dry_run_report
    policies = report.model_dump() if report else {}
    rows = [{"on_conflict": policy, **counts} for policy, counts in policies.items()]
    return {
        "job_id": str(import_.id),
        "file": import_.filename,
        "rows": import_.total_rows or 0,
        "would_do": tables.table(rows),
        "rows_per_second": rows_per_second(import_),
        "import": dg.MetadataValue.url(f"{api_url}/api/v1/imports/{import_.id}"),
    }


def rows_rejected(import_: ImportRecord, rows: int, api_url: str) -> Metadata:
    """Return the metadata of an import's `rejected_rows`; the table holds `rows` by now."""
    total = import_.total_rows or 0
    return {
        "job_id": str(import_.id),
        "dagster/row_count": rows,
        **_lineage(import_, lineage.of_rejected_rows),
        "rejected": import_.counts.rejected,
        "duplicate": import_.counts.duplicate,
        "error_percent": round(100 * import_.counts.errors / total, 2) if total else 0.0,
        "errors": dg.MetadataValue.url(f"{api_url}/api/v1/imports/{import_.id}/errors"),
    }


def _lineage(
    import_: ImportRecord, of_table: Callable[[Dialect], dg.TableColumnLineage]
) -> Metadata:
    return {"dagster/column_lineage": of_table(import_.dialect)} if import_.dialect else {}
