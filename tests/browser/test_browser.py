"""The browser of the tests behaves as a person's browser does, above all towards foreign pages."""

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser import chromium
from tests.browser.conftest import Foreign

# Fetches an address and leaves what came of it on the page.
FETCH = """
<p>waiting</p>
<script>
  fetch("{url}").then(
    answer => answer.text(), error => "refused: " + error.name
  ).then(text => document.querySelector("p").textContent = text)
</script>
"""


def test_a_page_of_another_site_is_shown_and_can_be_clicked(page: Page, foreign: Foreign) -> None:
    site = foreign("""<button onclick="this.textContent = 'clicked'">Click here</button>""")
    page.goto(site.url)
    page.get_by_role("button", name="Click here").click()
    expect(page.get_by_role("button")).to_have_text("clicked")
    assert page.evaluate("location.hostname") == "elsewhere.test"


def test_an_answer_without_cors_cannot_be_read_by_another_site(
    page: Page, foreign: Foreign, page_errors: list[str]
) -> None:
    other = foreign("secret", host="127.0.0.1")
    page.goto(foreign(FETCH.format(url=other.url)).url)
    expect(page.locator("p")).to_have_text("refused: TypeError")
    assert any("CORS" in error for error in page_errors)


def test_the_request_arrives_all_the_same_and_says_that_it_is_foreign(
    page: Page, foreign: Foreign
) -> None:
    other = foreign("secret", host="127.0.0.1")
    site = foreign(FETCH.format(url=other.url))
    page.goto(site.url)
    expect(page.locator("p")).not_to_have_text("waiting")
    (request,) = other.got("GET", "/")
    assert request.headers["origin"] == site.url.removesuffix("/")
    assert request.headers["sec-fetch-site"] == "cross-site"


def test_a_form_of_another_site_is_sent(page: Page, foreign: Foreign) -> None:
    other = foreign("arrived", host="127.0.0.1")
    site = foreign(
        f"""<form method="post" action="{other.url}imports">
        <input name="a" value="ç"><button>Send</button></form>"""
    )
    page.goto(site.url)
    with page.expect_navigation():
        page.get_by_role("button").click()
    (request,) = other.got("POST", "/imports")
    assert request.body == b"a=%C3%A7"
    assert request.headers["origin"] == site.url.removesuffix("/")


def test_uncaught_errors_are_collected(
    page: Page, foreign: Foreign, page_errors: list[str]
) -> None:
    page.goto(foreign("<p>here</p><script>throw new Error('broken')</script>").url)
    expect(page.locator("p")).to_be_visible()
    assert any("broken" in error for error in page_errors)


def test_no_name_leads_out_of_this_machine(page: Page) -> None:
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/")


def test_without_a_browser_people_skip_and_ci_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt install chromium"):
        chromium.executable()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="apt install chromium"):
        chromium.executable()
