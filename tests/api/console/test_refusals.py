"""Buttons that do nothing say why on the page they are on; addresses lead to our pages only."""

from urllib.parse import quote

import httpx
import pytest

from api.console.own_paths import own_path
from tests.api.console.imported import add_finished
from tests.api.console.pages import browser
from tests.api.world import World

__all__ = ["browser"]


def test_a_refused_button_leads_back_to_its_page_which_says_why(
    browser: httpx.Client, world: World
) -> None:
    address = f"/importacoes/{add_finished(world)}"
    referer = {"Referer": f"{browser.base_url}{address}?notice=ui_undo_begun"}
    answer = browser.post(f"{address}/cancelar", headers=referer)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{address}?notice=import_is_over"
    page = browser.get(answer.headers["location"]).text
    assert '<p class="notice bad" role="alert" data-once>A importação já terminou' in page


@pytest.mark.parametrize("referer", ["", "https://example.com/importacoes", "http://[", "//x/y"])
def test_without_a_page_of_ours_to_go_back_to_the_refusal_is_a_page(
    browser: httpx.Client, world: World, referer: str
) -> None:
    address = f"/importacoes/{add_finished(world)}/cancelar"
    answer = browser.post(address, headers={"Referer": referer})
    assert answer.status_code == 409
    assert "A importação já terminou" in answer.text


def test_an_address_can_show_no_other_sentence(browser: httpx.Client, world: World) -> None:
    assert 'role="alert"' not in browser.get("/importacoes?notice=internal_error").text


def test_a_changed_language_keeps_the_filters(browser: httpx.Client) -> None:
    page = browser.get("/importacoes?arquivo=frota&notice=ui_undo_begun").text
    assert 'name="back" value="/importacoes?arquivo=frota"' in page


@pytest.mark.parametrize(
    "address",
    [
        *("//host", "/\\host", "/..//x", "/a/../b", "/./a", "/a//b", "http://host/", "host", ""),
        *("/%2fhost", "/%5chost", "/%2e%2e/x", "/%252fhost", "/a%0d%0ab", "/a\r\nb", "/\t/host"),
        *(" //host", "/a\x00", "javascript:alert(1)", "http://[", "?x", "#x"),
    ],
)
def test_only_plain_paths_are_gone_back_to(browser: httpx.Client, address: str) -> None:
    assert own_path(address) is None
    body = f"back={quote(address, safe='')}&theme=dark"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = browser.post("/preferencias", content=body, headers=form)
    assert answer.headers.get("location", "/") == "/"


def test_pages_of_ours_are_gone_back_to() -> None:
    for address in ("/", "/veiculos/", "/importacoes?arquivo=a+b", "/veiculos/ABC1D23"):
        assert own_path(address) == address
