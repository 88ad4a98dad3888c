"""The mappings that are remembered, which can be forgotten."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.access.rules import IMPORT
from api.console.rendering import ShownPage, go_to
from api.console.routing import PageRoute
from api.console.sending.choices import told
from api.dependencies import AllServices

router = APIRouter(prefix="/envios/lembrados", route_class=PageRoute, include_in_schema=False)

SHOWN = 200


@router.get("")
def show(page: ShownPage, services: AllServices) -> Response:
    """Show what is remembered, the newest first."""
    known = services.mappings.newest(SHOWN)
    return page.show("sending/remembered_list.html", known=known, told=told)


@router.post("/esquecer", dependencies=[IMPORT])
def forget_all(services: AllServices) -> Response:
    """Forget all mappings."""
    services.mappings.forget_all()
    return go_to("/envios/lembrados", "ui_send_all_forgotten")


@router.post("/{fingerprint}/esquecer", dependencies=[IMPORT])
def forget(
    services: AllServices, fingerprint: Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
) -> Response:
    """Forget the mapping of one header."""
    services.mappings.forget(fingerprint)
    return go_to("/envios/lembrados", "ui_send_forgotten")
