"""Pages as a browser asks for them."""

from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

import httpx
import pytest

BROWSER = {"Accept": "text/html,application/xhtml+xml"}
OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def browser(api: httpx.Client) -> Iterator[httpx.Client]:
    """Sends what a browser sends when a person opens a page, or sends one of its forms."""
    headers = {**BROWSER, **OWN}
    with httpx.Client(
        verify=False, base_url=api.base_url, headers=headers, timeout=20, trust_env=False
    ) as client:
        yield client


class _Fields(HTMLParser):
    def __init__(self, form: str) -> None:
        super().__init__()
        self.form = form
        self.found: list[tuple[str, str]] = []
        self._inside = False
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "form":
            self._inside = has.get("id") == self.form
        is_ours = has.get("form", self.form if self._inside else "") == self.form
        if tag == "input" and is_ours and has.get("name"):
            is_box = has.get("type") in ("checkbox", "radio")
            if not is_box or "checked" in has:
                self.found.append((has["name"] or "", has.get("value") or ""))
        elif tag == "select" and is_ours:
            self._select = has.get("name") or ""
            self.found.append((self._select, ""))
        elif tag == "option" and self._select and "selected" in has:
            self.found[-1] = (self._select, has.get("value") or self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = ""


def fields(html: str, form: str) -> list[tuple[str, str]]:
    """The fields that a browser would send with a form, as the page has them."""
    parser = _Fields(form)
    parser.feed(html)
    return parser.found


def text_of(html: str) -> str:
    """The text of a page, without its tags."""

    class Text(HTMLParser):
        def handle_data(self, data: str) -> None:
            parts.append(data)

    parts: list[str] = []
    Text().feed(html)
    return " ".join(unescape(" ".join(parts)).split())
