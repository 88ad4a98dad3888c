"""The pages of imports as people use them: seen, heard, typed, on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.api.console.imported import HOSTILE, add_finished
from tests.api.world import World
from tests.browser.console.conftest import Check


def test_the_list_is_for_everybody(
    page: Page, page_errors: list[str], address: str, world: World, accessible: Check
) -> None:
    add_finished(world, filename=f"{HOSTILE}{'x' * 200}.csv")
    world.take_up(world.add_import(total_rows=10, inserted_rows=4, processed_rows=4))
    world.add_import(status="failed", error_code="no_rows")
    page.goto(f"{address}/importacoes")
    expect(page.get_by_role("row")).to_have_count(4)
    accessible(page)
    assert page_errors == []


@pytest.mark.parametrize("path", ["", "/linhas", "/reparo"])
def test_an_import_is_for_everybody(
    page: Page,
    page_errors: list[str],
    address: str,
    world: World,
    accessible: Check,
    path: str,
) -> None:
    job_id = add_finished(world, filename=f"{HOSTILE}.csv")
    world.add_log(job_id)
    page.goto(f"{address}/importacoes/{job_id}{path}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    accessible(page)
    assert page_errors == []


def test_two_rows_are_repaired_by_keyboard(
    page: Page, page_errors: list[str], address: str, world: World
) -> None:
    job_id = add_finished(world)
    page.goto(f"{address}/importacoes/{job_id}")
    page.get_by_role("link", name="Corrigir linhas aqui").press("Enter")
    # Before its script is there, a button sends the form, and the page that answers has no focus.
    page.wait_for_url("**/reparo", wait_until="load")
    third, fifth = page.get_by_role("group", name="Linha 3"), page.get_by_role("group").nth(1)
    third.get_by_role("button", name="Usar AJO-4689").press("Enter")
    expect(third.get_by_label("Placa")).to_have_value("AJO-4689")
    expect(third.get_by_label("Placa")).to_be_focused()
    expect(third.get_by_label("Placa")).to_have_attribute("aria-invalid", "false")
    expect(third).to_contain_text("Ainda com problema")
    third.get_by_label("Ano").fill("2018")
    third.get_by_label("Modelo").fill("C3")
    fifth.get_by_label("Valor FIPE").fill("33.000,00")
    summary = page.locator("#repair-summary")
    expect(summary).to_have_text(re.compile("2 mudadas: 2 prontas para enviar, 0"))
    page.get_by_role("button", name="Enviar as linhas corrigidas").press("Enter")
    expect(page.get_by_text("Linhas corrigidas enviadas")).to_be_visible()
    assert page.url.startswith(f"{address}/importacoes/")
    ((count,),) = world.all("select count(*) from import_jobs where filename = 'erros-frota.csv'")
    assert count == 1
    assert page_errors == []


def test_a_filter_that_is_wrong_is_heard_at_its_field(
    page: Page, address: str, world: World
) -> None:
    page.goto(f"{address}/importacoes")
    page.get_by_label("Placa de um veículo").fill("ABC")
    page.get_by_role("button", name="Filtrar").click()
    field = page.get_by_label("Placa de um veículo")
    sentence = re.compile("Isto não é uma placa inteira; escreva como ABC1D23 ou ABC-1234")
    expect(field).to_have_accessible_description(sentence)


def test_cancelling_asks_first(page: Page, address: str, world: World) -> None:
    page.goto(f"{address}/importacoes/{world.add_import()}")
    page.get_by_role("button", name="Cancelar").click()
    page.get_by_role("dialog").get_by_role("button", name="Voltar").click()
    assert world.all("select status from import_jobs") == [("pending",)]
    page.get_by_role("button", name="Cancelar").click()
    page.get_by_role("dialog").get_by_role("button", name="Confirmar").click()
    expect(page.get_by_text("Importação cancelada", exact=True)).to_be_visible()
    assert world.all("select status from import_jobs") == [("cancelled",)]
