"""Vehicles, schedules and dashboard in a browser: by keyboard, on a phone, for screen readers."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.api.serving import Serve
from tests.api.world import DONE, World
from vehicle_pipeline.settings import Settings

HOSTILE = "<script>alert(1)</script> {{7*7}} \u202egol " + "x" * 90
SCHEDULE = "0198a5b2-6f0c-7d5e-9a3b-2f1c4d5e6f70"
PAGES = (
    "/veiculos",
    "/veiculos?placa=errada",
    "/veiculos/ABC1C34",
    "/agendamentos",
    "/agendamentos/novo",
    f"/agendamentos/{SCHEDULE}",
    f"/agendamentos/{SCHEDULE}/editar",
    "/importacoes",
    "/acessos",
    "/auditoria",
    "/painel",
    "/painel/saude",
)


@pytest.fixture
def world(settings: Settings, start: Serve) -> Iterator[World]:
    """A fleet, a schedule with a past, imports, a dead letter and an alert."""
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        made = World(connection)
        fill(made)
        yield made
        connection.execute("delete from schedules; delete from dead_letters; delete from alerts")


def fill(world: World) -> None:
    now = datetime.now(UTC)
    job_id = world.add_import(filename=f"{HOSTILE}.csv", started_at=now, finished_at=now, **DONE)
    world.add_import(status="failed", created_at=now - timedelta(days=2))
    world.add_rejected(job_id, 2)
    world.add_vehicle("ABC1C34", modelo=HOSTILE, import_id=job_id)
    world.add_vehicle("XYZ1A00", ano=1999, valor_fipe="9000")
    world.connection.execute(
        "insert into vehicle_changes (plate, job_id, kind, placa, modelo, ano, valor_fipe,"
        " import_id, source_row, created_at, updated_at) values"
        " ('ABC1C34', %s, 'updated', 'ABC1C34', 'UNO MILLE FIRE FLEX', 2019, 1234567.89, %s, 2,"
        " now(), now())",
        [job_id, job_id],
    )
    world.connection.execute(
        "insert into schedules (id, name, cron, timezone, source, on_conflict, missed,"
        " planned_until, created_at, updated_at) values (%s, %s, '0 6 * * 1-5',"
        " 'America/Sao_Paulo', %s, 'update', 'latest', now(), now(), now())",
        [SCHEDULE, "Frota {{7*7}}", '{"location": "s3://frota", "glob": "*.xlsx", "pick": "new"}'],
    )
    world.add_occurrence(SCHEDULE, state="failed", reason="all_refused", params='{"count": 1}')
    world.add_object(SCHEDULE, key=HOSTILE, path=HOSTILE, reason="object_vanished")
    world.add_dead_letter(HOSTILE)
    world.add_alert()
    for view in ("fleet_by_year", "fleet_by_price"):
        world.connection.execute(f"refresh materialized view {view}")


@pytest.fixture
def address(settings: Settings, start: Serve, world: World) -> str:
    return start(settings)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_has_serious_findings_of_axe(chromium: Browser, address: str, theme: str) -> None:
    context = chromium.new_context(locale="pt-BR", color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    found = {}
    for path in PAGES:
        page.goto(address + path)
        result = Axe().run(page)
        bad = [
            (each["id"], [node["html"] for node in each["nodes"]])
            for each in result.response["violations"]
            if each["impact"] in ("serious", "critical")
        ]
        if bad:
            found[path] = bad
    context.close()
    assert found == {}


@pytest.mark.parametrize("language", ["pt-BR", "en"])
def test_a_phone_shows_every_page_without_sideways_scrolling(
    chromium: Browser, address: str, language: str
) -> None:
    context = chromium.new_context(locale=language, viewport={"width": 360, "height": 740})
    page = context.new_page()
    widths = {}
    for path in PAGES:
        page.goto(address + path)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert {path: width for path, width in widths.items() if width > 360} == {}


def test_a_schedule_is_made_by_keyboard(page: Page, address: str, page_errors: list[str]) -> None:
    page.goto(f"{address}/agendamentos/novo")
    page.get_by_label("Nome", exact=True).focus()
    page.keyboard.type("Frota semanal")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")  # on days of the week
    expect(page.get_by_role("checkbox", name="segunda")).to_be_visible()
    expect(page.get_by_label("Dia do mês", exact=True)).to_be_hidden()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    # No day is chosen before a person does.
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)
    page.get_by_role("checkbox", name="quarta").press("Space")
    page.get_by_label("Pasta ou bucket", exact=True).press_sequentially("s3://frota/semanal")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Agendamento criado")
    expect(page.get_by_text("Toda semana, quarta, às 06:00")).to_be_visible()
    assert page_errors == []


def test_deleting_asks_first(page: Page, address: str) -> None:
    page.goto(f"{address}/agendamentos/{SCHEDULE}")
    page.get_by_role("button", name="Excluir").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("As importações que ele fez ficam")
    dialog.get_by_role("button", name="Voltar").click()
    expect(page).to_have_url(f"{address}/agendamentos/{SCHEDULE}")
    page.get_by_role("button", name="Excluir").click()
    dialog.get_by_role("button", name="Confirmar").click()
    expect(page.get_by_text("Agendamento excluído.")).to_be_visible()


def test_the_dashboard_looks_after_the_parts_by_itself(page: Page, address: str) -> None:
    page.goto(f"{address}/painel")
    expect(page.locator(".health")).to_contain_text("Banco de dados")
    # Nothing listens where Dagster should be.
    expect(page.locator(".health")).to_contain_text("Com problema")


def test_figures_of_a_chart_are_a_table(page: Page, address: str) -> None:
    page.goto(f"{address}/painel")
    expect(page.get_by_role("img", name="Veículos por ano do modelo")).to_be_visible()
    page.locator(
        ".card", has=page.get_by_role("heading", name="Veículos por ano do modelo")
    ).locator("summary").click()
    table = page.get_by_role("table", name="Veículos por ano do modelo")
    expect(table.get_by_role("row", name="2020")).to_contain_text("1")


def test_a_vehicle_is_searched_and_followed_to_its_history(page: Page, address: str) -> None:
    page.goto(f"{address}/veiculos")
    page.get_by_label("Placa", exact=True).fill("abc-1234")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="ABC1C34").click()
    expect(page.get_by_role("heading", name="Histórico")).to_be_visible()
    expect(page.get_by_role("link", name="Desfazer esta importação").first).to_be_visible()
