"""Looking at a spreadsheet before it is imported."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.access.rules import IMPORT
from api.dependencies import AllServices
from api.language import CallerLanguage
from api.openapi import problems
from api.presenters.preview import present_preview
from api.schemas.numbers import Digits
from api.schemas.preview import Preview
from api.uploads.form_schema import UPLOAD_FORM
from api.uploads.preview import look, received

router = APIRouter(prefix="/imports", tags=["imports"], dependencies=[IMPORT])


@router.post("/preview", responses=problems(400, 413, 415, 422, 503), openapi_extra=UPLOAD_FORM)
async def preview_import(
    request: Request,
    services: AllServices,
    language: CallerLanguage,
    rows: Annotated[Digits, Query(ge=1, le=100, description="Rows to show.")] = 20,
) -> Preview:
    """Show how a spreadsheet would be read, and what is wrong with it. Nothing is stored.

    Takes the form of an upload; `on_conflict` and `dry_run` make no difference here. A file whose
    header is not found is answered with its first rows and an `error`, so that `header_row` and
    `mapping` can be chosen.
    """
    async with received(request, services.settings.max_upload_bytes) as (upload, file):
        work = partial(look, upload, file, rows, services.limits)
        seen = await services.reading_room.look(request, work)
    return present_preview(upload.filename, upload.size, seen, language)
