"""Bodies in JSON: read up to a length, and refused where a reader could take them in two ways."""

import json
from collections.abc import Callable, Coroutine
from typing import Any

from starlette.requests import Request
from starlette.types import Message

from api.checked_body import CheckedRoute, check_type
from api.errors import ApiError, answer_early

# Far more than any of our objects needs.
MAX_BYTES = 16_000
_JSON = frozenset({"application/json"})


class JsonRoute(CheckedRoute):
    """A route that takes one JSON value."""

    async def check(self, request: Request) -> Request:
        """Read the body; raises ApiError for what is not one JSON value."""
        content = await _content(request)
        _check(content)
        return Request(request.scope, _once(content))


async def _content(request: Request) -> bytes:
    check_type(request, _JSON, "not_json")
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
