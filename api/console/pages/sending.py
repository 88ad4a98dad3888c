"""*Enviar*: files are chosen and stored, and wait for somebody to look at them."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import APIRouter, Form, Query
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from api.access.rules import IMPORT
from api.console.rendering import Page, ShownPage, go_to
from api.console.routing import PageRoute
from api.dependencies import AllServices
from api.errors import ApiError, answer, leaving, refusal_of
from api.health.readiness import check_database
from api.services import Services
from api.uploads.receiving import receive
from vehicle_pipeline.adapters.imports.drafts import Draft
from vehicle_pipeline.contracts import ConflictPolicy, DialectOverrides
from vehicle_pipeline.domain.upload_options import UploadOptions
from vehicle_pipeline.errors import BadSpreadsheetError, DraftNotFoundError, PipelineError
from vehicle_pipeline.spreadsheets.signature import CSV_SUFFIXES, EXCEL_SUFFIXES, PACKED_SUFFIXES

router = APIRouter(route_class=PageRoute, include_in_schema=False)

SHOWN = 50
SUFFIXES = sorted(CSV_SUFFIXES | EXCEL_SUFFIXES | set(PACKED_SUFFIXES))
_Made = Annotated[Sequence[UUID], Query(max_length=SHOWN)]
_SEVERAL = Annotated[list[UUID], Form(max_length=SHOWN)]


# A form that was refused is shown again at the address that it was sent to.
@router.get("/envios")
@router.get("/")
def show(page: ShownPage, services: AllServices, feitas: _Made = ()) -> Response:
    """Show the form, the imports that were just made together, and the uploads that wait."""
    return _page(page, services, made=feitas)


@router.get("/envios/feitas", dependencies=[IMPORT])
def show_made(page: ShownPage, services: AllServices, feitas: _Made = ()) -> Response:
    """Show only the imports that were made together."""
    return page.show("sending/made.html", **_made(services, feitas))


@router.get("/envios/aguardando", dependencies=[IMPORT])
def show_waiting(page: ShownPage, services: AllServices) -> Response:
    """Show only the uploads that wait."""
    return page.show("sending/waiting.html", **_waiting(services))


@router.post("/envios", dependencies=[IMPORT])
async def upload(request: Request, page: ShownPage, services: AllServices) -> Response:
    """Store the file of a form. A script that sent it gets an address, or a problem, as JSON."""
    is_script = request.headers.get("accept", "").startswith("application/json")
    try:
        draft = await _stored(request, services)
    except (ApiError, PipelineError, ClientDisconnect) as error:
        refusal = refusal_of(error, page.reader.language)
        if is_script:
            problem = answer(refusal, page.reader.language, request.url.path)
            return leaving(request, problem)
        fault = page.text(refusal.code, **refusal.params)
        work = partial(_page, page, services, status=refusal.status, fault=fault)
        return leaving(request, await run_sync(work))
    address = f"/envios/{draft.id}"
    return JSONResponse({"address": address}, 201) if is_script else go_to(address)


@router.post("/envios/confirmar", dependencies=[IMPORT])
async def confirm_several(
    request: Request,
    services: AllServices,
    ids: _SEVERAL,
    on_conflict: Annotated[ConflictPolicy, Form()] = ConflictPolicy.SKIP,
    dry_run: Annotated[bool, Form()] = False,
) -> Response:
    """Import the uploads of a list as they are read; those that cannot be read go on waiting."""
    works = [partial(_confirm, services, each, on_conflict, dry_run=dry_run) for each in ids]
    are_made = await services.reading_room.do(request, works)
    made = [draft_id for draft_id, is_made in zip(ids, are_made, strict=True) if is_made]
    services.relay.wake()
    notice = "ui_send_all_confirmed" if len(made) == len(ids) else "ui_send_some_wait"
    return go_to(_with_made("/", made), notice)


@router.post("/envios/descartar", dependencies=[IMPORT])
def discard_several(services: AllServices, ids: _SEVERAL) -> Response:
    """Remove the uploads of a list."""
    for draft_id in ids:
        services.waiting.discard(draft_id)
    return go_to("/", "ui_send_all_discarded")


async def _stored(request: Request, services: Services) -> Draft:
    # Before megabytes are sent for nothing.
    await run_sync(check_database, services.database)
    arrived = await receive(request, services.staging, services.settings.max_upload_bytes)
    return await run_sync(services.waiting.keep, arrived, limiter=services.staging.threads)


def _confirm(
    services: Services, draft_id: UUID, on_conflict: ConflictPolicy, *, dry_run: bool
) -> bool:
    """Import a draft; False if it cannot be read without a person's choices."""
    waiting = services.waiting
    try:
        draft = services.drafts.get(draft_id)
        look = waiting.look(draft, DialectOverrides(), rows=20, from_memory=True)
    except DraftNotFoundError:
        # Confirmed or discarded elsewhere meanwhile.
        return True
    except (ApiError, BadSpreadsheetError):
        # Its file is lost, or nothing of it can be read: its own page says so.
        return False
    if look.preview.refusal:
        return False
    options = UploadOptions(on_conflict=on_conflict, dry_run=dry_run, overrides=look.overrides)
    waiting.confirm(draft_id, options, look.fingerprint)
    return True


def _page(
    page: Page,
    services: Services,
    *,
    made: Sequence[UUID] = (),
    status: int = 200,
    fault: str | None = None,
) -> Response:
    limit = services.settings.max_upload_mb
    return page.show(
        "sending/upload.html",
        status=status,
        fault=fault,
        suffixes=SUFFIXES,
        limit=limit,
        max_bytes=services.settings.max_upload_bytes,
        **_made(services, made),
        **_waiting(services),
    )


def _made(services: Services, ids: Sequence[UUID]) -> dict[str, Any]:
    """Return the imports of some ids; one that was discarded meanwhile is none."""
    return {
        "made": services.imports.named(ids) if ids else [],
        "made_live": _with_made("/envios/feitas", ids),
    }


def _with_made(path: str, ids: Sequence[UUID]) -> str:
    return f"{path}?{urlencode({'feitas': ids}, doseq=True)}" if ids else path


def _waiting(services: Services) -> dict[str, Any]:
    drafts = services.drafts.newest(SHOWN + 1)
    hours = services.settings.retention_drafts_days * 24
    # The oldest of those with one content; the others are marked.
    first = {draft.file_sha256: draft for draft in drafts}
    twins = {
        draft.id: first[draft.file_sha256]
        for draft in drafts
        if first[draft.file_sha256].id != draft.id
    }
    return {
        "drafts": drafts[:SHOWN],
        "twins": twins,
        "imported": services.drafts.same_content(drafts[:SHOWN]),
        "has_more": len(drafts) > SHOWN,
        "hours": hours,
    }
