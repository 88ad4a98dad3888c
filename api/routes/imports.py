"""Uploading spreadsheets, and reading what became of them."""

from functools import partial
from typing import Annotated
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import APIRouter, Header, Query, Request, Response

from api.access.rules import IMPORT
from api.cursors import cursor_of
from api.dependencies import AllServices, ApiSettings, Imports, Limit, Skip
from api.errors import check_range, check_rows_kept
from api.etags import REVALIDATED, is_known, tag_of
from api.health.readiness import check_database
from api.language import CallerLanguage
from api.openapi import problems
from api.presenters.imports import import_path, present_import, present_rejected
from api.schemas.imports import Import, ImportCreated, ImportList
from api.schemas.moments import Moment
from api.schemas.rejected import RejectedList
from api.schemas.text import Blank, Text
from api.shown_imports import shown_import
from api.uploads.acceptance import accept
from api.uploads.form_schema import UPLOAD_FORM
from api.uploads.idempotency import IdempotencyKey
from api.uploads.receiving import receive
from vehicle_pipeline.adapters.imports.listing import Cursor, ImportFilter, ImportSort
from vehicle_pipeline.contracts import FaultCode, ImportStatus
from vehicle_pipeline.logs import bound

router = APIRouter(prefix="/imports", tags=["imports"])


@router.post(
    "",
    dependencies=[IMPORT],
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
    bound.add(import_id=record.id)
    response.headers["Location"] = import_path(record.id)
    return ImportCreated(
        job_id=record.id, status=record.status, same_content_as=record.same_content_as
    )


@router.get("", responses=problems(422, 503))
def list_imports(
    imports: Imports,
    settings: ApiSettings,
    language: CallerLanguage,
    skip: Skip = 0,
    limit: Limit = 50,
    cursor: Annotated[
        Text | None,
        Query(max_length=2_000, description="`next_cursor` of a page, for the page behind it."),
        Blank,
    ] = None,
    status: Annotated[ImportStatus | None, Blank] = None,
    dry_run: Annotated[
        bool | None, Query(description="Only dry runs (true), or none of them (false)."), Blank
    ] = None,
    filename: Annotated[
        Text | None,
        Query(max_length=200, description="Part of it; case and accents do not count."),
        Blank,
    ] = None,
    created_from: Annotated[Moment | None, Query(description="At or after it."), Blank] = None,
    created_to: Annotated[Moment | None, Query(description="Before it."), Blank] = None,
    schedule_id: Annotated[
        UUID | None, Query(description="Only those that this schedule made."), Blank
    ] = None,
    sort: ImportSort = ImportSort.CREATED_AT_DESC,
) -> ImportList:
    """List the imports for which everything that is given holds, newest first.

    By `skip` a page moves when a file is uploaded meanwhile; by `cursor` it does not. A cursor
    belongs to one `sort`.
    """
    check_range("created_from", created_from, "created_to", created_to)
    wanted = ImportFilter(
        status=status,
        dry_run=dry_run,
        filename=filename,
        created_from=created_from,
        created_to=created_to,
        schedule_id=schedule_id,
    )
    page = imports.page(wanted, sort, skip=skip, limit=limit, after=cursor_of(Cursor, cursor, sort))
    items = [present_import(item, language, settings.dagster_url) for item in page.items]
    behind = page.next and str(page.next)
    return ImportList(items=items, total=page.total, skip=skip, limit=limit, next_cursor=behind)


@router.get(
    "/{job_id}",
    response_model=Import,
    responses={
        200: {"headers": {"ETag": {"schema": {"type": "string"}}}},
        304: {"description": "It is as If-None-Match names it"},
        **problems(404, 422, 503),
    },
)
def get_import(
    response: Response,
    services: AllServices,
    language: CallerLanguage,
    job_id: UUID,
    known: Annotated[Text | None, Header(alias="If-None-Match", max_length=1_000)] = None,
) -> Import | Response:
    """Return one import with its counts, dialect and logs."""
    import_ = shown_import(services, job_id, language)
    tag = tag_of(import_.model_dump_json().encode(), is_weak=True)
    response.headers.update({"ETag": tag, "Cache-Control": REVALIDATED})
    if is_known(known, tag):
        return Response(status_code=304, headers=response.headers)
    return import_


@router.get("/{job_id}/errors", responses=problems(404, 422, 503, rows_removed=410))
def list_errors(
    imports: Imports,
    language: CallerLanguage,
    job_id: UUID,
    skip: Skip = 0,
    limit: Limit = 50,
    code: Annotated[FaultCode | None, Query(description="Only faults of this kind."), Blank] = None,
) -> RejectedList:
    """List the rows that were rejected, in file order, one item per fault."""
    page = imports.errors(job_id, code=code, skip=skip, limit=limit)
    if not page.total:
        check_rows_kept(imports.get(job_id).record)
    items = [present_rejected(row, language) for row in page.items]
    return RejectedList(items=items, total=page.total, skip=skip, limit=limit)
