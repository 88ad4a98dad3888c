"""Tokens: what there is, what was used when, new ones, and an end to old ones."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.responses import Response

from api import access_actions
from api.access.dependencies import TheGrant
from api.access.grants import Grant
from api.access.rules import ADMIN
from api.console.rendering import Page, ShownPage, go_to
from api.console.routing import PageRoute
from api.dependencies import AllServices
from api.services import Services
from vehicle_pipeline.access_contracts import (
    TOKEN_DAYS,
    TOKEN_NAME_CHARACTERS,
    Scope,
    is_token_name,
)
from vehicle_pipeline.adapters.access.tokens import NewToken

router = APIRouter(
    prefix="/acessos", route_class=PageRoute, include_in_schema=False, dependencies=[ADMIN]
)


@router.get("")
def show(page: ShownPage, services: AllServices, grant: TheGrant) -> Response:
    """Show the tokens."""
    return _shown(page, services, grant)


@router.post("")
def create(
    page: ShownPage,
    services: AllServices,
    grant: TheGrant,
    name: Annotated[str, Form(max_length=1_000)] = "",
    scope: Annotated[Scope, Form()] = Scope.READ,
    days: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Make a token, and show its secret this once."""
    typed = {"name": name.strip(), "scope": scope.value, "days": days.strip()}
    if faults := _faults(page, typed):
        return _shown(page, services, grant, typed=typed, faults=faults, status=422)
    made = access_actions.create_token(services, grant, typed["name"], scope, int(typed["days"]))
    return _shown(page, services, grant, made=made)


@router.post("/{token_id}/revogar")
def revoke(services: AllServices, token_id: UUID) -> Response:
    """End a token's access."""
    services.tokens.revoke(token_id)
    return go_to("/acessos", "ui_access_revoked")


def _faults(page: Page, typed: dict[str, str]) -> dict[str, str]:
    faults = {}
    if not is_token_name(typed["name"]):
        faults["name"] = page.text("ui_access_bad_name", limit=TOKEN_NAME_CHARACTERS)
    days = typed["days"]
    is_number = days.isascii() and days.isdecimal() and len(days) <= len(str(TOKEN_DAYS))
    if not is_number or not 1 <= int(days) <= TOKEN_DAYS:
        faults["days"] = page.text("ui_access_bad_days", limit=TOKEN_DAYS)
    return faults


def _shown(
    page: Page,
    services: Services,
    grant: Grant,
    *,
    made: NewToken | None = None,
    typed: dict[str, str] | None = None,
    faults: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    return page.show(
        "access/tokens.html",
        status=status,
        tokens=services.tokens.list(),
        scopes=list(Scope),
        made=made,
        typed=typed or {"name": "", "scope": Scope.READ.value, "days": "365"},
        faults=faults or {},
        may_make=access_actions.may_make_tokens(grant),
        is_closed=services.settings.is_closed,
    )
