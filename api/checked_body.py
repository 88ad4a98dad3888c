"""Bodies that are checked before FastAPI reads them: FastAPI takes one of another type for none."""

from abc import abstractmethod
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from api.access.rules import check_caller
from api.errors import ApiError, answer_early


class CheckedRoute(APIRoute):
    """A route whose body, if it takes one, is checked by `check` before FastAPI reads it."""

    @abstractmethod
    async def check(self, request: Request) -> Request:
        """Return the request with its body; raises ApiError for a body that is refused."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler; raises what `check` does."""
        handle = super().get_route_handler()
        if not self.body_field:
            return handle

        async def checked(request: Request) -> Response:
            # FastAPI asks dependencies only once it has read the body.
            check_caller(self, request)
            return await handle(await self.check(request))

        return checked


def check_type(request: Request, allowed: frozenset[str], code: str) -> None:
    """Raise ApiError (415, `code`) for a body of another media type."""
    found = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if found not in allowed:
        answer_early(request)
        raise ApiError(415, code)
