"""Forms without a server, and what is said of those that have been sent."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.api.console.imported import add_finished
from tests.api.uploading import CSV
from tests.api.world import World
from tests.browser.console.conftest import Check

UNSENT = re.compile("O servidor não responde: nada foi enviado")


def check_unsent(page: Page, address: str) -> None:
    """The page is still there, and says so in place and in a toast."""
    expect(page.locator(".unsent")).to_have_text(UNSENT)
    expect(page.locator("#toasts").get_by_role("alert")).to_have_count(1)
    expect(page.locator("#toasts").get_by_role("alert")).to_contain_text(UNSENT)
    assert page.url == address


def test_a_repair_that_cannot_be_sent_stays_as_it_was_typed(
    page: Page, context: BrowserContext, address: str, world: World, accessible: Check
) -> None:
    place = f"{address}/importacoes/{add_finished(world)}/reparo"
    page.goto(place)
    page.locator("#valor_fipe-5").fill("33.000,00")
    expect(page.locator('[data-row="5"]')).to_contain_text("Pronta para enviar")
    context.set_offline(True)
    send = page.get_by_role("button", name="Enviar as linhas corrigidas")
    send.press("Enter")
    check_unsent(page, place)
    expect(page.locator("#valor_fipe-5")).to_have_value("33.000,00")
    expect(send).to_be_focused()
    send.press("Enter")
    check_unsent(page, place)
    context.set_offline(False)
    accessible(page)
    send.press("Enter")
    expect(page.get_by_text("Linhas corrigidas enviadas")).to_be_visible()
    assert len(world.all("select * from repaired_rows")) == 1


def test_a_confirmation_that_cannot_be_sent_stays_as_it_was_filled_in(
    page: Page, context: BrowserContext, address: str, world: World
) -> None:
    page.goto(address)
    file = {"name": "frota.csv", "mimeType": "text/csv", "buffer": CSV}
    page.set_input_files("#file", files=[file])  # type: ignore[list-item]
    page.wait_for_url("**/envios/*")
    page.check("#confirm [value=update]")
    place = page.url
    context.set_offline(True)
    page.click("#confirm-button")
    check_unsent(page, place)
    expect(page.locator("#confirm [value=update]")).to_be_checked()
    context.set_offline(False)
    page.click("#confirm-button")
    page.wait_for_url("**/importacoes/**")
    assert world.all("select on_conflict from import_jobs") == [("update",)]


def test_a_button_that_asks_first_asks_again_when_it_could_not_be_sent(
    page: Page, address: str, world: World
) -> None:
    place = f"{address}/importacoes/{world.add_import()}"
    page.goto(place)
    # As a proxy answers for a server that is away.
    page.route("**/health/live", lambda route: route.fulfill(status=502))
    for _ in range(2):
        page.get_by_role("button", name="Cancelar").click()
        page.get_by_role("dialog").get_by_role("button", name="Confirmar").click()
        check_unsent(page, place)
    assert world.all("select status from import_jobs") == [("pending",)]


@pytest.mark.parametrize("path", ["/agendamentos/novo", "/veiculos"])
def test_every_form_that_changes_something_stays_when_it_cannot_be_sent(
    page: Page, context: BrowserContext, address: str, path: str
) -> None:
    page.goto(f"{address}{path}")
    form = page.locator("main form[method=post], footer form[method=post]").first
    expect(form).to_be_attached()
    context.set_offline(True)
    form.evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
    check_unsent(page, f"{address}{path}")


def test_what_was_done_is_said_no_longer_than_it_holds(
    page: Page, address: str, world: World
) -> None:
    job_id = world.add_import()
    page.goto(f"{address}/importacoes/{job_id}?notice=ui_send_confirmed")
    said = page.get_by_text("Confirmado: a importação está na fila")
    expect(said).to_be_visible()
    expect(page.locator("#connection")).to_have_text("Ao vivo")
    world.finish(job_id, world.take_up(job_id))
    expect(page.get_by_text("entraram").first).to_be_visible()
    expect(said).to_have_count(0)


def test_what_was_done_is_not_said_again(page: Page, address: str, world: World) -> None:
    page.goto(f"{address}/importacoes?notice=ui_send_all_confirmed")
    said = page.get_by_text("Confirmados: as importações estão na fila")
    expect(said).to_be_visible()
    page.wait_for_url("**/importacoes")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(said).to_have_count(0)
    page.goto(f"{address}/importacoes?notice=ui_send_all_confirmed")
    expect(said).to_be_visible()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(said).to_have_count(0)
