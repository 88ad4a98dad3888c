"""The API's documentation in a browser: it works, and breaks no policy of its own."""

from playwright.sync_api import Page, expect


def test_requests_can_be_tried_out(page: Page, page_errors: list[str], address: str) -> None:
    page.goto(f"{address}/docs")
    page.locator("#operations-imports-list_imports").get_by_role("button").first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table .response-col_status").last).to_contain_text("200")
    expect(page.locator(".live-responses-table")).to_contain_text('"total": 0')
    assert page_errors == []


def test_changes_can_be_tried_out(page: Page, page_errors: list[str], address: str) -> None:
    page.goto(f"{address}/docs")
    operation = page.locator("#operations-admin-reconcile")
    operation.get_by_role("button").first.click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table")).to_contain_text('"requeued": []')
    assert page_errors == []


def test_the_reference_is_shown(page: Page, page_errors: list[str], address: str) -> None:
    page.goto(f"{address}/redoc")
    expect(page.get_by_role("heading", name="Vehicle pipeline")).to_be_visible()
    expect(page.get_by_role("heading", name="Create Import")).to_be_visible()
    # ReDoc would load its maker's logo from elsewhere; that, and only that, is kept from it.
    assert [error for error in page_errors if "redoc/logo-mini.svg" not in error] == []
