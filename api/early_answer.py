"""Answers to requests whose body has not been read."""

from collections.abc import MutableMapping
from typing import Any

from anyio import move_on_after
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

# How long the rest of a refused request is read and dropped, in seconds, and how much of it, in
# bytes: most clients read an answer only after they have sent everything, and a connection closed
# before that is reset.
LINGER = 5.0
MOST = 200_000_000


class EarlyAnswer(Response):
    """Sends an answer at once, drops what still comes, and closes the connection.

    A client that sent `Expect: 100-continue` holds its body back, so there is nothing to drop.
    """

    def __init__(self, response: Response) -> None:
        super().__init__(response.body, response.status_code)
        self.raw_headers = [*response.raw_headers, (b"connection", b"close")]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request."""
        start = {"status": self.status_code, "headers": self.raw_headers}
        await send({"type": "http.response.start", **start})
        await send({"type": "http.response.body", "body": self.body, "more_body": True})
        if not expects_permission(scope):
            await _drop_body(receive)
        await send({"type": "http.response.body"})


def expects_permission(scope: Scope) -> bool:
    """Whether the client waits for `100 Continue` before it sends the body."""
    return Headers(scope=scope).get("expect", "").lower() == "100-continue"


async def _drop_body(receive: Receive) -> None:
    dropped = 0
    message: MutableMapping[str, Any] = {"more_body": True}
    with move_on_after(LINGER):
        while message.get("more_body") and dropped < MOST:
            message = await receive()
            dropped += len(message.get("body", b""))
