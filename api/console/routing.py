"""Routes of pages: their errors are pages too, and only pages of ours may send them forms."""

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from api.browsers.guard import check_evident_sender
from api.console.own_paths import came_from
from api.console.rendering import Page, go_to
from api.errors import ApiError, refusal_of
from vehicle_pipeline.browsers import SAFE_METHODS
from vehicle_pipeline.domain.sentences.console import REFUSALS

_LOG = logging.getLogger("uvicorn.error")

# Refusals whose sentence is for operators -> what people are told.
_SAID = {"foreign_origin": "ui_foreign_form"}

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class PageRoute(APIRoute):
    """A route of a page, for `APIRouter(route_class=PageRoute, include_in_schema=False)`."""

    def get_route_handler(self) -> Handler:
        """Return what answers a request."""
        handler = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                check_evident_sender(request)
                return await handler(request)
            except Exception as error:
                found = _nothing_there(error) or error
                return _back_with_refusal(request, found) or error_page(request, found)

        return answer


def _nothing_there(error: Exception) -> ApiError | None:
    """Return that there is no such page, where an id in the address cannot be one."""
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    is_of_address = any(fault["loc"][0] == "path" for fault in faults)
    return ApiError(404, "not_found") if is_of_address else None


def _back_with_refusal(request: Request, error: Exception) -> Response | None:
    """Show the page again on which a button was, with the sentence why it did nothing."""
    if request.method in SAFE_METHODS or not (page := came_from(request)):
        return None
    code = refusal_of(error, Page(request).reader.language).code
    return go_to(page, code) if code in REFUSALS else None


def error_page(request: Request, error: Exception) -> Response:
    """Answer an error with a page that says what is wrong, and what can be done."""
    page = Page(request)
    refusal = refusal_of(error, page.reader.language)
    if refusal.code == "internal_error":
        _LOG.error("A page failed: %s", request.url.path, exc_info=error)
    sentence = page.text(_SAID.get(refusal.code, refusal.code), **refusal.params)
    return page.show(
        "error.html",
        status=refusal.status,
        headers=refusal.headers,
        code=refusal.code,
        sentence=sentence,
        faults=refusal.errors or [],
        error_status=refusal.status,
    )
