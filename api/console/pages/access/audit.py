"""The audit log, page by page."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.access.rules import ADMIN
from api.console.rendering import ShownPage
from api.console.routing import PageRoute
from api.dependencies import AllServices

router = APIRouter(
    prefix="/auditoria", route_class=PageRoute, include_in_schema=False, dependencies=[ADMIN]
)

SHOWN = 50
# The largest id that the table can have.
_LAST = 2**63 - 1


@router.get("")
def show(
    page: ShownPage,
    services: AllServices,
    before: Annotated[str, Query(alias="antes", max_length=30)] = "",
) -> Response:
    """Show what people and programs have done, newest first."""
    is_place = before.isascii() and before.isdecimal() and 0 < int(before) <= _LAST
    entries = services.audit_log.page(limit=SHOWN + 1, before=int(before) if is_place else None)
    shown = entries[:SHOWN]
    more = f"/auditoria?antes={shown[-1].id}" if len(entries) > SHOWN else None
    return page.show("access/audit.html", entries=shown, next=more, is_lost=before and not is_place)
