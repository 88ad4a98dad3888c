"""Bodies of requests that carry no file: read up to a length, whoever reads them."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.early_refusal import refuse
from api.errors import ApiError
from vehicle_pipeline.limit_settings import MEGABYTE

# The largest is a page's form with corrected rows. Routes may take less, see `api.json_body`.
MAX_BYTES = MEGABYTE


async def pass_on_bounded(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Pass a request on; 413 if its body says that it is too long, or turns out to be."""
    declared = Headers(scope=scope).get("content-length", "")
    # The parser of HTTP takes no number of more than 20 digits.
    if declared.isdecimal() and int(declared) > MAX_BYTES:
        await refuse(_too_long(), scope, receive, send)
        return
    body = _Body(receive, send)
    await app(scope, body.receive, body.send)
    if body.is_refused:
        await refuse(_too_long(), scope, receive, send)


def _too_long() -> ApiError:
    return ApiError(413, "body_too_large", limit=MAX_BYTES)


class _Body:
    """Counts what is read. What an application makes of a body that was cut off is not sent."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._size = 0
        self._is_answering = False
        self.is_refused = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._size += len(message.get("body", b""))
        # After an early answer what still comes is only dropped (`api.early_answer`).
        if self._size > MAX_BYTES and not self._is_answering:
            self.is_refused = True
            raise _too_long()
        return message

    async def send(self, message: Message) -> None:
        if self.is_refused:
            return
        self._is_answering = True
        await self._send(message)
