"""From what is stored to what the API answers with, in the reader's language."""

from datetime import datetime
from uuid import UUID

from api.language import say, say_log
from api.schemas.imports import (
    Counts,
    Import,
    Links,
    Log,
    PresentedAssumption,
    PresentedBecause,
    Receipt,
    Report,
    Stages,
)
from api.schemas.operations import Reconciliation, UploadWithoutRun
from api.schemas.rejected import RejectedItem
from vehicle_pipeline.adapters.imports.queries import ImportDetail, StoredLog
from vehicle_pipeline.adapters.queue.reconciler import Findings, Waiting
from vehicle_pipeline.contracts import (
    Dialect,
    DryRunReport,
    ImportCounts,
    ImportRecord,
    RejectedRow,
)
from vehicle_pipeline.domain import guarding
from vehicle_pipeline.domain.messages import Language
from vehicle_pipeline.spreadsheets.rejected.error_table import fault_sentence

PREFIX = "/api/v1"
# Uploads without a run that are listed; the counts are of all of them.
SHOWN = 100


def import_path(job_id: UUID) -> str:
    """Return the path of an import."""
    return f"{PREFIX}/imports/{job_id}"


def present_import(detail: ImportDetail, language: Language, dagster_url: str) -> Import:
    """Return an import with its logs; `dagster_url` is the base address of the Dagster UI."""
    record = detail.record
    computed_fields = {"dialect", "dry_run_report", "held_because", "error", "logs", "links"}
    plain = record.model_dump(include=set(Import.model_fields) - computed_fields)
    report = record.dry_run_report
    return Import(
        **plain,
        **_counts(record.counts).model_dump(),
        removed_rows=record.counts.removed,
        restored_rows=record.counts.restored,
        dialect=record.dialect and present_dialect(record.dialect, language),
        dry_run_report=report and present_report(report),
        held_because=_because(record, language),
        corrections=detail.corrections,
        stages=_stages(record),
        error=record.error_code and say(record.error_code, record.error_params, language),
        logs=[present_log(log, language) for log in detail.logs],
        links=_links(record, dagster_url),
    )


def present_report(report: DryRunReport) -> Report:
    """Return what each policy would do."""
    return Report(skip=_counts(report.skip), update=_counts(report.update))


def present_dialect(dialect: Dialect, language: Language) -> Receipt:
    """Return the receipt with a sentence for each assumption."""
    plain = dialect.model_dump(exclude={"assumptions"})
    assumptions = [
        PresentedAssumption(
            **assumed.model_dump(), message=say(assumed.code, assumed.params, language)
        )
        for assumed in dialect.assumptions
    ]
    return Receipt(**plain, assumptions=assumptions)


def _because(record: ImportRecord, language: Language) -> list[PresentedBecause] | None:
    if not record.held_because or not record.judged:
        return None
    return [
        PresentedBecause(
            **each.model_dump(),
            detail=say(f"held_{each.limit}", guarding.params(each, record.judged), language),
        )
        for each in record.held_because
    ]


def _counts(counts: ImportCounts) -> Counts:
    each = {f"{name}_rows": count for name, count in counts.model_dump().items()}
    return Counts(**each, processed_rows=counts.processed, error_rows=counts.errors)


def present_log(log: StoredLog, language: Language) -> Log:
    """Return a log line with its sentence."""
    plain = log.model_dump(include=set(Log.model_fields))
    message = say_log(log.code, log.params, log.row_number, language)
    return Log(**plain, message=message)


def present_rejected(row: RejectedRow, language: Language) -> RejectedItem:
    """Return a fault of a row with its sentence."""
    return RejectedItem(
        row_number=row.row_number,
        code=row.code,
        column=row.field,
        value=row.value,
        message=fault_sentence(row, language),
        suggestion=row.suggestion,
    )


def _stages(record: ImportRecord) -> Stages:
    return Stages(
        waiting_seconds=_seconds(record.created_at, record.started_at),
        processing_seconds=_seconds(record.started_at, record.finished_at),
    )


def _seconds(start: datetime | None, end: datetime | None) -> float | None:
    return round((end - start).total_seconds(), 3) if start and end else None


def _links(record: ImportRecord, dagster_url: str) -> Links:
    path = import_path(record.id)
    run = record.dagster_run_id
    return Links(
        itself=path,
        errors=f"{path}/errors",
        errors_csv=f"{path}/errors.csv",
        errors_xlsx=f"{path}/errors.xlsx",
        parent=import_path(record.parent_id) if record.parent_id else None,
        stream=f"{PREFIX}/imports/stream?job_id={record.id}",
        dagster_run=run and f"{dagster_url}/runs/{run}",
    )


def present_findings(findings: Findings) -> Reconciliation:
    """Return the uploads without a run; of very many the oldest, hanging ones first."""
    reasons = sorted(findings.uploads, key=lambda reason: reason is not Waiting.HANGING)
    found = [(reason, upload) for reason in reasons for upload in findings.uploads[reason]]
    return Reconciliation(
        without_run=findings.without_run,
        **{reason.value: len(uploads) for reason, uploads in findings.uploads.items()},
        is_queue_answering=findings.depth is not None,
        items=[
            UploadWithoutRun(
                reason=reason, **upload.model_dump(include=set(UploadWithoutRun.model_fields))
            )
            for reason, upload in found[:SHOWN]
        ],
    )
