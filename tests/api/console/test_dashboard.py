"""The dashboard: figures, dead letters, alerts and health; each part fails alone."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import httpx
import pytest
from psycopg.types.json import Jsonb
from pydantic import HttpUrl

from api.console import charts
from tests.api.console.pages import BROWSER, OWN, browser
from tests.api.serving import Serve
from tests.api.world import DONE, World
from vehicle_pipeline.settings import Settings

# The fixture.
__all__ = ["browser"]

ENGLISH = {"Accept-Language": "en"}
HOSTILE = "<script>alert(1)</script> {{7*7}}"


@pytest.fixture
def busy(world: World) -> None:
    """Imports of two days, one of them failed, with rejected rows."""
    now = datetime.now(UTC)
    times = {"started_at": now - timedelta(seconds=90), "finished_at": now}
    job_id = world.add_import(
        **DONE | {"total_rows": 4, "error_rows": 1, "rejected_rows": 1}, **times
    )
    world.update_import(job_id, created_at=now - timedelta(seconds=100))
    world.add_rejected(job_id, 2)
    world.add_rejected(job_id, 2, code="duplicate_in_file", field="placa")
    world.add_import(status="failed", created_at=now - timedelta(days=3))
    world.add_import(status="failed", created_at=now - timedelta(days=40))
    for column in ("dry_run",):
        world.add_import(**{column: True})


def refresh(world: World) -> None:
    for view in ("fleet_by_year", "fleet_by_price"):
        world.connection.execute(f"refresh materialized view {view}")


def test_without_imports_the_page_says_so(browser: httpx.Client, world: World) -> None:
    refresh(world)
    text = browser.get("/painel").text
    assert "Nenhuma importação nos últimos 30 dias" in text
    assert "Ainda não calculado" in text
    assert "Nenhum alerta" in text
    assert "No alert" in browser.get("/painel", headers=ENGLISH).text


@pytest.mark.usefixtures("busy")
def test_imports_are_counted_by_day_and_outcome(browser: httpx.Client) -> None:
    text = browser.get("/painel").text
    assert "4 linhas lidas, 1 rejeitada: 25\xa0%" in text
    chart = text.partition("Importações por dia")[2].partition("</details>")[0]
    days = re.findall(r'<th scope="row">([^<]+)</th>((?:<td class="number">\d+</td>)+)', chart)
    assert len(days) == 30
    counts = [[int(number) for number in re.findall(r">(\d+)<", cells)] for _, cells in days]
    # Neither the dry run nor what is older than the period.
    assert [sum(column) for column in zip(*counts, strict=True)] == [1, 1, 0]


@pytest.mark.usefixtures("busy")
def test_reasons_are_those_of_rejected_rows(browser: httpx.Client) -> None:
    text = browser.get("/painel").text.partition("Por que linhas são rejeitadas")[2]
    assert "Placa inválida" in text
    assert "repetida" not in text.partition("</details>")[0]


@pytest.mark.usefixtures("busy")
def test_stages_are_measured(browser: httpx.Client) -> None:
    text = browser.get("/painel").text.partition("Quanto demora uma importação")[2]
    assert "De 1 importação concluída" in text
    assert re.search(r"Espera: metade, até</text>\s*<text[^>]*>10 s", text)
    assert re.search(r"Processamento: metade, até</text>\s*<text[^>]*>1 min 30 s", text)


def test_the_fleet_is_shown_by_year_and_price(browser: httpx.Client, world: World) -> None:
    for number, (year, price) in enumerate([(1985, 900), (2020, 45_000), (2020, 600_000)]):
        world.add_vehicle(f"ABC1C3{number}", ano=year, valor_fipe=price)
    refresh(world)
    text = browser.get("/painel").text
    assert "≤ 1991" in text
    prices = text.partition("Veículos por faixa de valor FIPE")[2]
    assert re.search(r"R\$ 500\.000 ou mais</text>\s*<text[^>]*>1<", prices)


def test_every_chart_is_an_image_with_a_title_and_a_table(
    browser: httpx.Client, busy: None
) -> None:
    text = browser.get("/painel").text
    charts = re.findall(
        r'<svg class="chart" role="img"[^>]*aria-label="([^"]+)">\s*<title>([^<]+)', text
    )
    assert len(charts) >= 4
    assert all(label == title for label, title in charts)
    assert text.count("Ver os números") == len(charts)
    assert "style=" not in text
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(set(ids)) == len(ids)
    # What is filled with a pattern has it.
    assert set(re.findall(r'fill="url\(#([^)]+)\)"', text)) <= set(ids)


@pytest.mark.parametrize("count", [1, 4, 5, 7, 29, 30, 31])
def test_labels_of_an_axis_have_room_on_a_phone(count: int) -> None:
    axis = charts.line("", [], ["29 Nov"] * count, [1.0] * count, [""] * count).axis
    # In pixels: 270 for the chart and 40 for a label, centred but for one at an edge.
    lefts = [2.7 * mark.x - (40 if mark.x > 90 else 0 if mark.x < 10 else 20) for mark in axis]
    assert all(after - before > 45 for before, after in pairwise(lefts))


def test_dead_letters_are_tried_again_and_discarded(browser: httpx.Client, world: World) -> None:
    letter = world.add_dead_letter(HOSTILE)
    text = browser.get("/painel").text
    assert "não é desta aplicação" in text
    assert "<script>alert" not in text
    assert "{{7*7}}" in text
    answer = browser.post(f"/painel/mensagens/{letter}/reenviar")
    assert "posta a caminho" in browser.get(answer.headers["location"]).text
    other = world.add_dead_letter("again")
    answer = browser.post("/painel/mensagens/reenviar")
    assert "Todas as mensagens" in browser.get(answer.headers["location"]).text
    last = world.add_dead_letter("never")
    answer = browser.post(f"/painel/mensagens/{last}/descartar")
    assert "Mensagem descartada" in browser.get(answer.headers["location"]).text
    left = browser.get("/api/v1/admin/dead-letters?redriven=true").json()["items"]
    assert {each["id"] for each in left} == {str(letter), str(other)}
    again = browser.post(f"/painel/mensagens/{last}/descartar")
    assert "Não há mensagem morta" in browser.get(again.headers["location"]).text


def test_letters_of_imports_that_are_gone_stay(browser: httpx.Client, world: World) -> None:
    gone = "0198a5b2-6f0c-7d5e-9a3b-2f1c4d5e6f70"
    letter = world.add_dead_letter(job_id=gone)
    said = {f"/{letter}/reenviar": "só resta descartá-la", "/reenviar": "ficaram; descarte-as"}
    for path, sentence in said.items():
        answer = browser.post(f"/painel/mensagens{path}")
        assert sentence in browser.get(answer.headers["location"]).text


def test_alerts_say_what_happened(browser: httpx.Client, world: World) -> None:
    world.add_alert(code="schedule_paused", params=Jsonb({"name": HOSTILE, "failures": 5}))
    text = browser.get("/painel").text
    assert "foi pausado depois de 5 falhas" in text
    assert "<script>alert" not in text


def test_an_alert_says_how_its_import_is_now(browser: httpx.Client, world: World) -> None:
    job_id = world.add_import(status="held", held_because=Jsonb([]))
    held = {"filename": "frota.csv", "error": "x"}
    world.add_alert(code="alert_import_held", params=Jsonb(held), job_id=job_id)

    def said() -> str:
        return browser.get("/painel").text.partition('id="alerts"')[2]

    assert '<span class="status held">' in said()
    world.update_import(job_id, status="cancelled")
    assert '<span class="status cancelled">' in said()
    assert "espera uma decisão" in said()


def test_an_alert_that_nobody_receives_says_so(
    browser: httpx.Client, start: Serve, settings: Settings, world: World
) -> None:
    world.add_alert()
    text = browser.get("/painel").text
    assert "Nenhum destinatário configurado" in text
    assert "Ainda não enviado" not in text
    given = settings.model_copy(update={"alert_webhook_url": HttpUrl("http://127.0.0.1:9/hook")})
    with httpx.Client(base_url=start(given), headers={**BROWSER, **OWN}) as other:
        assert "Ainda não enviado" in other.get("/painel").text


def test_health_is_the_same_as_the_api_s(browser: httpx.Client) -> None:
    parts = browser.get("/health/ready").json()["parts"]
    for path in ("/painel/saude", "/painel/saude/parte"):
        text = browser.get(path).text
        assert text.count('<span class="status') == len(parts)
        for part in parts.values():
            # What works says nothing more.
            assert (part["detail"] in text) == (part["detail"] != "Funcionando")
    assert "<html" not in browser.get("/painel/saude/parte").text


def test_the_dashboard_has_the_health_of_the_parts_without_scripts(browser: httpx.Client) -> None:
    assert "Banco de dados" in browser.get("/painel").text


def test_a_part_that_is_away_leaves_the_others(
    start: Serve, settings: Settings, busy: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    address = start(settings)
    with httpx.Client(base_url=address, headers={**BROWSER, **OWN}) as browser:
        text = browser.get("/painel").text
    assert "Não foi possível ler esta parte" in text
    assert "4 linhas lidas" in text


def test_without_the_database_each_part_says_so(start: Serve, settings: Settings) -> None:
    away = settings.model_copy(update={"database_url": "postgresql://x@127.0.0.1:9/x"})
    with httpx.Client(base_url=start(away), headers={**BROWSER, **OWN}) as browser:
        answer = browser.get("/painel", timeout=30)
    assert answer.status_code == 200
    assert answer.text.count("Não foi possível ler esta parte") >= 5
