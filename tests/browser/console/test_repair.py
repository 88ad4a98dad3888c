"""The repair page: what its footer says, in how much room, and a second tab."""

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.api.console.imported import add_finished
from tests.api.world import World
from tests.browser.console.conftest import Check


def test_the_footer_counts_what_is_shown_changed_and_wrong(
    page: Page, address: str, world: World
) -> None:
    page.goto(f"{address}/importacoes/{add_finished(world)}/reparo")
    summary, unchanged = page.locator("#repair-summary"), page.get_by_text("Nenhuma linha foi")
    expect(summary).to_have_text("2 linhas nesta página para corrigir; nenhuma mudada ainda")
    page.get_by_role("button", name="Enviar as linhas corrigidas").click()
    expect(unchanged).to_be_visible()
    page.wait_for_load_state()
    page.locator("#valor_fipe-5").fill("abc")
    expect(unchanged).to_have_count(0)
    counted = "2 linhas nesta página, 1 mudada: 0 prontas para enviar, 1 ainda com problema"
    expect(summary).to_have_text(counted)


def test_on_a_phone_the_footer_leaves_room_for_the_rows(
    page: Page, address: str, world: World
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{address}/importacoes/{add_finished(world)}/reparo")
    page.locator("#valor_fipe-5").fill("abc")
    expect(page.locator("#repair-summary")).to_contain_text("1 mudada")
    box = page.locator(".sticky").bounding_box()
    assert box is not None
    assert box["height"] <= 90
    button = page.get_by_role("button", name="Enviar as linhas corrigidas").bounding_box()
    assert button is not None
    assert button["height"] >= 40


def test_a_second_tab_hears_that_its_row_was_sent_and_keeps_what_was_typed(
    page: Page, context: BrowserContext, address: str, world: World, accessible: Check
) -> None:
    place = f"{address}/importacoes/{add_finished(world)}/reparo"
    second = context.new_page()
    for each, price in ((page, "33.000,00"), (second, "44.000,00")):
        each.goto(place)
        each.locator("#valor_fipe-5").fill(price)
        expect(each.locator('[data-row="5"]')).to_contain_text("Pronta para enviar")
    page.get_by_role("button", name="Enviar as linhas corrigidas").click()
    expect(page.get_by_text("Linhas corrigidas enviadas")).to_be_visible()
    child = re.sub(r"\?.*", "", page.url).removeprefix(address)
    # The next pause tells it already.
    second.locator("#modelo-5").fill("Palio")
    row = second.locator('[data-row="5"]')
    expect(row.get_by_role("link")).to_have_attribute("href", child)
    expect(second.locator("#announcer")).to_contain_text("em outra aba ou por outra pessoa")
    second.get_by_role("button", name="Enviar as linhas corrigidas").click()
    expect(second.get_by_role("alert")).to_contain_text("1 linha foi corrigida e enviada em outra")
    expect(second.get_by_role("alert").get_by_role("link")).to_have_attribute("href", child)
    expect(second.locator("#valor_fipe-5")).to_have_value("44.000,00")
    expect(second.locator("#modelo-5")).to_have_value("Palio")
    accessible(second)


def test_what_is_typed_is_not_left_without_a_question_and_the_server_is_asked_again(
    page: Page, address: str, world: World
) -> None:
    page.goto(f"{address}/importacoes/{add_finished(world)}/reparo")
    page.route("**/avaliar", lambda route: route.fulfill(status=502), times=1)
    page.locator("#valor_fipe-5").fill("abc")
    toast = page.locator("#toasts").get_by_role("alert")
    expect(toast).to_contain_text("Sem conexão com o servidor")
    # What is over is not said on.
    expect(page.locator("#repair-summary")).to_contain_text("1 mudada")
    expect(toast).to_have_count(0)
    page.get_by_role("button", name="Enviar as linhas corrigidas").click()
    expect(page.locator("#repair-fault")).to_be_visible()
    page.locator("#modelo-5").click()
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="Veículos", exact=True).click()
    page.wait_for_url("**/veiculos")
    assert asked == ["beforeunload"]


def test_enter_checks_the_rows_and_stays_in_its_cell(
    page: Page, address: str, world: World, accessible: Check
) -> None:
    other = world.add_import()
    world.add_vehicle("ABC1D24", import_id=other)
    place = f"{address}/importacoes/{add_finished(world)}/reparo"
    page.goto(place)
    row, cell = page.locator('[data-row="5"]'), page.locator("#valor_fipe-5")
    cell.fill("45.000")
    cell.press("Enter")
    # The plate is another import's vehicle, which the sentence leads to.
    link = row.locator("#fault-placa-5 a")
    expect(link).to_have_attribute("href", f"/importacoes/{other}")
    expect(cell).to_be_focused()
    page.locator("#placa-5").fill("ABC1D25")
    page.locator("#placa-5").press("Enter")
    expect(row).to_contain_text("Pronta para enviar Valor FIPE: R$ 45.000,00")
    expect(page.locator("#placa-5")).to_be_focused()
    assert page.url == place
    accessible(page)
