"""Bodies in JSON: read up to a length, and refused where a reader could take them in two ways."""

import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from api.access.rules import check_caller
from api.errors import ApiError, answer_early

# Far more than any of our objects needs.
MAX_BYTES = 16_000
_JSON = "application/json"

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class JsonRoute(APIRoute):
    """A route whose body, if it takes one, is checked before FastAPI reads it."""

    def get_route_handler(self) -> Handler:
        """Return the handler; raises ApiError for what is not one JSON value."""
        handle = super().get_route_handler()
        return self._checked(handle) if self.body_field else handle

    def _checked(self, handle: Handler) -> Handler:
        async def checked(request: Request) -> Response:
            # FastAPI asks dependencies only once it has read the body.
            check_caller(self, request)
            content = await _content(request)
            _check(content)
            return await handle(Request(request.scope, _once(content)))

        return checked


def media_type(request: Request) -> str:
    """Return what a request says that its body is, without parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _content(request: Request) -> bytes:
    if media_type(request) != _JSON:
        answer_early(request)
        raise ApiError(415, "not_json")
    content = b""
    async for block in request.stream():
        content += block
        if len(content) > MAX_BYTES:
            answer_early(request)
            raise ApiError(413, "body_too_large", limit=MAX_BYTES)
    return content


def _check(content: bytes) -> None:
    try:
        json.loads(content.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant)
    except (ValueError, RecursionError) as error:
        raise ApiError(400, "malformed_json") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(pairs)
    return found


def _constant(name: str) -> float:
    """JSON has neither NaN nor Infinity, but Python's reader takes them."""
    raise ValueError(name)


def _once(content: bytes) -> Callable[[], Coroutine[Any, Any, Message]]:
    async def receive() -> Message:
        return {"type": "http.request", "body": content, "more_body": False}

    return receive
