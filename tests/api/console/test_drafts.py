"""The preview of an upload: read as a person says, confirmed once, with the previewed bytes."""

import hashlib
import io
import re
from pathlib import Path
from urllib.parse import urlencode

import httpx
import openpyxl
import pytest

from tests.api.console.pages import browser, fields, text_of
from tests.api.console.test_sending import UNKNOWN, draft
from tests.api.uploading import CSV, stored
from tests.api.world import World
from vehicle_pipeline.settings import Settings

__all__ = ["browser"]

# The price is in a column whose name says nothing.
ODD = b"modelo;placa;ano;Base;valor_fipe\nGol;ABC1234;2020;45000,00;1\n"


def show(browser: httpx.Client, draft_id: str, *chosen: tuple[str, str], part: str = "") -> str:
    answer = browser.get(f"/envios/{draft_id}{part}?{urlencode(chosen)}")
    assert answer.status_code == 200
    return answer.text


def choose(browser: httpx.Client, draft_id: str, page: str, **moved: str) -> str:
    """Choose columns for our fields as the controls of a page would, and return the next page."""
    sent = fields(page, "reading-form")
    wanted = {f"{name}:{header}" for name, header in moved.items()}
    kept = [
        (name, value) for name, value in sent if name != "map" or value.split(":")[0] not in moved
    ]
    return show(browser, draft_id, *kept, *(("map", each) for each in wanted))


def confirm(browser: httpx.Client, draft_id: str, page: str, **more: str) -> httpx.Response:
    sent: dict[str, list[str]] = {}
    for name, value in fields(page, "confirm"):
        sent.setdefault(name, []).append(value)
    return browser.post(f"/envios/{draft_id}/confirmar", data={**sent, **more})


# --- what is shown ------------------------------------------------------------------------------


def test_the_preview_says_how_the_file_is_read_and_what_would_happen(
    browser: httpx.Client, world: World
) -> None:
    world.add_vehicle("ABC1C34", placa="ABC1234")
    world.add_vehicle("DEF1C34", placa="DEF1234")
    rows = (
        "GOL;ABC1234;2020;45000,00\nUno;DEF1234;2010;9,00\nKa;GHI1234;2011;1,00\n"
        "Ka;GHI1234;2011;1,00\n;AJ0-4689;2020;1,00\n"
    )
    content = f"modelo;placa;ano;valor_fipe\n{rows}".encode()
    page = show(browser, draft(browser, content))
    said = text_of(page)
    assert "O arquivo tem 5 linhas." in said
    assert "Descoberto: ponto e vírgula (;)" in said
    for line in (
        "Veículos novos 1 1",
        "Veículos que mudam 0 1",
        "Já cadastrados iguais 0 1",
        "repetida no arquivo 3 1",
        "Rejeitadas por erro 1 1",
        "Placa inválida 1",
        "Placa repetida no arquivo 1",
    ):
        assert line in said
    assert "Campo 'Modelo' é obrigatório" in said
    assert "seria AJO-4689?" in said
    assert 'id="confirm-button">' in page


@pytest.mark.parametrize("language", ["pt", "en"])
@pytest.mark.parametrize("content", [CSV, UNKNOWN, ODD, b"modelo;placa;ano;valor_fipe\n"])
def test_every_sentence_is_in_the_catalogue(
    browser: httpx.Client, content: bytes, language: str
) -> None:
    browser.headers["Accept-Language"] = language
    said = text_of(show(browser, draft(browser, content)))
    assert "ui_" not in said


def test_what_is_in_cells_and_headers_is_text(browser: httpx.Client) -> None:
    evil = "<script>alert(1)</script>{{7*7}}\u202e"
    content = f"modelo;placa;ano;valor_fipe;{evil}\n{evil};ABC1234;2020;1,00;{evil}\n".encode()
    page = show(browser, draft(browser, content))
    assert "<script>alert" not in page
    assert "{{7*7}}" in page
    assert "49" not in text_of(page)


