"""Language and theme, kept in the browser of whoever chooses them."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.console.own_paths import own_path
from api.console.reader import LANGUAGE_COOKIE, THEME_COOKIE, Theme
from api.console.rendering import go_to
from api.console.routing import PageRoute
from vehicle_pipeline.domain.messages import Language

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_SECONDS = 365 * 24 * 3600


@router.post("/preferencias")
def choose(
    back: Annotated[str, Form(max_length=2_000)] = "/",
    language: Annotated[Language | None, Form()] = None,
    theme: Annotated[Theme | None, Form()] = None,
) -> Response:
    """Keep what was chosen, and show the page again on which that was."""
    answer = go_to(own_path(back) or "/")
    for cookie, value in ((LANGUAGE_COOKIE, language), (THEME_COOKIE, theme)):
        if value:
            answer.set_cookie(cookie, value, max_age=_SECONDS, samesite="lax")
    return answer
