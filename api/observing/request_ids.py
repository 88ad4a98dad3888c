"""An id for each request, by which its answer and its log lines are found."""

import re
from contextlib import suppress
from uuid import UUID, uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vehicle_pipeline.logs.bound import add, bound

HEADER = "X-Request-Id"
# Ids as proxies and clients make them; nothing that a log, a page or a shell takes for something
# else.
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


class RequestIds:
    """Answers every request with its id, and puts it into `request.state.request_id`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = id_of(Headers(scope=scope).getlist(HEADER))
        # The server's own state is shared by all requests.
        scope["state"] = {**scope.get("state", {}), "request_id": request_id}

        async def wrapped(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = request_id
                _name_import(scope)
            await send(message)

        with bound(request_id=request_id):
            await self._app(scope, receive, wrapped)


def new_id() -> str:
    """Return an id for a request that brings none."""
    return uuid4().hex


def id_of(given: list[str]) -> str:
    """Return the id that a request brings if it is a safe one, else a new one."""
    is_safe = len(given) == 1 and _SAFE.fullmatch(given[0])
    return given[0] if is_safe else new_id()


def _name_import(scope: Scope) -> None:
    """Have the line of the access log name the import that the address names."""
    with suppress(KeyError, ValueError):
        add(import_id=UUID(str(scope["path_params"]["job_id"])))