def test_each_way_of_reading_can_be_changed_by_the_address(browser: httpx.Client) -> None:
    one = draft(browser, "modelo;placa;ano;valor_fipe\nCitroën;ABC1234;2020;45.000\n".encode())
    assert "R$ 45.000,00" in show(browser, one).replace("\xa0", " ")
    assert "R$ 45,00" in show(browser, one, ("decimal", "dot")).replace("\xa0", " ")
    assert "CitroÃ«n" in show(browser, one, ("encoding", "windows-1252"))
    refused = show(browser, one, ("delimiter", "comma"))
    assert 'id="confirm-button" disabled' in refused
    wrong = show(browser, one, ("header_row", "0"))
    assert 'aria-describedby="header_row-fault"' in wrong
    assert 'id="confirm-button" disabled' in wrong


def test_a_sheet_can_be_chosen(browser: httpx.Client) -> None:
    book = openpyxl.Workbook()
    for at, sheet in enumerate((book.active, book.create_sheet("Frota 2"))):
        sheet.append(["modelo", "placa", "ano", "valor_fipe"])
        sheet.append([f"Gol {at}", f"ABC1D2{at}", 2020, 45000])
    stream = io.BytesIO()
    book.save(stream)
    one = draft(browser, stream.getvalue(), "frota.xlsx")
    page = show(browser, one)
    assert "Gol 0" in page
    assert "Codificação" not in page
    assert "Gol 1" in show(browser, one, ("sheet", "Frota 2"))


def test_the_part_that_scripts_ask_for_is_the_one_of_the_page(browser: httpx.Client) -> None:
    one = draft(browser)
    part = show(browser, one, part="/leitura")
    assert "<html" not in part
    assert part.strip() in show(browser, one)


def test_a_file_that_cannot_be_read_at_all_says_so(browser: httpx.Client) -> None:
    one = draft(browser, b"modelo;placa;ano;valor_fipe\nGol;ABC1234;2020;1\n")
    page = show(browser, one, ("encoding", "utf-32"))
    assert 'role="alert"' in page
    assert 'id="confirm-button" disabled' in page


@pytest.mark.parametrize(
    ("name", "value", "control"),
    [
        ("encoding", "utf-32", "encoding"),
        ("encoding", "utf-16", "encoding"),
        ("delimiter", "comma", "delimiter"),
        ("header_row", "2", "header_row"),
        ("kept", "placa:ano", "map"),
    ],
)
def test_the_choice_at_fault_gets_the_sentence(
    browser: httpx.Client, name: str, value: str, control: str
) -> None:
    page = show(browser, draft(browser), (name, value))
    ids = [f"{each}-fault" for each in ("encoding", "delimiter", "header_row", "decimal")]
    (marked,) = [each for each in (*ids, "map-fault-1") if f'id="{each}"' in page]
    assert marked.startswith(control)
    assert "sem ela, pode" in text_of(page)
    assert 'id="confirm-button" disabled' in page


def rows_of_a_workbook(*rows: list[object]) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("row", [99_999, 6, 5, 150])
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_header_row_without_columns_leaves_the_page_as_it_was(
    browser: httpx.Client, suffix: str, row: int
) -> None:
    names = ["modelo", "placa", "ano", "valor_fipe"]
    vehicles = [[f"Gol {at}", f"ABC1D{at:02}", 2020, 45000] for at in range(3)]
    if row == 150:
        vehicles = [[f"Gol {at}", f"ABC{at // 100}D{at % 100:02}", 2020, 1] for at in range(200)]
    table = [names, *vehicles]
    text = "\n".join(";".join(map(str, each)) for each in table) + "\n"
    content = text.encode() if suffix == "csv" else rows_of_a_workbook(*table)
    one = draft(browser, content, f"frota.{suffix}")
    before, page = show(browser, one), show(browser, one, ("header_row", str(row)))
    said = text_of(page)
    if row == 150:
        assert "A linha 150, informada como a do cabeçalho" in said
    else:
        assert f"não tem a linha {'99.999' if row > 9999 else row}" in said
        assert "a última é a 4" in said
    assert 'aria-describedby="header_row-fault"' in page
    assert f'value="{row}"' in page
    assert 'id="confirm-button" disabled' in page
    assert page.count('name="map"') == before.count('name="map"') == 4
    assert "Gol 1" in said


