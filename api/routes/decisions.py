"""Deciding about an import that its guard holds."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form

from api import import_actions
from api.access.rules import IMPORT
from api.dependencies import AllServices
from api.form_body import FormRoute
from api.language import CallerLanguage
from api.openapi import problems
from api.schemas.imports import Import
from api.schemas.text import Text
from api.shown_imports import shown_import

router = APIRouter(
    prefix="/imports", tags=["imports"], dependencies=[IMPORT], route_class=FormRoute
)

By = Annotated[
    Text,
    Form(
        min_length=1,
        max_length=100,
        description="Who decides, for the log; where access is closed, it names the caller.",
    ),
]
_ANSWERS = problems(404, 422, 503, not_held=409, not_form=415)


@router.post("/{job_id}/approve", status_code=202, responses=_ANSWERS)
def approve_import(
    services: AllServices, language: CallerLanguage, job_id: UUID, by: By = "API"
) -> Import:
    """Have a held import go on.

    The approval is for exactly the figures that it was held with: if the table has changed and
    they are others by the time it is loaded, its guard decides again. If a newer import of its
    schedule was completed meanwhile, `logs` warn that this one goes on top (`approved_over_newer`).
    """
    import_actions.approve(services, job_id, by)
    return shown_import(services, job_id, language)


@router.post("/{job_id}/discard", status_code=202, responses=_ANSWERS)
def discard_import(
    services: AllServices, language: CallerLanguage, job_id: UUID, by: By = "API"
) -> Import:
    """Cancel a held import; nothing of it was loaded."""
    import_actions.discard(services, job_id, by)
    return shown_import(services, job_id, language)
