"""What holds for every page that there is, found by the routes: so for each that is added, too."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from uuid import uuid4

import httpx
import pytest

from api.console.install import PARTS
from api.console.rendering import HERE
from api.console.routing import PageRoute

BROWSER = {"Accept": "text/html"}
VALUES = {"placa": "ABC1D23"}
_PARAMETER = re.compile(r"{(\w+)(?::\w+)?}")


def filled(path: str) -> str:
    """The path with ids under which nothing is."""
    return _PARAMETER.sub(lambda found: VALUES.get(found[1], str(uuid4())), path)


ROUTES = [
    (method, route.path)
    for part in PARTS
    for route in part.router.routes
    if isinstance(route, PageRoute)
    for method in route.methods
]
PLAIN = sorted(path for method, path in ROUTES if method == "GET" and "{" not in path)
WITH_IDS = sorted(path for method, path in ROUTES if method == "GET" and "{" in path)
CHANGES = sorted((method, path) for method, path in ROUTES if method not in ("GET", "HEAD"))


class Looks(HTMLParser):
    """Notes what a page must not have."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.titles: list[int] = []
        self._ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and "src" not in given:
            self.faults.append("an inline script")
        if tag == "style" or "style" in given:
            self.faults.append(f"an inline style of {tag}")
        self.faults += [f"{tag} {name}" for name in given if name.startswith("on")]
        for name in ("src", "href", "action", "data-live-src"):
            if (given.get(name) or "/").split(":")[0] in ("http", "https", "javascript", "data"):
                self.faults.append(f"{tag} {name}={given[name]}")
        if identity := given.get("id"):
            if identity in self._ids:
                self.faults.append(f"the id {identity} twice")
            self._ids.add(identity)
        if re.fullmatch("h[1-6]", tag):
            self.titles.append(int(tag[1]))


@pytest.fixture
def browser(api: httpx.Client) -> Iterator[httpx.Client]:
    """Sends what a browser sends when a person opens a page."""
    with httpx.Client(base_url=api.base_url, headers=BROWSER, trust_env=False) as client:
        yield client


@pytest.mark.parametrize("language", ["pt-BR", "en"])
@pytest.mark.parametrize("path", PLAIN)
def test_a_page_with_nothing_to_show_yet(browser: httpx.Client, path: str, language: str) -> None:
    answer = browser.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.text[:500]
    if not answer.headers["content-type"].startswith("text/html"):
        return
    assert answer.headers["content-language"] == language
    is_whole = "<html" in answer.text  # otherwise a live part of a page
    assert not is_whole or f'lang="{language}"' in answer.text
    assert "ui_" not in re.sub(r'(?:name|value|href|id)="[^"]*"', "", answer.text)
    looks = Looks()
    looks.feed(answer.text)
    assert looks.faults == []
    # One main title, and no level left out below it: how screen readers go through a page.
    if is_whole:
        assert looks.titles.count(1) == 1
        assert all(behind <= before + 1 for before, behind in pairwise(looks.titles))


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}],
    ids=["a program", "another origin", "cross-site"],
)
@pytest.mark.parametrize(("method", "path"), CHANGES)
def test_no_page_of_others_can_change_anything(
    browser: httpx.Client, method: str, path: str, headers: dict[str, str]
) -> None:
    answer = browser.request(method, filled(path), headers=headers)
    assert answer.status_code == 403, path


@pytest.mark.parametrize("path", WITH_IDS)
def test_ids_under_which_nothing_is_get_a_page_that_says_so(
    browser: httpx.Client, path: str
) -> None:
    answer = browser.get(filled(path))
    assert answer.status_code == 404, answer.text[:300]
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("path", [path for path in WITH_IDS if "_id" in path])
def test_what_is_no_id_is_refused_with_a_page(browser: httpx.Client, path: str) -> None:
    answer = browser.get(_PARAMETER.sub("no-id", path))
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"].startswith("text/html")


def test_every_time_is_one_that_scripts_can_write_anew() -> None:
    """Once they know the zone of the person; so each is a `<time>`, by the one macro for it."""
    folder = HERE / "templates"
    written = [path for path in folder.rglob("*.html") if "f.moment(" in path.read_text("utf-8")]
    assert [path.relative_to(folder).as_posix() for path in written] == ["parts/common.html"]
