"""Signing in where access is closed: the way in, what follows lives, and the way out."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from api.access import watch
from tests.api.console.imported import add_finished
from tests.api.serving import Serve
from tests.api.world import World, progress
from tests.browser.console.conftest import Check
from vehicle_pipeline.access_contracts import Scope
from vehicle_pipeline.adapters.access.tokens import Tokens
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.settings import Settings


@pytest.fixture
def tokens(settings: Settings) -> Iterator[Tokens]:
    """The tokens of the API."""
    database = Database(settings.database_url)
    yield Tokens(database)
    database.close()


@pytest.fixture
def closed(start: Serve, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    """An API that lets nobody in who has no token, and looks often whether somebody still has."""
    monkeypatch.setattr(watch, "EVERY", 0.5)
    return start(settings.model_copy(update={"authentication": "required"}))


def sign_in(page: Page, secret: str) -> None:
    page.get_by_label("Seu token de acesso").fill(secret)
    # The form asks for the server before it is sent.
    with page.expect_navigation():
        page.get_by_role("button", name="Entrar").click()


def test_the_way_in_leads_to_the_page_that_was_asked_for(
    page: Page, closed: str, tokens: Tokens, world: World, accessible: Check
) -> None:
    page.goto(f"{closed}/veiculos?placa=ABC1D23")
    accessible(page)
    sign_in(page, "vp_errado")
    expect(page.get_by_label("Seu token de acesso")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Seu token de acesso")).to_have_value("")
    accessible(page)
    sign_in(page, tokens.create("Ana", Scope.READ, 1).secret.text)
    expect(page).to_have_url(f"{closed}/veiculos?placa=ABC1D23")
    expect(page.get_by_text("Você entrou como Ana")).to_be_visible()
    page.get_by_role("link", name="Enviar").click()
    expect(page.get_by_text("peça a quem administra")).to_be_visible()
    accessible(page)


def test_a_page_that_is_open_follows_its_import_until_the_access_ends(
    page: Page, closed: str, tokens: Tokens, world: World
) -> None:
    made = tokens.create("Ana", Scope.IMPORT, 1)
    job_id = world.add_import(total_rows=100)
    run_id = world.take_up(job_id)
    page.goto(f"{closed}/importacoes/{job_id}")
    sign_in(page, made.secret.text)
    expect(page.locator("#connection")).to_have_text("Ao vivo")
    world.update_import(job_id, inserted_rows=50, processed_rows=50)
    world.add_event(run_id, "ENGINE_EVENT", progress(50))
    expect(page.get_by_text("50 linhas de 100")).to_be_visible()
    tokens.revoke(made.token.id)
    expect(page).to_have_url(f"{closed}/entrar?voltar=/importacoes/{job_id}")
    sign_in(page, tokens.create("Bia", Scope.IMPORT, 1).secret.text)
    expect(page).to_have_url(f"{closed}/importacoes/{job_id}")
    expect(page.locator("#connection")).to_have_text("Ao vivo")


def test_who_signs_out_is_out_in_every_tab(
    page: Page, closed: str, tokens: Tokens, world: World
) -> None:
    job_id = world.add_import(total_rows=100)
    world.take_up(job_id)
    page.goto(f"{closed}/importacoes/{job_id}")
    sign_in(page, tokens.create("Ana", Scope.IMPORT, 1).secret.text)
    expect(page.locator("#connection")).to_have_text("Ao vivo")
    other = page.context.new_page()
    other.goto(f"{closed}/veiculos")
    other.get_by_role("button", name="Sair").click()
    expect(other.get_by_text("Você saiu")).to_be_visible()
    expect(page).to_have_url(f"{closed}/entrar?voltar=/importacoes/{job_id}")


def test_admins_see_tokens_once_and_the_audit_log(
    page: Page, closed: str, tokens: Tokens, accessible: Check
) -> None:
    page.goto(f"{closed}/auditoria")
    sign_in(page, tokens.create("Chefe", Scope.ADMIN, 1).secret.text)
    expect(page.get_by_role("heading", name="Auditoria")).to_be_visible()
    expect(page.get_by_role("cell", name="Chefe").first).to_be_visible()
    accessible(page)
    page.goto(f"{closed}/acessos")
    expect(page.get_by_text("Chefe").first).to_be_visible()
    accessible(page)


def test_what_is_typed_stays_when_the_session_ends(
    page: Page, closed: str, tokens: Tokens, world: World
) -> None:
    made = tokens.create("Ana", Scope.IMPORT, 1)
    job_id = add_finished(world)
    page.goto(f"{closed}/importacoes/{job_id}/reparo")
    sign_in(page, made.secret.text)
    tokens.revoke(made.token.id)
    page.get_by_label("Placa").first.fill("AJO4689")
    expect(page.get_by_role("alert").filter(has_text="outra aba")).to_be_visible()
    other = page.context.new_page()
    other.goto(f"{closed}/entrar")
    sign_in(other, tokens.create("Ana de novo", Scope.IMPORT, 1).secret.text)
    expect(other.get_by_text("Você entrou como Ana de novo")).to_be_visible()
    page.get_by_label("Ano").first.fill("2018")
    expect(page.get_by_label("Ano").first).to_have_attribute("aria-invalid", "false")
    expect(page.get_by_label("Placa").first).to_have_value("AJO4689")