def test_a_header_that_stands_twice_leaves_only_its_own_columns_undecided(
    browser: httpx.Client,
) -> None:
    content = b"placa;placa;ano;modelo;valor_fipe\nABC1234;DEF1234;2020;Gol;45000,00\n"
    one = draft(browser, content)
    page = show(browser, one)
    said = text_of(page)
    assert "O cabeçalho se repete: 'placa' (A), 'placa' (B)" in said
    chosen = [value for name, value in fields(page, "reading-form") if name == "map"]
    assert chosen == ["", "", "ano:ano", "modelo:modelo", "valor_fipe:valor_fipe"]
    assert 'id="confirm-button" disabled' in page
    sent = fields(page, "reading-form")
    at = next(at for at, (name, _) in enumerate(sent) if name == "map")
    sent[at + 1] = ("map", "placa@2")
    page = show(browser, one, *sent)
    assert 'id="confirm-button">' in page
    assert "DEF1234" in text_of(page)
    english = browser.get(f"/envios/{one}", headers={"Accept-Language": "en"}).text
    assert "The header has a name twice: 'placa' (A), 'placa' (B)" in text_of(english)


def test_a_page_says_no_names_of_fields(browser: httpx.Client) -> None:
    said = text_of(show(browser, draft(browser, UNKNOWN)))
    for name in ("(mapping)", "(header_row)", "valor_fipe"):
        assert name not in said
    assert "esperadas: Modelo, Placa, Ano, Valor FIPE" in said


def test_equal_files_that_wait_name_each_other(browser: httpx.Client) -> None:
    first, second = draft(browser, CSV, "a.csv"), draft(browser, CSV, "b.csv")
    assert f'href="/envios/{first}">a.csv' in show(browser, second)
    assert f'href="/envios/{second}">b.csv' in show(browser, first)
    assert "O mesmo conteúdo espera também como a.csv" in text_of(browser.get("/").text)


def test_content_that_came_before_is_said_before_it_is_confirmed(
    browser: httpx.Client, world: World
) -> None:
    first = world.add_import(filename="antes.csv", file_sha256=hashlib.sha256(CSV).hexdigest())
    one = draft(browser)
    page = show(browser, one)
    assert f"/importacoes/{first}" in page
    assert "antes.csv" in page
    answer = confirm(browser, one, page)
    assert answer.headers["location"].endswith("notice=ui_send_confirmed_again")


# --- the mapping --------------------------------------------------------------------------------


def test_a_column_can_be_mapped_by_hand(browser: httpx.Client, world: World) -> None:
    one = draft(browser, ODD)
    page = show(browser, one)
    assert "R$ 1,00" in page.replace("\xa0", " ")
    page = choose(browser, one, page, valor_fipe="Base")
    assert "R$ 45.000,00" in page.replace("\xa0", " ")
    # What is changed next keeps it.
    page = show(browser, one, *fields(page, "reading-form"), ("decimal", "comma"))
    confirm(browser, one, page)
    ((overrides,),) = world.all("select overrides from import_jobs")
    assert overrides["mapping"] == {"valor_fipe": "Base"}
    assert overrides["decimal"] == "comma"


UNNAMED = b"modelo;placa;ano;valor;;valor\nGol;ABC1234;2020;1,00;45.000,00;7,00\n"


def test_columns_with_one_name_and_without_a_name_are_mapped_by_their_places(
    browser: httpx.Client, world: World
) -> None:
    one = draft(browser, UNNAMED)
    page = show(browser, one)
    assert "O cabeçalho se repete" in text_of(page)
    for number, price in ((6, "R$ 7,00"), (5, "R$ 45.000,00"), (4, "R$ 1,00")):
        sent = [each for each in fields(page, "reading-form") if "valor_fipe@" not in each[1]]
        page = show(browser, one, *sent, ("map", f"valor_fipe@{number}"))
        assert price in page.replace("\xa0", " ")
    assert confirm(browser, one, page).status_code == 303
    ((overrides,),) = world.all("select overrides from import_jobs")
    assert (overrides["mapping"], overrides["header_row"]) == ({"valor_fipe": 4}, 1)


