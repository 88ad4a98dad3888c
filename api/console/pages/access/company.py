"""Signing in with the company's account: to its OpenID provider, and back."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.access import sign_in_cookie
from api.access.rules import COMPANY_SIGN_IN
from api.console.own_paths import own_path
from api.console.pages.access.signing import Back, shown_form, signed_in
from api.console.rendering import Page, ShownPage
from api.console.routing import PageRoute
from api.dependencies import AllServices
from api.errors import ApiError
from api.services import Services
from vehicle_pipeline.access_contracts import Caller
from vehicle_pipeline.adapters.oidc.accounts import Accounts
from vehicle_pipeline.adapters.oidc.registration import RETURN_PATH
from vehicle_pipeline.adapters.oidc.sign_in import Begun
from vehicle_pipeline.errors import AccessRefusedError, LoginProviderUnavailableError

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_Answer = Annotated[str, Query(max_length=4_000)]


@router.get(COMPANY_SIGN_IN)
def begin(request: Request, page: ShownPage, services: AllServices, back: Back = "/") -> Response:
    """Send the browser to the provider."""
    going = own_path(back) or "/"
    try:
        address, begun = _accounts(services).sign_in.begin(going)
    except LoginProviderUnavailableError as error:
        return _refused(page, services, going, error)
    answer = RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})
    sign_in_cookie.keep(request, answer, begun, services.settings)
    return answer


@router.get(RETURN_PATH)
def come_back(
    request: Request,
    page: ShownPage,
    services: AllServices,
    state: _Answer = "",
    code: _Answer = "",
) -> Response:
    """Begin a session for whom the provider vouches for."""
    begun = sign_in_cookie.kept(request, services.settings)
    back = own_path(begun.back) if begun else None
    try:
        caller = _caller(_accounts(services), begun, state, code)
        answer = signed_in(request, services, caller, back or "/")
    except (AccessRefusedError, LoginProviderUnavailableError) as error:
        answer = _refused(page, services, back or "/", error)
    sign_in_cookie.drop(request, answer, services.settings)
    return answer


def _caller(accounts: Accounts, begun: Begun | None, state: str, code: str) -> Caller:
    if begun is None:
        raise AccessRefusedError("oidc_mismatch")
    if not code:
        # What the provider says instead is for programmers; nothing of it is shown.
        raise AccessRefusedError("oidc_refused")
    return accounts.sign_in.finish(begun, state, code)


def _refused(
    page: Page,
    services: Services,
    back: str,
    error: AccessRefusedError | LoginProviderUnavailableError,
) -> Response:
    groups = ", ".join(_accounts(services).registration.groups.all)
    is_away = isinstance(error, LoginProviderUnavailableError)
    status = 503 if is_away else 403 if error.code == "no_group" else 401
    refusal = page.text(error.code, groups=groups)
    return shown_form(page, services, back, refusal=refusal, status=status)


def _accounts(services: Services) -> Accounts:
    """Return the company's accounts; raises ApiError (404) where there are none."""
    if services.accounts is None:
        raise ApiError(404, "not_found")
    return services.accounts
