"""CORS: what browsers let pages of other origins send us and read of our answers."""

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from vehicle_pipeline.browsers import Doorkeeper

METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST")
# Besides those that any page may send.
REQUEST_HEADERS = (
    *("Authorization", "Content-Type", "Idempotency-Key", "If-None-Match", "Last-Event-ID"),
    *("X-Request-Id", "traceparent"),
)
# Besides those that any page may read.
ANSWER_HEADERS = (
    *("Content-Disposition", "Content-Language", "ETag", "Location", "Retry-After"),
    "X-Request-Id",
)


class Cors:
    """Starlette's middleware for the allowed origins, and no CORS header for any other.

    Without credentials: a session is for pages of ours alone.
    """

    def __init__(self, app: ASGIApp, doorkeeper: Doorkeeper) -> None:
        self._app = app
        self._doorkeeper = doorkeeper
        self._for_allowed = CORSMiddleware(
            app,
            allow_origins=[str(origin) for origin in doorkeeper.origins],
            allow_methods=METHODS,
            allow_headers=REQUEST_HEADERS,
            expose_headers=ANSWER_HEADERS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        is_allowed = scope["type"] == "http" and self._doorkeeper.allows_origin(
            Headers(scope=scope)
        )
        await (self._for_allowed if is_allowed else self._app)(scope, receive, send)
