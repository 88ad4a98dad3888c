"""The pages about vehicles: search, paging without counting, one vehicle's life, exports."""

import re
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from tests.api.console.imported import add_finished
from tests.api.console.pages import browser
from tests.api.world import World

# The fixture.
__all__ = ["browser"]

ENGLISH = {"Accept-Language": "en"}
HOSTILE = "<script>alert(1)</script> {{7*7}} \u202egol"


def plates(text: str) -> list[str]:
    """The plates of a list, in its order."""
    return re.findall(r'href="/veiculos/([A-Z0-9]{7})"', text)


@pytest.fixture
def fleet(world: World) -> None:
    """Three vehicles; the plates are in the order of model, and against that of price."""
    world.add_vehicle("AAA1A11", modelo="Citroën C3", ano=2001, valor_fipe="30000.00")
    world.add_vehicle("BBB1B11", placa="BBB-1111", modelo="GOL 1.0", ano=2010, valor_fipe="20000")
    world.add_vehicle("CCC1C11", modelo="UNO", ano=2020, valor_fipe="10000.50")


@pytest.mark.usefixtures("fleet")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["AAA1A11", "BBB1B11", "CCC1C11"]),
        ({"placa": "bbb-1111"}, ["BBB1B11"]),
        ({"placa": "BBB1B11"}, ["BBB1B11"]),
        ({"modelo": "citroen"}, ["AAA1A11"]),
        ({"ano_min": "2005", "ano_max": "2015"}, ["BBB1B11"]),
        ({"valor_fipe_min": "R$ 20.000,00"}, ["AAA1A11", "BBB1B11"]),
        ({"valor_fipe_max": "20.000"}, ["BBB1B11", "CCC1C11"]),
        ({"valor_fipe_min": "10000,50", "valor_fipe_max": "10000.50"}, ["CCC1C11"]),
        ({"sort": "valor_fipe"}, ["CCC1C11", "BBB1B11", "AAA1A11"]),
        ({"sort": "-ano"}, ["CCC1C11", "BBB1B11", "AAA1A11"]),
        ({"sort": "of no kind"}, ["AAA1A11", "BBB1B11", "CCC1C11"]),
    ],
)
def test_vehicles_are_found_as_people_type(
    browser: httpx.Client, query: dict[str, str], found: list[str]
) -> None:
    answer = browser.get("/veiculos", params=query)
    assert answer.status_code == 200
    assert plates(answer.text) == found


def test_amounts_are_read_in_english_too(browser: httpx.Client, fleet: None) -> None:
    query = {"valor_fipe_min": "10,000.50", "valor_fipe_max": "20,000"}
    found = browser.get("/veiculos", params=query, headers=ENGLISH)
    assert plates(found.text) == ["BBB1B11", "CCC1C11"]


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ({"placa": "AB-1"}, "placa", "Use uma placa inteira"),
        ({"ano_min": "dois mil"}, "ano_min", "só com os algarismos"),
        ({"ano_min": "2020", "ano_max": "2010"}, "ano_max", "nada pode estar entre os dois"),
        ({"valor_fipe_min": "caro"}, "valor_fipe_min", "Use um valor em reais, como 45.000,00"),
        ({"valor_fipe_min": "2", "valor_fipe_max": "1"}, "valor_fipe_max", "nada pode estar"),
        ({"job_id": "x"}, "job_id", "Use um identificador"),
        ({"modelo": "x" * 201}, "modelo", "no máximo 200 caracteres"),
    ],
)
def test_a_filter_that_makes_no_sense_is_said_in_place_and_kept(
    browser: httpx.Client, query: dict[str, str], field: str, sentence: str
) -> None:
    answer = browser.get("/veiculos", params=query)
    assert answer.status_code == 422
    fault = re.search(rf'<p class="fault" id="{field}-fault">(.*?)</p>', answer.text)
    assert fault, answer.text
    assert sentence in fault[1]
    assert re.search(
        rf'name="{field}"[^>]*value="{query[field]}"[^>]*aria-invalid="true"', answer.text
    )


@pytest.mark.parametrize(
    "sort",
    ["placa", "-placa", "modelo", "-modelo", "ano", "-valor_fipe", "updated_at", "-updated_at"],
)
def test_pages_follow_each_other_without_gap_or_repetition(
    browser: httpx.Client, world: World, sort: str
) -> None:
    expected = {f"AAA{number // 100}A{number % 100:02}" for number in range(120)}
    for number, plate in enumerate(sorted(expected)):
        world.add_vehicle(
            plate, modelo=f"M{number % 7}", ano=2000 + number % 3, valor_fipe=number % 5
        )
    seen, address = [], f"/veiculos?sort={sort}"
    while address:
        text = browser.get(address).text
        seen += plates(text)
        behind = re.search(r'rel="next" href="([^"]+)"', text)
        address = behind[1].replace("&amp;", "&") if behind else ""
    assert len(seen) == 120
    assert set(seen) == expected


