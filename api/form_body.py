"""Bodies that are forms: one of another type is refused, not taken for a form without fields."""

from starlette.requests import Request

from api.checked_body import CheckedRoute, check_type

_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


class FormRoute(CheckedRoute):
    """A route that takes a form, or no body."""

    async def check(self, request: Request) -> Request:
        """Raise ApiError (415) for a body of another type."""
        if _has_body(request):
            check_type(request, _FORMS, "not_form")
        return request


def _has_body(request: Request) -> bool:
    is_chunked = "transfer-encoding" in request.headers
    return is_chunked or request.headers.get("content-length", "0") != "0"