def test_a_mapping_by_places_is_proposed_for_the_same_places_only(browser: httpx.Client) -> None:
    one = draft(browser, UNNAMED, "primeira.csv")
    page = show(browser, one, *fields(show(browser, one), "reading-form"), ("map", "valor_fipe@5"))
    confirm(browser, one, page)
    again = show(browser, draft(browser, b"\n" + UNNAMED.replace(b"Gol", b"Uno")))
    assert "lembrado de 'primeira.csv'" in text_of(again)
    assert "R$ 45.000,00" in again.replace("\xa0", " ")
    moved = UNNAMED.replace(b"modelo;placa", b"placa;modelo").replace(
        b"Gol;ABC1234", b"ABC1234;Gol"
    )
    assert "lembrado de" not in text_of(show(browser, draft(browser, moved)))


def test_one_of_our_fields_on_two_columns_is_refused(browser: httpx.Client) -> None:
    one = draft(browser, ODD)
    sent = fields(show(browser, one), "reading-form")
    page = show(browser, one, *sent, ("map", "valor_fipe:Base"))
    assert "Valor FIPE está em mais de uma coluna: 'valor_fipe', 'Base'" in text_of(page)
    assert 'id="confirm-button" disabled' in page
    # The controls stay as they were left.
    assert fields(page, "reading-form").count(("map", "valor_fipe:Base")) == 1


def test_a_field_without_a_column_is_refused(browser: httpx.Client) -> None:
    one = draft(browser)
    page = show(browser, one)
    sent = [each for each in fields(page, "reading-form") if each != ("map", "ano:ano")]
    assert "Nenhuma coluna é Ano" in text_of(show(browser, one, *sent))


def at_fault(page: str) -> list[str]:
    """The controls of columns that a page marks as wrong."""
    controls = re.findall(r'<select id="(map-[A-Z]+)"([^>]*)>', page)
    return [name for name, more in controls if "aria-invalid" in more]


@pytest.mark.parametrize(
    ("moved", "marked"), [("", ["map-D"]), ("modelo:valor_fipe", ["map-A", "map-D"])]
)
def test_only_the_columns_at_fault_are_marked_and_no_earlier_result_is_shown(
    browser: httpx.Client, moved: str, marked: list[str]
) -> None:
    one = draft(browser)
    before = show(browser, one)
    assert "O que vai acontecer" in text_of(before)
    assert at_fault(before) == []
    sent = fields(before, "reading-form")
    at = sent.index(("map", "valor_fipe:valor_fipe"))
    sent[at] = ("map", moved)
    page = show(browser, one, *sent)
    assert at_fault(page) == marked
    for control in marked:
        assert re.search(rf'id="{control}"[^>]*aria-describedby="map-fault-\d"', page)
    check_no_result(page)
    check_no_result(show(browser, one, ("header_row", "99")))


def check_no_result(page: str) -> None:
    said = text_of(page)
    assert "Veículos novos" not in said
    assert "✓" not in said
    assert "só se sabe com a escolha marcada" in said


def test_a_file_without_a_known_header_is_mapped_by_hand(
    browser: httpx.Client, world: World
) -> None:
    one = draft(browser, b"Frota 2026\n\n" + UNKNOWN)
    page = show(browser, one)
    assert 'id="confirm-button" disabled' in page
    page = show(browser, one, ("this_row", "3"))
    mapped = {"modelo": "Carro", "placa": "Chapa", "ano": "Quando", "valor_fipe": "Quanto"}
    page = choose(browser, one, page, **mapped)
    assert 'id="confirm-button">' in page
    assert confirm(browser, one, page).status_code == 303
    ((overrides,),) = world.all("select overrides from import_jobs")
    assert (overrides["mapping"], overrides["header_row"]) == (mapped, 3)


