"""Refuses requests under foreign names, and foreign pages that want more than to read."""

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.early_refusal import Refuse
from api.errors import ApiError
from vehicle_pipeline.browsers import SAFE_METHODS, Doorkeeper


class Guard:
    """Has 421 or 403 answered before anything of a request's body is read, or any work is done."""

    def __init__(self, app: ASGIApp, doorkeeper: Doorkeeper, refuse: Refuse) -> None:
        self._app = app
        self._doorkeeper = doorkeeper
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        if refusal is None:
            await self._app(scope, receive, send)
        else:
            await self._refuse(refusal, scope, receive, send)

    def _refusal(self, scope: Scope) -> ApiError | None:
        headers = Headers(scope=scope)
        if not self._doorkeeper.knows_host(headers):
            return ApiError(421, "unknown_host")
        # A preflight asks whether such a request may come.
        is_preflight = "access-control-request-method" in headers
        if scope["method"] not in SAFE_METHODS or is_preflight:
            return foreign_origin(self._doorkeeper, headers)
        return None


def check_evident_sender(request: Request) -> None:
    """Raise ApiError (403) for a change of which nothing shows that a page of ours sent it.

    For what a browser does by itself: it sends forms and cookies for any page, so they alone show
    no intent. The guard lets programs pass, which send neither header; no browser that sends a
    form leaves out both.
    """
    is_evident = "origin" in request.headers or "sec-fetch-site" in request.headers
    if request.method not in SAFE_METHODS and not is_evident:
        raise ApiError(403, "foreign_origin")


def foreign_origin(doorkeeper: Doorkeeper, headers: Headers) -> ApiError | None:
    """Return the refusal of a request that a foreign page sent, None for any other."""
    return ApiError(403, "foreign_origin") if doorkeeper.is_foreign(headers) else None
