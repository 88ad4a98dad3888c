"""Lets nobody in of whom nothing shows who they are, where access is not open."""

from typing import Protocol
from urllib.parse import quote

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.access.grants import OPEN, Grant, grant_of
from api.access.rules import SIGN_IN, is_public
from api.browsers.guard import check_evident_sender
from api.early_answer import EarlyAnswer
from api.errors import ApiError, answer, refusal_of
from api.language import language_of
from api.people import is_for_a_person
from vehicle_pipeline.acting import Actor, acting
from vehicle_pipeline.adapters.access.sessions import Sessions
from vehicle_pipeline.adapters.access.tokens import Tokens
from vehicle_pipeline.adapters.oidc.accounts import Accounts
from vehicle_pipeline.errors import UnavailableError
from vehicle_pipeline.settings import Settings


class _Services(Protocol):
    """What it needs of the services of the API."""

    @property
    def settings(self) -> Settings: ...
    @property
    def tokens(self) -> Tokens: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def accounts(self) -> Accounts | None: ...


class Gate:
    """Finds out who sent a request, before anything of its body is read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, with its `caller` and `grant` in the state, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            grant = await _grant(request)
        except (ApiError, UnavailableError) as error:
            await EarlyAnswer(_refusal(request, error))(scope, receive, send)
            return
        if grant is None:
            await self._app(scope, receive, send)
            return
        request.state.grant, request.state.caller = grant, grant.caller
        request_id = getattr(request.state, "request_id", None)
        with acting(Actor(caller=grant.caller, request_id=request_id)):
            await self._app(scope, receive, send)


async def _grant(request: Request) -> Grant | None:
    services: _Services = request.state.services
    if not services.settings.is_closed:
        return OPEN
    if is_public(request.scope["path"]):
        return None
    known = (services.settings, services.tokens, services.sessions, services.accounts)
    grant = await run_sync(grant_of, request, *known)
    if grant.session is not None:
        # A browser sends the cookie by itself; programs have tokens.
        check_evident_sender(request)
    return grant


def _refusal(request: Request, error: ApiError | UnavailableError) -> Response:
    language = language_of(request)
    refusal = refusal_of(error, language)
    path: str = request.scope["path"]
    if refusal.status == 401 and is_for_a_person(request):
        back = f"{path}?{request.scope['query_string'].decode('latin-1')}".removesuffix("?")
        return RedirectResponse(f"{SIGN_IN}?voltar={quote(back)}", 303)
    return answer(refusal, language, path)
