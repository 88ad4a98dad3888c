"""Limits on addresses, whoever sends from there: also those whom nobody lets in."""

from starlette.types import ASGIApp, Receive, Scope, Send

from api.early_refusal import refuse
from api.errors import ApiError
from api.limits.callers import address_of
from api.limits.rates import Rates


def too_many_requests(seconds: int) -> ApiError:
    """Return the refusal of a request that may come in so many seconds."""
    headers = {"Retry-After": str(seconds)}
    return ApiError(429, "too_many_requests", headers=headers, seconds=seconds)


class AddressLimits:
    """Answers 429 before anything is done for a request: looking a token up asks the database."""

    def __init__(self, app: ASGIApp, requests_per_minute: int) -> None:
        self._app = app
        self._rates = Rates(requests_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        address = address_of(scope) if scope["type"] == "http" else None
        seconds = self._rates.seconds_to_wait(address) if address else None
        if seconds is None:
            await self._app(scope, receive, send)
        else:
            await refuse(too_many_requests(seconds), scope, receive, send)