def test_a_mapping_whose_columns_are_not_there_is_dropped(browser: httpx.Client) -> None:
    page = show(browser, draft(browser), ("kept", "placa:Chapa"))
    assert "As colunas escolhidas não existem" in page
    assert 'id="confirm-button">' in page


def test_who_confirms_after_another_tab_hears_that_their_choice_was_not_used(
    browser: httpx.Client,
) -> None:
    one = draft(browser, CSV)
    page = show(browser, one)
    first = confirm(browser, one, page)
    same = confirm(browser, one, page)
    other = confirm(browser, one, page, on_conflict="update")
    tried = confirm(browser, one, page, dry_run="true")
    notices = [each.headers["location"].rpartition("=")[2] for each in (first, same, other, tried)]
    assert notices == ["ui_send_confirmed"] * 2 + ["ui_send_confirmed_otherwise"] * 2
    shown = browser.get(other.headers["location"]).text
    assert "não valeu" in shown
    assert 'role="alert"' in shown


# --- memory -------------------------------------------------------------------------------------


def remembered(browser: httpx.Client, content: bytes, **mapped: str) -> None:
    one = draft(browser, content, "primeira.csv")
    confirm(browser, one, choose(browser, one, show(browser, one), **mapped))


def test_a_corrected_mapping_is_proposed_for_the_same_header(
    browser: httpx.Client, world: World
) -> None:
    remembered(browser, ODD, valor_fipe="Base")
    other = ODD.replace(b"modelo", b"MODELO").replace(b"Gol", b"Uno")
    one = draft(browser, other)
    page = show(browser, one)
    assert "mapeamento lembrado de 'primeira.csv'" in text_of(page)
    assert "R$ 45.000,00" in page.replace("\xa0", " ")
    confirm(browser, one, page)
    (line,) = world.all("select params from job_logs where code = 'mapping_remembered'")
    assert line[0]["filename"] == "primeira.csv"


def test_a_header_that_was_not_found_is_recognised_below_titles(browser: httpx.Client) -> None:
    mapped = {"modelo": "Carro", "placa": "Chapa", "ano": "Quando", "valor_fipe": "Quanto"}
    remembered(browser, UNKNOWN, **mapped)
    page = show(browser, draft(browser, b"Frota de dezembro\n\n" + UNKNOWN))
    assert "mapeamento lembrado" in page
    assert 'id="confirm-button">' in page


def test_a_header_that_comes_again_is_recognised_where_it_stands_first(
    browser: httpx.Client,
) -> None:
    header, row = UNKNOWN.splitlines(keepends=True)[:2]
    rows = [row.replace(b"ABC1234", f"ABC12{number:02}".encode()) for number in range(10, 30)]
    pages = b"".join([header, *rows[:10], header, *rows[10:]])
    mapped = {"modelo": "Carro", "placa": "Chapa", "ano": "Quando", "valor_fipe": "Quanto"}
    remembered(browser, UNKNOWN, **mapped)
    first = show(browser, draft(browser, pages), ("memory", "off"))
    again = show(browser, draft(browser, pages))
    assert "mapeamento lembrado" not in first
    assert "mapeamento lembrado" in again
    assert ("header_row", "1") in fields(again, "reading-form")
    assert "20 linhas" in text_of(again)


@pytest.mark.parametrize("rows", [["2"], ["3", "99"], ["2", "4"], ["6", "3"], ["99", "4", "2"]])
def test_a_header_row_that_was_chosen_is_not_left_for_one_that_is_remembered(
    browser: httpx.Client, rows: list[str]
) -> None:
    mapped = {"modelo": "Carro", "placa": "Chapa", "ano": "Quando", "valor_fipe": "Quanto"}
    remembered(browser, UNKNOWN, **mapped)
    one = draft(browser, UNKNOWN + b"Uno;DEF1234;2020;1\nKa;GHI1234;2020;1\n")
    page = show(browser, one)
    assert "mapeamento lembrado" in page
    for row in rows:
        sent = [each for each in fields(page, "reading-form") if each[0] != "header_row"]
        page = show(browser, one, *sent, ("header_row", row))
        assert 'id="confirm-button">' not in page
        assert ("header_row", row) in fields(page, "reading-form")
        assert 'id="header_row-fault' in page or 'role="alert"' in page
    assert "mapeamento lembrado" in show(browser, one, ("header_row", "1"))


