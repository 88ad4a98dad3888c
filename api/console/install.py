"""Puts the pages, their scripts and their styles beside the API."""

from urllib.parse import quote

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.access.rules import READ
from api.console.own_paths import own_path
from api.console.pages import (
    access,
    dashboard,
    drafts,
    imports,
    preferences,
    remembered,
    schedule_edits,
    schedules,
    sending,
    vehicles,
)
from api.console.rendering import ASSETS, POLICY, STATIC, go_to
from api.console.routing import error_page
from api.errors import answer_error
from api.methods import page_above
from api.people import is_for_a_person
from vehicle_pipeline.browsers import SAFE_METHODS

# The pages, each a module with a `router`; fixed paths before those with an id.
PUBLIC = (preferences, *access.PUBLIC)
PARTS = (
    *(*access.PARTS, sending, remembered, drafts, *imports.PARTS),
    *(vehicles, schedule_edits, schedules, dashboard),
)
# Their addresses change with their contents. Another version's, as of a page that is still open
# after an upgrade, get what there is now, and must not keep it.
_FOR_EVER = "public, max-age=31536000, immutable"
_ANOTHER_VERSION = "no-cache"


class _Assets(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        is_ours = scope["root_path"].endswith(ASSETS)
        response.headers["Cache-Control"] = _FOR_EVER if is_ours else _ANOTHER_VERSION
        # A worker keeps to the policy of its own script, and is to open the event stream.
        response.headers["Content-Security-Policy"] = POLICY
        return response


def install(app: FastAPI) -> None:
    """Add the console to `app`."""
    for part in PUBLIC:
        app.include_router(part.router)
    for part in PARTS:
        app.include_router(part.router, dependencies=[READ])
    app.router.routes.append(Mount("/assets/{version}", _Assets(directory=STATIC)))
    app.add_exception_handler(HTTPException, _answer)


def _answer(request: Request, error: Exception) -> Response:
    """Answer what no page has answered, such as an address at which there is nothing.

    Who opens the address of a button, as from the browser's history, is led to the button's page.
    """
    if not is_for_a_person(request):
        return answer_error(request, error)
    is_button = isinstance(error, HTTPException) and error.status_code == 405
    if is_button and request.method in SAFE_METHODS:
        above = page_above(request.app.routes, request.scope["path"])
        return go_to(own_path(quote(above)) or "/")
    return error_page(request, error)
