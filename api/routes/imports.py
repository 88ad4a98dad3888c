"""Uploading spreadsheets, and reading what became of them."""

from functools import partial
from typing import Annotated
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request, Response

from api.dependencies import AllServices, ApiSettings, Imports, Limit, Skip
from api.errors import check_rows_kept
from api.health.readiness import check_database
from api.language import CallerLanguage
from api.openapi import problems
from api.presenters.imports import import_path, present_import, present_rejected
from api.schemas.imports import Import, ImportCreated, ImportList
from api.schemas.rejected import RejectedList
from api.uploads.acceptance import accept
from api.uploads.form_schema import UPLOAD_FORM
from api.uploads.idempotency import IdempotencyKey
from api.uploads.receiving import receive
from vehicle_pipeline.contracts import FaultCode, ImportStatus

router = APIRouter(prefix="/imports", tags=["imports"])


@router.post(
    "",
    status_code=201,
    responses={
        201: {"headers": {"Location": {"schema": {"type": "string"}}}},
        **problems(400, 409, 413, 415, 422, 503),
    },
    openapi_extra=UPLOAD_FORM,
)
async def create_import(
    request: Request,
    response: Response,
    services: AllServices,
    idempotency_key: IdempotencyKey,
) -> ImportCreated:
    """Store a spreadsheet and queue its import.

    The file goes to the object store while it arrives. Whatever is refused leaves nothing behind.
    """
    # Before megabytes are sent for nothing.
    await run_sync(check_database, services.database)
    limit = services.settings.max_upload_bytes
    upload = await receive(request, services.staging, limit)
    new = upload.as_import(idempotency_key)
    work = partial(accept, new, services.store, services.jobs, services.limits)
    record = await run_sync(work, limiter=services.staging.threads)
    services.relay.wake()
    response.headers["Location"] = import_path(record.id)
    return ImportCreated(job_id=record.id, status=record.status)


@router.get("", responses=problems(422, 503))
def list_imports(
    imports: Imports,
    settings: ApiSettings,
    language: CallerLanguage,
    skip: Skip = 0,
    limit: Limit = 50,
    status: ImportStatus | None = None,
    dry_run: Annotated[
        bool | None, Query(description="Only dry runs (true), or none of them (false).")
    ] = None,
) -> ImportList:
    """List the imports, newest first."""
    page = imports.page(status=status, dry_run=dry_run, skip=skip, limit=limit)
    items = [present_import(item, language, settings.dagster_url) for item in page.items]
    return ImportList(items=items, total=page.total, skip=skip, limit=limit)


@router.get("/{job_id}", responses=problems(404, 422, 503))
def get_import(
    imports: Imports, settings: ApiSettings, language: CallerLanguage, job_id: UUID
) -> Import:
    """Return one import with its counts, dialect and logs."""
    return present_import(imports.get(job_id), language, settings.dagster_url)


@router.get("/{job_id}/errors", responses=problems(404, 422, 503, rows_removed=410))
def list_errors(
    imports: Imports,
    language: CallerLanguage,
    job_id: UUID,
    skip: Skip = 0,
    limit: Limit = 50,
    code: Annotated[FaultCode | None, Query(description="Only faults of this kind.")] = None,
) -> RejectedList:
    """List the rows that were rejected, in file order, one item per fault."""
    page = imports.errors(job_id, code=code, skip=skip, limit=limit)
    if not page.total:
        check_rows_kept(imports.get(job_id).record)
    items = [present_rejected(row, language) for row in page.items]
    return RejectedList(items=items, total=page.total, skip=skip, limit=limit)
