"""What is known of the person who reads a page: language, time zone, theme.

All of it comes from cookies that hold no secret; whatever they hold otherwise is ignored.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal, cast
from urllib.parse import unquote
from zoneinfo import ZoneInfo, available_timezones

from starlette.requests import Request

from api.language import preferred
from vehicle_pipeline.domain.messages import Language

Theme = Literal["auto", "light", "dark"]

THEMES: tuple[Theme, ...] = ("auto", "light", "dark")
LANGUAGE_COOKIE = "language"
ZONE_COOKIE = "zone"
THEME_COOKIE = "theme"
# Until a script has told the browser's own.
DEFAULT_ZONE = "America/Sao_Paulo"


@dataclass(frozen=True)
class Reader:
    """Who reads a page."""

    language: Language
    zone: ZoneInfo
    theme: Theme

    @property
    def html_language(self) -> str:
        """The language as HTML and HTTP name it."""
        return "en" if self.language == "en" else "pt-BR"

    @property
    def locale(self) -> str:
        """The language as Babel names it."""
        return "en" if self.language == "en" else "pt_BR"


def reader_of(request: Request) -> Reader:
    """Return who reads the answer to a request."""
    cookies = request.cookies
    language = cookies.get(LANGUAGE_COOKIE)
    theme = cookies.get(THEME_COOKIE)
    zone = unquote(cookies.get(ZONE_COOKIE, ""))
    return Reader(
        language=cast("Language", language)
        if language in ("pt", "en")
        else preferred(request.headers.get("accept-language")),
        zone=ZoneInfo(zone if zone in _zones() else DEFAULT_ZONE),
        theme=theme if theme in THEMES else "auto",
    )


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
