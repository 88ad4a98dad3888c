"""Pages from templates: escaped, in the reader's language, with the policy that guards them."""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from api.console import notices
from api.console.formats import Formats
from api.console.import_links import linked
from api.console.own_paths import own_path
from api.console.reader import Reader, reader_of
from api.language import say
from vehicle_pipeline.access_contracts import Caller, Scope
from vehicle_pipeline.spreadsheets.headers.header_texts import letters

HERE = Path(__file__).parent
STATIC = HERE / "static"
# Scripts and styles come from files of ours alone: nothing inline, nothing from elsewhere.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    # With `no-referrer` a form of ours would be sent with `Origin: null`, and be refused.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
# The parameter by which a page says what was done before it was shown.
NOTICE = "notice"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"linked": linked, "letters": letters}
    return environment


def _version() -> str:
    """Name the state of all static files, so that browsers may keep them for ever."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


_ENVIRONMENT = _environment()
ASSETS = f"/assets/{_version()}"


class Page:
    """Shows templates to the sender of one request."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.reader: Reader = reader_of(request)

    @cached_property
    def formats(self) -> Formats:
        """Numbers and times for this reader."""
        return Formats(self.reader)

    def allows(self, scope: Scope) -> bool:
        """Whether the reader may do what needs a scope: what they may not is not offered."""
        return self._caller is not None and self._caller.scope.includes(scope)

    @property
    def _caller(self) -> Caller | None:
        # None on a page that is answered to anybody.
        return getattr(self.request.state, "caller", None)

    def text(self, code: str, /, **params: Any) -> str:
        """Return a sentence of the catalogue."""
        return say(code, params, self.reader.language)

    def show(
        self,
        template: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **context: Any,
    ) -> HTMLResponse:
        """Answer with a template; it also finds `t`, `f`, `reader`, `assets`, `path`, `notice`.

        `notice_kind` is how the notice looks: `bad`, where it says why nothing was done, `warn` or
        `good`. `may`: the reader may change something.
        """
        common = {
            "t": self.text,
            "f": self.formats,
            "reader": self.reader,
            "assets": ASSETS,
            "path": self.request.url.path,
            "here": own_path(f"{self.request.url.path}?{self.request.url.query}") or "/",
            "caller": self._caller,
            "may": self.allows(Scope.IMPORT),
            "is_admin": self.allows(Scope.ADMIN),
            "notice": self._notice(),
            "notice_kind": notices.kind(self.request.query_params.get(NOTICE)),
        }
        html = _ENVIRONMENT.get_template(template).render(**common, **context)
        language = {"Content-Language": self.reader.html_language}
        vary = {"Vary": "Accept-Language, Cookie"}
        return HTMLResponse(
            html, status, headers={**_HEADERS, **language, **vary, **(headers or {})}
        )

    def _notice(self) -> str | None:
        code = self.request.query_params.get(NOTICE)
        return self.text(code) if code and notices.is_said(code, self.request.url.path) else None


def go_to(path: str, notice: str | None = None) -> RedirectResponse:
    """Answer a form that has done its work: look at `path` now, which says so."""
    separator = "&" if "?" in path else "?"
    suffix = f"{separator}{NOTICE}={notice}" if notice else ""
    return RedirectResponse(path + suffix, 303, headers={"Cache-Control": "no-store"})


ShownPage = Annotated[Page, Depends(Page)]