def test_a_mapping_can_be_left_out_and_forgotten(browser: httpx.Client, world: World) -> None:
    remembered(browser, ODD, valor_fipe="Base")
    one = draft(browser, ODD)
    without = show(browser, one, ("memory", "off"))
    assert "mapeamento lembrado" not in without
    assert "R$ 1,00" in without.replace("\xa0", " ")
    assert ("memory", "off") in fields(without, "reading-form")
    ((fingerprint,),) = world.all("select fingerprint from remembered_mappings")
    answer = browser.post(f"/envios/{one}/esquecer/{fingerprint}")
    assert answer.status_code == 303
    page = browser.get(answer.headers["location"]).text
    assert "O mapeamento foi esquecido" in page
    assert "mapeamento lembrado" not in page


def test_what_is_remembered_is_listed_and_forgotten(browser: httpx.Client, world: World) -> None:
    assert "Nada é lembrado ainda" in browser.get("/envios/lembrados").text
    remembered(browser, ODD, valor_fipe="Base")
    listed = browser.get("/envios/lembrados").text
    assert "primeira.csv" in listed
    assert "Valor FIPE: 'Base'" in text_of(listed)
    ((name,),) = world.all("select fingerprint from remembered_mappings")
    browser.post(f"/envios/lembrados/{name}/esquecer")
    assert world.all("select * from remembered_mappings") == []
    remembered(browser, ODD, valor_fipe="Base")
    answer = browser.post("/envios/lembrados/esquecer")
    assert answer.headers["location"] == "/envios/lembrados?notice=ui_send_all_forgotten"
    assert world.all("select * from remembered_mappings") == []


def test_a_mapping_that_was_found_is_not_remembered(browser: httpx.Client, world: World) -> None:
    one = draft(browser)
    confirm(browser, one, show(browser, one))
    assert world.all("select * from remembered_mappings") == []


# --- confirming ---------------------------------------------------------------------------------


def test_exactly_the_previewed_bytes_are_imported_once(
    browser: httpx.Client, settings: Settings, world: World
) -> None:
    one = draft(browser)
    page = show(browser, one)
    answers = [confirm(browser, one, page, on_conflict="update") for _ in range(2)]
    for answer in answers:
        assert answer.headers["location"] == f"/importacoes/{one}?notice=ui_send_confirmed"
    rows = world.all("select id::text, filename, file_sha256, on_conflict from import_jobs")
    assert rows == [(one, "frota.csv", hashlib.sha256(CSV).hexdigest(), "update")]
    assert [path.read_bytes() for path in stored(settings)] == [CSV]
    assert world.all("select * from drafts") == []
    # Its address goes on leading somewhere.
    assert browser.get(f"/envios/{one}").headers["location"] == f"/importacoes/{one}"


def test_a_dry_run_and_a_guard_can_be_asked_for(browser: httpx.Client, world: World) -> None:
    one = draft(browser)
    limits = {"max_rejected_share": "12,5 %", "max_price_change": "150"}
    answer = confirm(browser, one, show(browser, one), dry_run="true", **limits)
    assert answer.headers["location"].endswith("notice=ui_send_tried")
    ((dry_run, guard),) = world.all("select dry_run, guard from import_jobs")
    assert dry_run
    assert {name: share for name, share in guard.items() if share is not None} == {
        "max_rejected_share": 0.125,
        "max_price_change": 1.5,
    }


