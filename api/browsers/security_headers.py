"""What a browser may do with our answers."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.etags import KEPT_NOWHERE
from vehicle_pipeline.browsers import Doorkeeper

# Data is shown, saved or fetched; it loads nothing, and no page frames it.
_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# Swagger UI and ReDoc. Their pages start them by an inline script, and they style themselves; both
# pages are made of constants, so nothing from outside is in them. ReDoc searches in a worker.
_DOCUMENTATION_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; worker-src blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_DOCUMENTATION = frozenset({"/docs", "/redoc"})

# Without Strict-Transport-Security, which would be about every port of the host, also the Dagster
# UI's: the proxy with the certificate knows whether all of them are behind TLS.
SECURITY_HEADERS = {
    "Content-Security-Policy": _POLICY,
    # A page that opened ours gets no hold of its window.
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Nothing of ours asks for any of these.
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    # Mind: with it, a form of our own pages would be sent with `Origin: null`, and be refused.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class SecurityHeaders:
    """Adds them to every answer that has none of its own."""

    def __init__(self, app: ASGIApp, doorkeeper: Doorkeeper) -> None:
        self._app = app
        self._doorkeeper = doorkeeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        added = self._headers_for(scope)

        async def wrapped(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._complete(MutableHeaders(scope=message), added)
            await send(message)

        await self._app(scope, receive, wrapped)

    def _headers_for(self, scope: Scope) -> dict[str, str]:
        headers = dict(SECURITY_HEADERS)
        if scope["path"] in _DOCUMENTATION:
            headers["Content-Security-Policy"] = _DOCUMENTATION_POLICY
        if self._doorkeeper.allows_origin(Headers(scope=scope)):
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return headers

    def _complete(self, headers: MutableHeaders, added: dict[str, str]) -> None:
        for name, value in added.items():
            headers.setdefault(name, value)
        # What has a tag is asked for again by it, and says itself who may keep it.
        if "etag" not in headers:
            for name, value in KEPT_NOWHERE.items():
                headers.setdefault(name, value)
        # A cached answer without CORS headers must not be used for a page that needs them.
        varies = ", ".join(headers.getlist("vary"))
        if self._doorkeeper.origins and "origin" not in varies.lower():
            headers.add_vary_header("Origin")
