"""Signing in with a token, and out."""

from typing import Annotated

from fastapi import APIRouter, Form, Query
from starlette.requests import Request
from starlette.responses import Response

from api.access.cookies import drop_session, session_of, set_session
from api.access.grants import token_caller
from api.access.rules import SIGN_IN
from api.console.own_paths import own_path
from api.console.rendering import Page, ShownPage, go_to
from api.console.routing import PageRoute
from api.dependencies import AllServices
from api.services import Services
from vehicle_pipeline.access_contracts import Caller
from vehicle_pipeline.adapters.access.secrets import Secret
from vehicle_pipeline.errors import AccessRefusedError

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Back = Annotated[str, Query(alias="voltar", max_length=2_000)]


@router.get(SIGN_IN)
def show(page: ShownPage, services: AllServices, back: Back = "/") -> Response:
    """Show how to sign in."""
    if not services.settings.is_closed:
        return go_to("/")
    return shown_form(page, services, own_path(back) or "/")


@router.post(SIGN_IN)
def sign_in(
    request: Request,
    page: ShownPage,
    services: AllServices,
    token: Annotated[str, Form(max_length=1_000)] = "",
    back: Annotated[str, Form(alias="voltar", max_length=2_000)] = "/",
) -> Response:
    """Begin a session for whoever has a token."""
    going = own_path(back) or "/"
    try:
        caller = token_caller(Secret(token.strip()), services.tokens)
    except AccessRefusedError as error:
        faults = {"token": page.text(error.code)}
        return shown_form(page, services, going, faults=faults, status=401)
    return signed_in(request, services, caller, going)


@router.post("/sair")
def sign_out(request: Request, services: AllServices) -> Response:
    """End the sessions of whoever asks, in all of their browsers."""
    if secret := session_of(request, services.settings):
        services.sessions.end_everywhere(secret, request.state.request_id)
    answer = go_to(SIGN_IN, "ui_access_signed_out")
    drop_session(request, answer, services.settings)
    return answer


def signed_in(request: Request, services: Services, caller: Caller, going: str) -> Response:
    """Begin a session in the place of the browser's former one, and go to a page."""
    former = session_of(request, services.settings)
    secret = services.sessions.begin(caller, former, request.state.request_id)
    answer = go_to(going)
    set_session(request, answer, secret, services.settings)
    return answer


def shown_form(
    page: Page,
    services: Services,
    back: str,
    *,
    faults: dict[str, str] | None = None,
    refusal: str | None = None,
    status: int = 200,
) -> Response:
    """Show the ways to sign in, and why one of them has failed."""
    return page.show(
        "access/sign_in.html",
        status=status,
        back=back,
        faults=faults or {},
        refusal=refusal,
        has_company=services.accounts is not None,
    )
