"""Counts every request, at the outermost place; at the innermost, notes which route took it."""

from dataclasses import dataclass
from time import perf_counter

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.instruments.http import NO_ANSWER, UNKNOWN_ROUTE, HttpInstruments

_KEY = "vehicle_pipeline.taken"


@dataclass
class _Taken:
    """Shared by every copy of a request's scope."""

    route: str = UNKNOWN_ROUTE


class NoteRoute:
    """Notes the template of the route that took a request; the innermost middleware.

    A router writes the route into the scope, of which a middleware may have passed a copy on.
    """

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._app = app
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        try:
            await self._app(scope, receive, self._noting(scope, send))
        finally:
            self._note(scope)

    def _noting(self, scope: Scope, send: Send) -> Send:
        async def wrapped(message: Message) -> None:
            # Before the answer begins, at which moment the request is counted.
            self._note(scope)
            await send(message)

        return wrapped

    def _note(self, scope: Scope) -> None:
        template = getattr(scope.get("route"), "path_format", None)
        taken = scope.get(_KEY)
        if template is None or taken is None:
            return
        # Some versions of FastAPI keep the prefix of an included router apart from its routes.
        is_ours = scope["path"].startswith(f"{self._prefix}/")
        is_whole = template.startswith(f"{self._prefix}/")
        taken.route = f"{self._prefix}{template}" if is_ours and not is_whole else template


def route_of(scope: Scope) -> str:
    """Return the template of the route that took a request, as soon as its answer begins."""
    taken = scope.get(_KEY)
    return taken.route if isinstance(taken, _Taken) else UNKNOWN_ROUTE


def measure(app: FastAPI, instruments: HttpInstruments) -> None:
    """Put the counting around all of `app`, so that refusals and errors are counted as well."""
    build = app.build_middleware_stack
    app.build_middleware_stack = lambda: Measured(build(), instruments)  # type: ignore[method-assign]


class Measured:
    """Counts requests, and those that are under way."""

    def __init__(self, app: ASGIApp, instruments: HttpInstruments) -> None:
        self._app = app
        self._instruments = instruments

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope, send, self._instruments)
        scope[_KEY] = answer.taken
        with self._instruments.open.track_inprogress():
            try:
                await self._app(scope, receive, answer.send)
            finally:
                answer.end()


class _Answer:
    """One answer, counted when it begins, or when it ends without having begun."""

    def __init__(self, scope: Scope, send: Send, instruments: HttpInstruments) -> None:
        self.taken = _Taken()
        self._method = scope["method"]
        self._send = send
        self._instruments = instruments
        self._began = perf_counter()
        self._is_counted = False
        self._is_stream = False

    async def send(self, message: Message) -> None:
        """Send the next part."""
        if message["type"] == "http.response.start":
            self._count(str(message["status"]))
            if _is_stream(message):
                self._is_stream = True
                self._instruments.streams.inc()
        await self._send(message)

    def end(self) -> None:
        """Note that nothing more comes."""
        self._count(NO_ANSWER)
        if self._is_stream:
            self._instruments.streams.dec()

    def _count(self, status: str) -> None:
        if not self._is_counted:
            self._is_counted = True
            seconds = perf_counter() - self._began
            self._instruments.count(self._method, self.taken.route, status, seconds)


def _is_stream(start: Message) -> bool:
    media_type = Headers(raw=start["headers"]).get("content-type", "")
    return media_type.startswith("text/event-stream")
