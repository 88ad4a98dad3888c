"""The buttons of an import."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.responses import Response

from api import import_actions
from api.access.rules import IMPORT
from api.console.rendering import go_to
from api.console.routing import PageRoute
from api.dependencies import AllServices
from api.errors import ApiError
from api.schemas.text import Text
from vehicle_pipeline.acting import actor_name
from vehicle_pipeline.contracts import ImportStatus

router = APIRouter(prefix="/importacoes/{job_id}", route_class=PageRoute, include_in_schema=False)

_By = Annotated[Text, Form(max_length=100)]


def import_page(job_id: UUID) -> str:
    """Return the address of an import's page."""
    return f"/importacoes/{job_id}"


@router.post("/cancelar", dependencies=[IMPORT])
def cancel(services: AllServices, job_id: UUID) -> Response:
    """Stop an import; what is committed stays."""
    import_actions.cancel(services, job_id)
    return go_to(import_page(job_id), "ui_import_cancelled")


@router.post("/reimportar", dependencies=[IMPORT])
def import_again(services: AllServices, job_id: UUID) -> Response:
    """Import the file again, or go on with it."""
    again = import_actions.again(services, job_id)
    code = "ui_import_resumed" if again.id == job_id else "ui_import_again_begun"
    return go_to(import_page(again.id), code)


@router.post("/desfazer", dependencies=[IMPORT])
def undo(
    services: AllServices, job_id: UUID, de_verdade: Annotated[bool, Form()] = False
) -> Response:
    """Try an undo, whose page has the button that does it. What is undone is not undone again."""
    record = services.imports.get(job_id).record
    if record.status is ImportStatus.UNDONE and record.undone_by:
        return go_to(import_page(record.undone_by), "ui_undo_done_before")
    made = import_actions.undo(services, job_id, dry_run=not de_verdade)
    return go_to(import_page(made.id), "ui_undo_begun" if de_verdade else "ui_undo_try_begun")


@router.post("/aprovar", dependencies=[IMPORT])
def approve(services: AllServices, job_id: UUID, por: _By = "") -> Response:
    """Have a held import go on."""
    import_actions.approve(services, job_id, _name(por))
    return go_to(import_page(job_id), "ui_import_approved")


@router.post("/descartar", dependencies=[IMPORT])
def discard(services: AllServices, job_id: UUID, por: _By = "") -> Response:
    """Give a held import up."""
    import_actions.discard(services, job_id, _name(por))
    return go_to(import_page(job_id), "ui_import_discarded")


def _name(typed: str) -> str:
    """Return who decides; raises ApiError (422) where nobody is named."""
    name = actor_name() or typed.strip()
    if not name:
        raise ApiError(422, "decision_without_name")
    return name
