"""Methods that a path takes: HEAD wherever GET is, and `Allow` where one is refused."""

from collections.abc import Sequence

from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def allowed(routes: Sequence[BaseRoute], scope: Scope) -> str:
    """Return the value of `Allow` for the path of a request."""
    taken = [method for method in _METHODS if _is_taken(method, routes, scope["path"])]
    return ", ".join([*taken, "HEAD"] if "GET" in taken else taken)


def page_above(routes: Sequence[BaseRoute], path: str) -> str:
    """Return the nearest path above one that takes GET, such as the page of a page's button."""
    while above := path.rpartition("/")[0]:
        if _is_taken("GET", routes, above):
            return above
        path = above
    return "/"


def _is_taken(method: str, routes: Sequence[BaseRoute], path: str) -> bool:
    asked = {"type": "http", "headers": [], "root_path": "", "path": path, "method": method}
    return any(route.matches({**asked})[0] is Match.FULL for route in routes)


class HeadAsGet:
    """Answers HEAD with the head of what GET would answer.

    The answer is over with its head, so that what would be streamed is not made.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                await send({"type": "http.response.body"})

        await self._app({**scope, "method": "GET"}, receive, send_head)
