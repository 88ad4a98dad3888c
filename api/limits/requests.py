"""Limits on callers, once it is known who they are, and on all of them together."""

from contextlib import ExitStack

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.early_refusal import refuse
from api.errors import ApiError
from api.limits.addresses import too_many_requests
from api.limits.bodies import pass_on_bounded
from api.limits.callers import caller_of
from api.limits.places import Places
from api.limits.rates import Rates
from api.presenters.imports import PREFIX
from vehicle_pipeline.settings import Settings

# What takes files, which it bounds itself. Any other body is short (`api.limits.bodies`).
_UPLOADS = frozenset({f"{PREFIX}/imports", f"{PREFIX}/imports/preview", "/envios"})
_STREAMS = frozenset({f"{PREFIX}/imports/stream"})


class CallerLimits:
    """Answers 429 to a caller with too much of their own, 503 if all together have too much.

    So that one caller's slow uploads and idle streams leave room for everybody else's.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._rates = Rates(settings.requests_per_minute)
        self._uploads = Places("uploads", settings.uploads_at_once, settings.uploads_per_caller)
        self._streams = Places("streams", settings.streams_at_once, settings.streams_per_caller)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with ExitStack() as places:
            try:
                self._admit(scope, places)
            except ApiError as refusal:
                await refuse(refusal, scope, receive, send)
                return
            if not _is_upload(scope):
                await pass_on_bounded(self._app, scope, receive, send)
                return
            await self._app(scope, _released(receive, places), send)

    def _admit(self, scope: Scope, places: ExitStack) -> None:
        """Take what the request needs. Raises ApiError."""
        caller = caller_of(scope)
        seconds = self._rates.seconds_to_wait(caller) if caller else None
        if seconds is not None:
            raise too_many_requests(seconds)
        if _is_upload(scope):
            places.enter_context(self._uploads.place(caller))
        elif scope["path"] in _STREAMS:
            places.enter_context(self._streams.place(caller))


def _is_upload(scope: Scope) -> bool:
    return scope["method"] == "POST" and scope["path"] in _UPLOADS


def _released(receive: Receive, places: ExitStack) -> Receive:
    """Give the place back once the body has arrived: what follows has limits of its own."""

    async def wrapped() -> Message:
        message = await receive()
        if not message.get("more_body"):
            places.close()
        return message

    return wrapped
