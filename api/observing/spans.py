"""A span for each request, named by its route."""

from opentelemetry import context, trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.instruments.http import METHODS, UNKNOWN_ROUTE
from api.instruments.middleware import route_of
from vehicle_pipeline.tracing.context import TRACEPARENT, below, tracer


class Spans:
    """Records requests, as parts of the trace of their client if it names one.

    The span of a stream ends where the stream begins, and nothing in it belongs to the span: it
    lives for hours, and looks after other imports than the one that was asked for.
    """

    def __init__(self, app: ASGIApp, streams: frozenset[str]) -> None:
        """`streams` are the paths of streams."""
        self._app = app
        self._streams = streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_stream = scope["path"] in self._streams
        span = _begun(scope)

        async def wrapped(message: Message) -> None:
            if message["type"] == "http.response.start":
                _describe(span, scope, message["status"])
                if is_stream:
                    span.end()
            await send(message)

        token = None if is_stream else context.attach(trace.set_span_in_context(span))
        try:
            await self._app(scope, receive, wrapped)
        except Exception as error:
            span.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise
        finally:
            if token is not None:
                context.detach(token)
            if span.is_recording():
                span.end()


def _begun(scope: Scope) -> Span:
    given = Headers(scope=scope).getlist(TRACEPARENT)
    method = scope["method"] if scope["method"] in METHODS else "_OTHER"
    attributes = {"http.request.method": method, "request.id": scope["state"]["request_id"]}
    above = below(given[0] if len(given) == 1 else None)
    return tracer().start_span(method, above, SpanKind.SERVER, attributes)


def _describe(span: Span, scope: Scope, status: int) -> None:
    """Name the span by its route, never by an address, which may contain a plate."""
    route = route_of(scope)
    if route != UNKNOWN_ROUTE:
        span.update_name(f"{scope['method']} {route}")
        span.set_attribute("http.route", route)
    span.set_attribute("http.response.status_code", status)
    if status >= 500:
        span.set_status(Status(StatusCode.ERROR))