@pytest.mark.usefixtures("fleet")
def test_a_place_that_no_page_has_given_is_said_above_the_first_page(browser: httpx.Client) -> None:
    answer = browser.get("/veiculos?after=x&modelo=gol")
    assert answer.status_code == 422
    assert "eis a primeira" in answer.text
    assert plates(answer.text) == ["BBB1B11"]
    assert re.search(r'name="modelo"[^>]*value="gol"', answer.text)


def test_without_vehicles_the_page_says_what_to_do(browser: httpx.Client, world: World) -> None:
    assert "Nenhum veículo cadastrado ainda" in browser.get("/veiculos").text
    assert "Nenhum veículo corresponde" in browser.get("/veiculos?modelo=gol").text
    assert "No vehicle matches" in browser.get("/veiculos?modelo=gol", headers=ENGLISH).text


def test_exports_have_the_filters_of_the_list(browser: httpx.Client, fleet: None) -> None:
    text = browser.get("/veiculos", params={"valor_fipe_max": "20.000", "sort": "-ano"}).text
    links = [
        link.replace("&amp;", "&") for link in re.findall(r'href="(/api/v1/vehicles\.[^"]+)"', text)
    ]
    assert {link.partition("?")[0].rpartition(".")[2] for link in links} == {
        "csv",
        "xlsx",
        "parquet",
    }
    for link in links:
        answer = browser.get(link)
        assert answer.status_code == 200, answer.text
    csv = browser.get(next(link for link in links if "pt-br" in link)).text
    assert [line.split(";")[1] for line in csv.splitlines()[1:]] == ["CCC1C11", "BBB-1111"]


def test_the_api_filters_by_price(api: httpx.Client, fleet: None) -> None:
    found = api.get(
        "/api/v1/vehicles", params={"valor_fipe_min": "10000.50", "valor_fipe_max": "20000"}
    )
    assert [each["placa"] for each in found.json()["items"]] == ["BBB-1111", "CCC1C11"]
    refused = api.get("/api/v1/vehicles?valor_fipe_min=1e3")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "valor_fipe_min")
    assert (
        api.get("/api/v1/vehicles?valor_fipe_min=2&valor_fipe_max=1").json()["code"]
        == "empty_range"
    )


@pytest.mark.parametrize("placa", ["ABC-1234", "abc1c34"])
def test_a_vehicle_shows_its_values_and_where_they_came_from(
    browser: httpx.Client, world: World, placa: str
) -> None:
    job_id = world.add_import(filename="frota março.csv")
    world.add_vehicle("ABC1C34", placa="ABC1234", import_id=job_id, source_row=7)
    text = browser.get(f"/veiculos/{placa}").text
    assert "R$\xa045.000,00" in text
    assert "frota março.csv" in text
    assert "linha 7" in text
    assert f'href="/importacoes/{job_id}#desfazer"' in text


def test_a_filter_by_an_import_names_its_file(browser: httpx.Client, world: World) -> None:
    job_id = world.add_import(filename=HOSTILE)
    world.add_vehicle("ABC1C34", import_id=job_id)
    for typed in (str(job_id), f" {{{job_id}}} "):
        text = browser.get("/veiculos", params={"job_id": typed}).text
        assert plates(text) == ["ABC1C34"]
        hint = text.split('id="job_id-hint"')[1].split("</p>")[0]
        assert f'href="/importacoes/{job_id}"' in hint
        assert "&lt;script&gt;" in hint
    gone = browser.get("/veiculos", params={"job_id": str(uuid4())}).text
    assert "arquivo já removido" in gone.split('id="job_id-hint"')[1].split("</p>")[0]


def changed(world: World, plate: str, job_id: Any, kind: str, **before: Any) -> None:
    """Keep what a vehicle was before an import changed it."""
    row = {"plate": plate, "placa": plate, "modelo": "GOL", "ano": 2020, "valor_fipe": 100}
    row |= {"import_id": uuid4(), "source_row": 2, "job_id": job_id, "kind": kind, **before}
    names = ", ".join(row)
    slots = ", ".join(f"%({name})s" for name in row)
    world.connection.execute(
        f"insert into vehicle_changes ({names}, created_at, updated_at)"
        f" values ({slots}, now(), now())",
        row,
    )


