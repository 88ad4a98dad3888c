"""Texts in gzip, for clients that take it. Streams and downloads are sent as they are."""

from gzip import compress

from anyio.to_thread import run_sync
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.weights import weights

# Below that an answer fits in one packet anyway, in bytes.
MIN_BYTES = 1_000
# A third of the time of gzip's own level, for answers a tenth larger.
_LEVEL = 4
_TEXTS = frozenset({"application/json", "text/html", "text/css", "text/javascript"})


class Compressed:
    """Packs a text that is sent in one piece, and marks the answer as varying by encoding."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_wanted = weights(Headers(scope=scope).get("accept-encoding")).get("gzip", 0.0) > 0
        await self._app(scope, receive, _Answer(send, is_wanted=is_wanted).send)


class _Answer:
    """Holds the head of an answer back until its body is known."""

    def __init__(self, send: Send, *, is_wanted: bool) -> None:
        self._send = send
        self._is_wanted = is_wanted
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        """Send the next part of the answer."""
        if message["type"] == "http.response.start" and _is_text(message):
            MutableHeaders(scope=message).add_vary_header("Accept-Encoding")
            self._start = message
            return
        if self._start is not None:
            await self._begin(self._start, message)
            self._start = None
        await self._send(message)

    async def _begin(self, start: Message, first: Message) -> None:
        """Send the head; `first` gets the packed body if it is whole and worth it."""
        is_whole = not first.get("more_body", False)
        if self._is_wanted and is_whole and len(first["body"]) >= MIN_BYTES:
            first["body"] = await run_sync(compress, first["body"], _LEVEL)
            headers = MutableHeaders(scope=start)
            headers["Content-Encoding"] = "gzip"
            headers["Content-Length"] = str(len(first["body"]))
        await self._send(start)


def _is_text(start: Message) -> bool:
    media_type, _, _ = Headers(raw=start["headers"]).get("content-type", "").partition(";")
    return media_type in _TEXTS
