"""Bodies that are forms: one of another type is refused, not taken for a form without fields."""

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from api.access.rules import check_caller
from api.errors import ApiError, answer_early
from api.json_body import Handler, media_type

_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


class FormRoute(APIRoute):
    """A route whose body, if it takes one, is checked to be a form before FastAPI reads it."""

    def get_route_handler(self) -> Handler:
        """Return the handler; raises ApiError (415) for a body of another type."""
        handle = super().get_route_handler()
        return self._checked(handle) if self.body_field else handle

    def _checked(self, handle: Handler) -> Handler:
        async def checked(request: Request) -> Response:
            # FastAPI asks dependencies only once it has read the body.
            check_caller(self, request)
            if _has_body(request) and media_type(request) not in _FORMS:
                answer_early(request)
                raise ApiError(415, "not_form")
            return await handle(request)

        return checked


def _has_body(request: Request) -> bool:
    is_chunked = "transfer-encoding" in request.headers
    return is_chunked or request.headers.get("content-length", "0") != "0"