@pytest.mark.parametrize("wrong", ["x", "-1", "101", "NaN", "1e9"])
def test_a_limit_that_is_none_is_refused_in_place(
    browser: httpx.Client, world: World, wrong: str
) -> None:
    one = draft(browser, ODD)
    page = choose(browser, one, show(browser, one), valor_fipe="Base")
    typed = {"max_rejected_share": wrong, "max_price_change": "7", "on_conflict": "update"}
    answer = confirm(browser, one, page, **typed)
    assert answer.status_code == 422
    assert 'aria-describedby="max_rejected_share-fault"' in answer.text
    assert "Escreva uma porcentagem de 0 a 100" in answer.text
    # What was typed and chosen is still there.
    sent = fields(answer.text, "confirm")
    assert {("max_price_change", "7"), ("on_conflict", "update"), ("kept", "valor_fipe:Base")} < (
        set(sent)
    )
    assert world.all("select * from import_jobs") == []


def test_every_limit_that_is_none_is_marked(browser: httpx.Client, world: World) -> None:
    one = draft(browser)
    typed = {"max_rejected_share": "150", "max_price_change": "abc", "max_changed_share": "5"}
    answer = confirm(browser, one, show(browser, one), **typed)
    assert answer.status_code == 422
    for name in typed:
        is_wrong = name != "max_changed_share"
        assert (f'aria-describedby="{name}-fault"' in answer.text) == is_wrong
        assert (f'id="{name}-fault"' in answer.text) == is_wrong


def test_a_form_that_was_tampered_with_is_refused(browser: httpx.Client, world: World) -> None:
    one = draft(browser)
    for wrong in ({"on_conflict": "x"}, {"sheet": "x"}, {"kept": "x:y"}, {"fingerprint": "x"}):
        assert browser.post(f"/envios/{one}/confirmar", data=wrong).status_code == 422
    assert world.all("select * from import_jobs") == []


# --- what is gone -------------------------------------------------------------------------------


def test_a_draft_that_was_discarded_says_so(
    browser: httpx.Client, settings: Settings, world: World
) -> None:
    one = draft(browser)
    page = show(browser, one)
    answer = browser.post(f"/envios/{one}/descartar")
    assert answer.headers["location"] == "/?notice=ui_send_discarded"
    assert stored(settings) == []
    for gone in (browser.get(f"/envios/{one}"), confirm(browser, one, page)):
        assert gone.status_code == 404
        assert "não espera mais por confirmação" in gone.text
    assert world.all("select * from import_jobs") == []
    assert browser.post(f"/envios/{one}/descartar").status_code == 303


def test_a_draft_whose_file_is_lost_says_so(
    browser: httpx.Client, settings: Settings, world: World
) -> None:
    one = draft(browser)
    page = show(browser, one)
    for path in stored(settings):
        Path(path).unlink()
    for lost in (browser.get(f"/envios/{one}"), confirm(browser, one, page)):
        assert lost.status_code == 410
        assert "envie-o de novo" in lost.text
    assert world.all("select * from import_jobs") == []


def test_a_draft_whose_file_was_edited_says_so(
    browser: httpx.Client, settings: Settings, world: World
) -> None:
    one, other = draft(browser), draft(browser, CSV + b"Ka;GHI1234;2020;1,00\n")
    page = show(browser, one)
    for path in stored(settings):
        Path(path).write_bytes(b"modelo;placa;ano;valor_fipe\nUno;ABC1234;2020;2,00\n")
    for changed in (confirm(browser, one, page), browser.get(f"/envios/{other}")):
        assert changed.status_code == 410
        assert "não é mais o que foi recebido" in changed.text
    assert world.all("select * from import_jobs") == []


def test_options_are_json_nowhere(browser: httpx.Client) -> None:
    """A header with quotes and braces goes through the forms unharmed."""
    header = '{"x": "é"}:&'
    content = f"modelo;placa;ano;'{header}';valor_fipe\nGol;ABC1234;2020;7,00;1,00\n".encode()
    one = draft(browser, content)
    page = choose(browser, one, show(browser, one), valor_fipe=f"'{header}'")
    assert "R$ 7,00" in page.replace("\xa0", " ")
    assert confirm(browser, one, page).status_code == 303
