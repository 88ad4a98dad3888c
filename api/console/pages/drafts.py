"""The preview of an upload: how it is read, changed until it is right, then confirmed."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import APIRouter, Form, Path
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from api.access.rules import IMPORT
from api.console.reading_form import DELIMITERS, ENCODINGS
from api.console.rendering import Page, ShownPage, go_to
from api.console.routing import PageRoute
from api.console.sending.choices import FIELDS, Choices
from api.console.sending.confirmation import LIMITS, Confirmation
from api.console.sending.shown import ShownDraft, present, rows_for
from api.console.words import label, said
from api.dependencies import AllServices
from api.services import Services
from api.uploads.drafts import Look
from vehicle_pipeline.adapters.imports.drafts import Draft
from vehicle_pipeline.contracts import ColumnName, ImportRecord
from vehicle_pipeline.domain.sentences import delimiters, encodings
from vehicle_pipeline.domain.upload_options import UploadOptions
from vehicle_pipeline.errors import (
    BadOptionError,
    BadSpreadsheetError,
    DraftNotFoundError,
    ImportNotFoundError,
)
from vehicle_pipeline.spreadsheets.signature import is_excel, is_packed

router = APIRouter(prefix="/envios", route_class=PageRoute, include_in_schema=False)


# Choices without which a file says something else: what is said of the columns then misleads.
_MISLEADING = ("encoding", "delimiter")
_ABOUT_THEM = {*encodings.SENTENCES, *delimiters.SENTENCES}


@dataclass(frozen=True)
class _Found:
    """A draft, and what can be shown of it; `refusal` says why it is nothing."""

    draft: Draft
    choices: Choices
    shown: ShownDraft | None = None
    refusal: BadSpreadsheetError | None = None
    at_fault: str | None = None


@router.get("/{draft_id}", dependencies=[IMPORT])
async def show(
    request: Request, page: ShownPage, services: AllServices, draft_id: UUID
) -> Response:
    """Show a draft as it is read by the choices in the address."""
    return await _answer(page, services, draft_id, request.query_params, "sending/draft.html")


@router.get("/{draft_id}/leitura", dependencies=[IMPORT])
async def show_reading(
    request: Request, page: ShownPage, services: AllServices, draft_id: UUID
) -> Response:
    """Show only what depends on the choices."""
    return await _answer(page, services, draft_id, request.query_params, "sending/reading.html")


@router.post("/{draft_id}/confirmar", dependencies=[IMPORT])
async def confirm(
    page: ShownPage,
    services: AllServices,
    draft_id: UUID,
    form: Annotated[Confirmation, Form()],
) -> Response:
    """Import exactly the bytes that were previewed. A second time leads to the same import."""
    try:
        work = partial(services.waiting.confirm, draft_id, form.options, form.fingerprint or None)
        import_ = await run_sync(work)
    except BadOptionError as error:
        return await _shown_again(page, services, draft_id, form, error)
    services.relay.wake()
    return go_to(f"/importacoes/{import_.id}", _notice(import_, form.options))


@router.post("/{draft_id}/descartar", dependencies=[IMPORT])
def discard(services: AllServices, draft_id: UUID) -> Response:
    """Remove a draft with its file."""
    services.waiting.discard(draft_id)
    return go_to("/", "ui_send_discarded")


@router.post("/{draft_id}/esquecer/{fingerprint}", dependencies=[IMPORT])
def forget(
    services: AllServices,
    draft_id: UUID,
    fingerprint: Annotated[str, Path(pattern="^[0-9a-f]{64}$")],
) -> Response:
    """Forget the mapping of a header, and show the draft without."""
    services.mappings.forget(fingerprint)
    return go_to(f"/envios/{draft_id}", "ui_send_forgotten")


def _notice(import_: ImportRecord, options: UploadOptions) -> str:
    if any(getattr(import_, name) != value for name, value in options):
        # Another tab came first, with other choices.
        return "ui_send_confirmed_otherwise"
    if import_.same_content_as:
        return "ui_send_confirmed_again"
    return "ui_send_tried" if import_.dry_run else "ui_send_confirmed"


async def _answer(
    page: Page,
    services: Services,
    draft_id: UUID,
    given: QueryParams,
    template: str,
    *,
    status: int = 200,
    **more: Any,
) -> Response:
    work = partial(_found, services, draft_id, given, page)
    try:
        found = await services.reading_room.look(page.request, work)
    except DraftNotFoundError:
        if await run_sync(_is_import, services, draft_id):
            return go_to(f"/importacoes/{draft_id}")
        raise
    context = {
        "form": Confirmation(),
        "fault": None,
        "wrong_limits": {},
        **_context(page, services, found),
        **more,
    }
    return page.show(template, status=status, **context)


async def _shown_again(
    page: Page, services: Services, draft_id: UUID, form: Confirmation, error: BadOptionError
) -> Response:
    """Answer a confirmation that makes no sense with its form, and what is wrong with it."""
    wrong = {name: page.text(code) for name, code in form.wrong_limits.items()}
    return await _answer(
        page,
        services,
        draft_id,
        QueryParams(form.reading),
        "sending/draft.html",
        status=422,
        form=form,
        wrong_limits=wrong,
        fault=None if wrong else page.text(error.code, **error.params),
    )


def _found(services: Services, draft_id: UUID, given: QueryParams, page: Page) -> _Found:
    draft = services.drafts.get(draft_id)
    choices = Choices.of(given, draft.filename)
    try:
        look = _look(services, draft, choices)
        if choices.overrides.header_row and not look.preview.dialect.columns:
            # Such a row has no columns to choose among: the page stays as it is without it.
            choices = choices.without_header_row(look.preview.refusal)
            look = _look(services, draft, choices)
    except BadSpreadsheetError as error:
        wrong = services.waiting.at_fault(draft, choices.overrides, rows_for(choices))
        return _Found(draft, choices, refusal=error, at_fault=wrong)
    wrong = None
    if look.preview.refusal:
        wrong = services.waiting.at_fault(draft, look.overrides, rows_for(choices))
    same = services.drafts.same_content([draft]).get(draft.id)
    twins = services.drafts.twins(draft)
    shown = present(draft, choices, look, same, twins, page)
    return _Found(draft, choices, shown, at_fault=wrong)


def _look(services: Services, draft: Draft, choices: Choices) -> Look:
    return services.waiting.look(
        draft, choices.overrides, rows_for(choices), from_memory=choices.from_memory
    )


def _is_import(services: Services, draft_id: UUID) -> bool:
    try:
        services.jobs.get(draft_id)
    except ImportNotFoundError:
        return False
    return True


def _context(page: Page, services: Services, found: _Found) -> dict[str, Any]:
    faults: dict[str, list[str]] = {}
    # Which of the sentences about columns each of them has.
    columns: dict[ColumnName, int] = {}
    for each in found.choices.faults:
        faults.setdefault(each.control, []).append(said(page, each.code, each.params))
        columns |= dict.fromkeys(each.columns, len(faults[each.control]))
    refused = found.refusal or (found.shown and found.shown.look.preview.refusal)
    error = refused and said(page, refused.code, refused.params)
    if found.at_fault:
        control = "map" if found.at_fault == "mapping" else found.at_fault
        faults.setdefault(control, []).append(page.text("ui_send_at_fault"))
        if control == "map":
            chosen = found.shown.look.overrides if found.shown else found.choices.overrides
            columns |= dict.fromkeys(chosen.mapping.values(), len(faults["map"]))
        if found.at_fault in _MISLEADING and refused and refused.code not in _ABOUT_THEM:
            error = page.text("ui_send_wrong_choice", control=label(page, found.at_fault))
    name = found.draft.filename
    return {
        "draft": found.draft,
        "choices": found.choices,
        "shown": found.shown,
        "faults": faults,
        "columns_at_fault": columns,
        "unreadable": found.refusal is not None,
        "error": error,
        "kept_until": found.draft.created_at
        + timedelta(days=services.settings.retention_drafts_days),
        "fields": FIELDS,
        "limits": LIMITS,
        "encodings": ENCODINGS,
        "delimiters": DELIMITERS,
        "may_be_text": not is_excel(name) or is_packed(name),
        "may_be_workbook": is_excel(name) or is_packed(name),
    }