def test_the_history_says_what_was_before_and_after(browser: httpx.Client, world: World) -> None:
    job_id = world.add_import(filename="nova.csv")
    world.add_vehicle("ABC1C34", valor_fipe="45000.00", modelo="GOL", import_id=job_id)
    changed(world, "ABC1C34", job_id, "updated", valor_fipe="40000.00")
    text = browser.get("/veiculos/ABC1C34").text
    row = r"Valor FIPE</th><td>\s*R\$\xa040\.000,00\s*</td><td>\s*R\$\xa045\.000,00"
    assert re.search(row, text)
    assert "Atualizado" in text
    assert "Updated" in browser.get("/veiculos/ABC1C34", headers=ENGLISH).text


def test_an_import_that_is_undone_is_not_offered_to_be_undone_again(
    browser: httpx.Client, world: World
) -> None:
    job_id = add_finished(world)
    world.add_vehicle("ABC1C34", import_id=job_id)
    assert f"/veiculos?job_id={job_id}" in browser.get(f"/importacoes/{job_id}").text
    assert f"/importacoes/{job_id}#desfazer" in browser.get("/veiculos/ABC1C34").text
    undo = world.add_import(undoes=job_id)
    world.update_import(job_id, status="undone", undone_by=undo)
    text = browser.get("/veiculos/ABC1C34").text
    assert "#desfazer" not in text
    assert f'Esta importação foi desfeita. <a href="/importacoes/{undo}">' in text
    # Nor are its vehicles, which have other values by now.
    assert f"/veiculos?job_id={job_id}" not in browser.get(f"/importacoes/{job_id}").text


def test_a_vehicle_that_an_undo_has_removed_keeps_its_page(
    browser: httpx.Client, world: World
) -> None:
    changed(world, "ABC1C34", world.add_import(), "removed")
    text = browser.get("/veiculos/ABC1C34").text
    assert "não está mais cadastrado" in text
    assert "Removido" in text


def test_a_vehicle_that_never_was_is_not_found(browser: httpx.Client) -> None:
    assert browser.get("/veiculos/ABC1C34").status_code == 404


def test_what_a_spreadsheet_says_is_text(browser: httpx.Client, world: World) -> None:
    job_id = world.add_import(filename=f"{HOSTILE}.csv")
    world.add_vehicle("ABC1C34", modelo=HOSTILE, placa=HOSTILE, import_id=job_id)
    changed(world, "ABC1C34", job_id, "updated", modelo=f"{HOSTILE} 2")
    for path in ("/veiculos", "/veiculos/ABC1C34", f"/veiculos?modelo={HOSTILE}"):
        text = browser.get(path).text
        assert "<script>alert" not in text
        assert "{{7*7}}" in text
        # Right-to-left marks turn nothing but their own text around.
        for mark in re.finditer("\u202e", text.partition("<main")[2]):
            around = text.partition("<main")[2][: mark.start()].rpartition("<")[2]
            assert re.match('bdi|input|[a-z]+ [^>]*class="foreign', around), around


def repaired(browser: httpx.Client, job_id: object, **typed: str) -> UUID:
    """The import of rows that were corrected in the page."""
    answer = browser.post(f"/importacoes/{job_id}/reparo", data={**typed, "acao": "enviar"})
    assert answer.status_code == 303, answer.text
    return UUID(answer.headers["location"].removeprefix("/importacoes/").partition("?")[0])


def test_a_row_corrected_in_the_page_names_its_first_file_and_row(
    browser: httpx.Client, world: World
) -> None:
    first = add_finished(world, on_conflict="update")
    third = {"placa-3": "AJO4689", "ano-3": "2018", "modelo-3": "C3"}
    child = repaired(browser, first, **third, **{"valor_fipe-5": "1.000,00"})
    # Of the rows 3 and 5 the second one.
    world.add_vehicle("ABC1D24", import_id=child, source_row=3)
    said = (
        f'<a class="foreign" href="/importacoes/{first}">frota.csv</a>, linha 5; corrigida em '
        f'<a class="foreign" href="/importacoes/{child}">erros-frota.csv</a>, linha 3'
    )
    # As its origin, and in its history.
    assert browser.get("/veiculos/ABC1D24").text.count(said) == 2
    assert said in browser.get("/veiculos").text


def test_a_correction_of_a_correction_leads_to_the_first_file(
    browser: httpx.Client, world: World
) -> None:
    first = add_finished(world, on_conflict="update")
    child = repaired(browser, first, **{"valor_fipe-5": "1.000,00"})
    world.add_vehicle(
        "ABC1D24",
        source_row=2,
        import_id=world.add_import(parent_id=child, filename="erros-erros-frota.csv"),
    )
    page = browser.get("/veiculos/ABC1D24").text
    # A file that came back corrected does not say which row it was.
    assert f'href="/importacoes/{first}">frota.csv</a>; corrigida em <a' in page
    assert ">erros-erros-frota.csv</a>, linha 2" in page
