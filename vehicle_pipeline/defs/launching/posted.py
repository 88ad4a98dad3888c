"""What is posted to Dagster's webserver: bounded in size, and texts that PostgreSQL can store.

Dagster stores a run before its tags. A tag with a NUL leaves half a run, which its daemon repeats
without end.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive, Scope

from vehicle_pipeline.domain.storable import is_storable

# NUL in a literal of a GraphQL document.
_ESCAPED_NUL = re.compile(r"\\u(?:0000|\{0+\})")
# A run's configuration has a few KB, and the largest query of the UI about 30.
MAX_BYTES = 1024 * 1024


async def checked(scope: Scope, receive: Receive) -> Receive:
    """Read a request's body; return a `receive` that begins with it.

    Raises HTTPException for a body that must not be passed on, and ClientDisconnect.
    """
    body = bytearray()
    async for chunk in Request(scope, receive).stream():
        body += chunk
        if len(body) > MAX_BYTES:
            raise HTTPException(413, f"The request has more than {MAX_BYTES} bytes.")
    check(body)
    first: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

    async def replayed() -> Message:
        return first.pop() if first else await receive()

    return replayed


def check(body: bytes | bytearray) -> None:
    """Raise HTTPException for a text that cannot be stored, however JSON or GraphQL spells it."""
    try:
        if any(not is_storable(text) or _ESCAPED_NUL.search(text) for text in _texts(body)):
            raise HTTPException(400, "The request contains NUL, or half of a surrogate pair.")
    except RecursionError as error:
        raise HTTPException(400, "The request is nested too deeply.") from error


def _texts(body: bytes | bytearray) -> Iterator[str]:
    """All texts of a request as Dagster reads them, with those that its texts contain."""
    pending: list[Any] = [_value(body.decode("utf-8", errors="replace"))]
    while pending:
        match pending.pop():
            case dict() as values:
                pending += [*values.keys(), *values.values()]
            case list() as values:
                pending += values
            case str() as text:
                yield text
                # `variables` may be JSON within JSON.
                if not isinstance(value := _value(text), str):
                    pending.append(value)


def _value(text: str) -> Any:
    """Return the value of a text that is JSON, else the text."""
    try:
        return json.loads(text)
    except ValueError:
        return text
