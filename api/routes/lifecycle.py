"""Stopping an import, and having it go on."""

from functools import partial
from typing import Annotated
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import APIRouter, Form, Response

from api import import_actions
from api.access.rules import IMPORT
from api.dependencies import AllServices
from api.form_body import FormRoute
from api.language import CallerLanguage
from api.openapi import problems
from api.presenters.imports import import_path
from api.schemas.imports import Import
from api.shown_imports import shown_import

router = APIRouter(
    prefix="/imports", tags=["imports"], dependencies=[IMPORT], route_class=FormRoute
)


@router.post(
    "/{job_id}/cancel",
    status_code=202,
    responses=problems(404, 422, 503, import_is_over=409),
)
def cancel_import(services: AllServices, language: CallerLanguage, job_id: UUID) -> Import:
    """Cancel an import that is not over.

    What is committed stays and is counted; nothing is committed any more once this has answered.
    Dagster stops the run within seconds. An import that was cancelled before is left as it is.
    """
    import_actions.cancel(services, job_id)
    return shown_import(services, job_id, language)


@router.post(
    "/{job_id}/reimport",
    status_code=202,
    responses={
        202: {"headers": {"Location": {"schema": {"type": "string"}}}},
        **problems(404, 422, 503, import_under_way=409, upload_missing=410),
    },
)
async def reimport(
    response: Response, services: AllServices, language: CallerLanguage, job_id: UUID
) -> Import:
    """Import an upload again.

    An import that failed or was cancelled goes on itself, after what it has committed. A completed
    one stays as it is, and the answer is a new import of the same file with the same options;
    while that one is under way, asking again answers with it.
    """
    work = partial(import_actions.again, services, job_id)
    again = await run_sync(work, limiter=services.staging.threads)
    response.headers["Location"] = import_path(again.id)
    return await run_sync(shown_import, services, again.id, language)


@router.post(
    "/{job_id}/undo",
    status_code=202,
    responses={
        202: {"headers": {"Location": {"schema": {"type": "string"}}}},
        **problems(404, 422, 503, undo_of_undo=409, not_form=415),
    },
)
def undo_import(
    response: Response,
    services: AllServices,
    language: CallerLanguage,
    job_id: UUID,
    dry_run: Annotated[bool, Form(description="Only find out what it would do.")] = False,
) -> Import:
    """Take back what an import did: an import of its own, which the answer is.

    Vehicles that the import inserted are removed, those that it updated get their earlier values
    back. What another import has changed since stays as it is, and is listed among the errors of
    the undo with the reason. An import that was undone before is left as it is, and the answer is
    that undo; one that failed goes on.
    """
    undo = import_actions.undo(services, job_id, dry_run=dry_run)
    response.headers["Location"] = import_path(undo.id)
    return shown_import(services, undo.id, language)
