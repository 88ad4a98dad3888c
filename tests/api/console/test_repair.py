"""Correcting rejected rows in the page: judged by the rules, sent as a child of their import."""

from uuid import UUID

import httpx
import pytest

from tests.api.console.imported import DIALECT, add_finished
from tests.api.console.pages import browser, fields
from tests.api.uploading import stored, upload
from tests.api.world import World
from vehicle_pipeline.settings import Settings

__all__ = ["browser"]

GOOD = {"placa-3": "AJO-4689", "ano-3": "2018", "modelo-3": "C3", "valor_fipe-3": "51.000,50"}
SEND = {"acao": "enviar"}


def page_of(job_id: object) -> str:
    return f"/importacoes/{job_id}/reparo"


def test_faulty_cells_are_marked_with_their_sentence(browser: httpx.Client, world: World) -> None:
    page = browser.get(page_of(add_finished(world))).text
    assert page.count('aria-invalid="true"') == 3
    assert "Placa &#39;AJ0-4689&#39; inválida" in page
    assert "Usar AJO-4689" in page
    assert 'value="51.000,50"' in page


def test_what_is_typed_is_judged_by_the_rules(browser: httpx.Client, world: World) -> None:
    address = f"{page_of(add_finished(world))}/avaliar"
    typed = {**GOOD, "placa-3": "AJ0-4689", "valor_fipe-5": "abc"}
    found = browser.post(address, data=typed).json()
    third, fifth = found["rows"]["3"], found["rows"]["5"]
    assert third["faults"]["placa"]["suggestion"] == "AJO-4689"
    assert third["faults"]["ano"]["text"] == ""
    assert "abc" in fifth["faults"]["valor_fipe"]["text"]
    assert not third["isReady"]
    ready = browser.post(address, data=GOOD).json()
    assert ready["rows"]["3"]["isReady"]
    said = "1 linha nesta página, 1 mudada: 1 pronta para enviar, 0 ainda com problema"
    assert ready["summary"] == said
    untouched = browser.post(address, data={"placa-3": "AJ0-4689"}).json()["summary"]
    assert untouched == "1 linha nesta página para corrigir; nenhuma mudada ainda"


def test_sentences_have_the_labels_of_the_page(browser: httpx.Client, world: World) -> None:
    job_id = add_finished(world)
    for path in (page_of(job_id), f"/importacoes/{job_id}/linhas"):
        assert "Campo &#39;Valor FIPE&#39; é obrigatório" in browser.get(path).text
    found = browser.post(f"{page_of(job_id)}/avaliar", data={"modelo-5": ""}).json()["rows"]["5"]
    assert found["faults"]["modelo"]["text"] == "Campo 'Modelo' é obrigatório"


def test_an_import_that_a_reason_names_is_a_link(browser: httpx.Client, world: World) -> None:
    job_id = add_finished(world)
    other = world.add_import()
    world.add_vehicle("ABC1D24", import_id=other)
    typed = {"valor_fipe-5": "9,00"}
    link = f'<a class="mono" href="/importacoes/{other}"'
    found = browser.post(f"{page_of(job_id)}/avaliar", data=typed).json()["rows"]["5"]
    assert link in found["faults"]["placa"]["html"]
    assert link in browser.post(page_of(job_id), data=typed).text


def test_a_sentence_with_what_was_typed_is_escaped(browser: httpx.Client, world: World) -> None:
    typed = {"valor_fipe-5": "<img src=x>"}
    address = f"{page_of(add_finished(world))}/avaliar"
    fault = browser.post(address, data=typed).json()["rows"]["5"]["faults"]["valor_fipe"]
    assert "&lt;img" in fault["html"]
    assert "<img" not in fault["html"]


def test_a_price_says_how_it_is_understood(browser: httpx.Client, world: World) -> None:
    address = page_of(add_finished(world))
    typed = {"valor_fipe-5": "45.000"}
    found = browser.post(f"{address}/avaliar", data=typed).json()["rows"]["5"]
    assert found["price"].replace("\xa0", " ") == "Valor FIPE: R$ 45.000,00"
    page = browser.post(address, data={**typed, "acao": "conferir"}).text
    assert "Valor FIPE: R$ 45.000,00" in page.replace("\xa0", " ")
    wrong = browser.post(f"{address}/avaliar", data={"valor_fipe-5": "abc"}).json()["rows"]["5"]
    assert wrong["price"] == ""


def test_judging_stores_nothing(browser: httpx.Client, world: World) -> None:
    browser.post(f"{page_of(add_finished(world))}/avaliar", data=GOOD)
    assert len(world.all("select * from import_jobs")) == 1


def test_a_suggestion_is_taken_without_scripts(browser: httpx.Client, world: World) -> None:
    answer = browser.post(page_of(add_finished(world)), data={"usar": "placa-3"})
    assert answer.status_code == 200
    assert 'value="AJO-4689"' in answer.text


def test_corrected_rows_become_a_child_and_the_others_stay(
    browser: httpx.Client, world: World, settings: Settings
) -> None:
    job_id = add_finished(world, on_conflict="update")
    answer = browser.post(page_of(job_id), data={**GOOD, **SEND})
    rows = world.all(
        "select id, filename, on_conflict, status from import_jobs where id <> %(id)s", id=job_id
    )
    ((child, name, policy, status),) = rows
    assert answer.headers["location"] == f"/importacoes/{child}?notice=ui_repair_sent"
    assert (name, policy, status) == ("erros-frota.csv", "update", "pending")
    (file,) = stored(settings)
    header, *lines = file.read_text("utf-8-sig").splitlines()
    assert header.startswith("linha_original;erros;sugestoes;importacao_de_origem;modelo;placa")
    assert lines == [f'3;;;{job_id} comma;C3;AJO-4689;2018;"51.000,50";nota']


def test_the_child_is_read_as_a_correction_of_its_parent(
    browser: httpx.Client, api: httpx.Client, world: World, settings: Settings
) -> None:
    job_id = add_finished(world)
    browser.post(page_of(job_id), data={**GOOD, **SEND})
    (file,) = stored(settings)
    files = {"file": ("erros-frota.csv", file.read_bytes())}
    seen = api.post("/api/v1/imports/preview", files=files).json()
    assert seen["dialect"]["parent_id"] == str(job_id)
    assert seen["rows"][0]["faults"] == []
    # By which a vehicle's origin finds the row that was corrected.
    assert seen["rows"][0]["row_number"] == 2


def test_repairing_twice_imports_once(
    browser: httpx.Client, world: World, settings: Settings
) -> None:
    address = page_of(add_finished(world))
    answers = [browser.post(address, data={**GOOD, **SEND}) for _ in range(2)]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert len(world.all("select * from import_jobs")) == 2
    assert len(stored(settings)) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Nenhuma linha foi mudada"),
        ({"placa-3": "AJO-4689"}, "Algumas linhas mudadas ainda têm problema"),
    ],
)
def test_what_cannot_be_sent_is_shown_again_with_what_was_typed(
    browser: httpx.Client, world: World, typed: dict[str, str], sentence: str
) -> None:
    answer = browser.post(page_of(add_finished(world)), data={**typed, **SEND})
    assert answer.status_code == 422
    assert sentence in answer.text
    for text in typed.values():
        assert f'value="{text}"' in answer.text
    assert len(world.all("select * from import_jobs")) == 1


def test_what_is_ready_is_sent_and_what_is_wrong_stays(
    browser: httpx.Client, world: World, settings: Settings
) -> None:
    job_id = add_finished(world)
    typed = {**GOOD, "valor_fipe-5": "abc"}
    answer = browser.post(page_of(job_id), data={**typed, **SEND})
    assert answer.status_code == 200
    assert "1 linha enviada; as outras que você mudou ainda têm problema" in answer.text
    assert 'value="abc"' in answer.text
    again = browser.post(page_of(job_id), data={**typed, **SEND})
    assert again.status_code == 422
    assert len(world.all("select * from import_jobs")) == 2
    assert len(stored(settings)) == 1


def test_a_row_of_the_wrong_width_is_corrected_field_by_field(
    browser: httpx.Client, world: World, settings: Settings
) -> None:
    job_id = add_finished(world)
    raw = {"raw": "Gol;ABC1D23;2020;45.000,00;a;b"}
    params = {"found": 6, "expected": 5}
    fault = {"code": "malformed_row", "field": "", "value": raw["raw"]}
    world.add_rejected(job_id, 9, **fault, params=params, raw_row=raw)
    assert 'id="placa-9" name="placa-9" value="ABC1D23"' in browser.get(page_of(job_id)).text
    answer = browser.post(page_of(job_id), data={"modelo-9": "Gol 1.0", **SEND})
    assert answer.status_code == 303
    (file,) = stored(settings)
    assert 'Gol 1.0;ABC1D23;2020;"45.000,00"' in file.read_text("utf-8-sig")


def test_native_numbers_stay_numbers_until_they_are_changed(
    browser: httpx.Client, world: World, settings: Settings
) -> None:
    dialect = DIALECT.model_copy(
        update={"kind": "excel", "encoding": None, "delimiter": None, "decimal": None}
    )
    job_id = add_finished(world, dialect=dialect, filename="frota.xlsx")
    raw = {"c0": "Uno", "c1": "?", "c2": "2019", "c3": "1234.5", "c4": "", "n3": "1234.5"}
    world.add_rejected(job_id, 9, value="?", raw_row=raw)
    assert 'value="1234,5"' in browser.get(page_of(job_id)).text
    browser.post(page_of(job_id), data={"placa-9": "ABC1D23", **SEND})
    (file,) = stored(settings)
    assert 'Uno;ABC1D23;2019;"1234,5"' in file.read_text("utf-8-sig")


def test_pages_follow_each_other(browser: httpx.Client, world: World) -> None:
    job_id = add_finished(world)
    for row in range(10, 40):
        world.add_rejected(job_id, row, raw_row={f"c{at}": "" for at in range(5)})
    first = browser.get(page_of(job_id)).text
    assert first.count("<fieldset") == 25
    assert f'href="{page_of(job_id)}?depois=32"' in first
    second = browser.get(f"{page_of(job_id)}?depois=32").text
    assert second.count("<fieldset") == 7
    assert 'data-row="33"' in second


def test_what_has_no_rows_to_correct_says_so(
    browser: httpx.Client, api: httpx.Client, world: World
) -> None:
    pending = upload(api).json()["job_id"]
    assert browser.get(page_of(pending)).status_code == 409
    for columns in ({"dry_run": True}, {"rejected_rows": 0, "error_rows": 0, "total_rows": 3}):
        answer = browser.get(page_of(add_finished(world, **columns)))
        assert answer.status_code == 409
        assert "não há linhas" in answer.text


def test_of_an_undone_import_nothing_is_repaired(browser: httpx.Client, world: World) -> None:
    undone = add_finished(world, status="undone")
    answer = browser.get(page_of(undone))
    assert answer.status_code == 409
    assert "foi desfeita" in answer.text
    page = browser.get(f"/importacoes/{undone}").text
    assert 'id="repair-link"' not in page
    assert "antes de ser desfeita" in page
    assert 'id="errors-csv"' in page


def test_an_undo_says_that_corrected_rows_stay(browser: httpx.Client, world: World) -> None:
    job_id = add_finished(world)
    child = child_of(browser, job_id)
    tried = browser.post(f"/importacoes/{job_id}/desfazer").headers["location"].partition("?")[0]
    world.update_import(
        UUID(tried.rpartition("/")[2]), status="completed", total_rows=0, finished_at="now"
    )
    page = browser.get(tried).text
    assert 'id="repairs-left"' in page
    assert f'href="/importacoes/{child}"' in page


def test_too_much_is_refused(browser: httpx.Client, world: World) -> None:
    address = page_of(add_finished(world))
    assert browser.post(address, data={"placa-3": "x" * 2_500_000}).status_code == 413
    many = {f"placa-{number}": "x" for number in range(1_100)}
    assert browser.post(address, data=many).status_code == 422


def child_of(browser: httpx.Client, job_id: object, **typed: str) -> str:
    """The id of the import that corrected rows become."""
    answer = browser.post(page_of(job_id), data={**(typed or GOOD), **SEND})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].removeprefix("/importacoes/").partition("?")[0]


def test_a_row_of_a_registered_vehicle_is_not_ready_where_it_would_be_rejected_again(
    browser: httpx.Client, world: World
) -> None:
    world.add_vehicle("AJO4G89", placa="AJO-4689", modelo="C3")
    skipping = add_finished(world, on_conflict="skip")
    found = browser.post(f"{page_of(skipping)}/avaliar", data=GOOD).json()["rows"]["3"]
    assert not found["isReady"]
    assert "AJO-4689" in found["faults"]["placa"]["text"]
    assert browser.post(page_of(skipping), data={**GOOD, **SEND}).status_code == 422
    updating = add_finished(world, on_conflict="update")
    assert browser.post(f"{page_of(updating)}/avaliar", data=GOOD).json()["rows"]["3"]["isReady"]


def test_two_corrected_rows_of_one_vehicle_are_not_both_ready(
    browser: httpx.Client, world: World
) -> None:
    typed = {**GOOD, "placa-5": "AJO4G89", "valor_fipe-5": "1,00"}
    rows = browser.post(f"{page_of(add_finished(world))}/avaliar", data=typed).json()["rows"]
    assert [rows[number]["isReady"] for number in ("3", "5")] == [True, False]


def test_a_row_that_was_sent_is_not_offered_again(browser: httpx.Client, world: World) -> None:
    job_id = add_finished(world)
    child = child_of(browser, job_id)
    page = browser.get(page_of(job_id)).text
    assert 'data-row="3"' not in page
    assert 'data-row="5"' in page
    assert "1 linha já foi corrigida e enviada" in page
    assert f'href="/importacoes/{child}"' in page
    assert (
        f'href="/importacoes/{child}">Corrigida e enviada'
        in browser.get(f"/importacoes/{job_id}/linhas").text
    )
    parent = browser.get(f"/importacoes/{job_id}").text
    assert f'id="child-{child}"' in parent
    assert "todas as linhas com erro, também 1 linha" in parent


def test_another_tab_learns_that_a_row_was_sent_and_sends_the_others(
    browser: httpx.Client, world: World
) -> None:
    job_id = add_finished(world)
    first = child_of(browser, job_id)
    typed = {**GOOD, "modelo-3": "C4", "valor_fipe-5": "9.000,00"}
    rows = browser.post(f"{page_of(job_id)}/avaliar", data=typed).json()["rows"]
    assert rows["3"]["state"] == "Já enviada"
    assert rows["3"]["sent"]["href"] == f"/importacoes/{first}"
    assert "o que você digitou aqui não será enviado" in rows["3"]["sent"]["text"]
    assert rows["5"]["isReady"]
    answer = browser.post(page_of(job_id), data={**typed, **SEND})
    assert answer.status_code == 200
    assert "1 linha enviada" in answer.text
    check_taken(answer.text, first)
    sent = "select row_number from repaired_rows where child_id <> %(id)s"
    assert world.all(sent, id=first) == [(5,)]
    assert "Não há mais linhas" in browser.get(page_of(job_id)).text


def check_taken(page: str, child: str) -> None:
    """Row 3 was sent by another tab: it is said, with its import, and what was typed is shown."""
    assert "1 linha foi corrigida e enviada em outra aba ou por outra pessoa" in page
    assert f'href="/importacoes/{child}">Linha 3: ver a importação que a corrigiu' in page
    assert 'value="C4"' in page
    assert "Nenhuma linha foi mudada" not in page


def test_another_tab_that_comes_too_late_hears_which_import_has_its_row(
    browser: httpx.Client, world: World
) -> None:
    job_id = add_finished(world)
    child = child_of(browser, job_id)
    answer = browser.post(page_of(job_id), data={**GOOD, "modelo-3": "C4", **SEND})
    assert answer.status_code == 422
    check_taken(answer.text, child)
    # As often as it is sent: the row is still not what was typed here.
    again = browser.post(page_of(job_id), data=dict(fields(answer.text, "repair")) | SEND)
    check_taken(again.text, child)


def test_a_row_that_this_page_sent_is_not_said_to_be_another_one_s(
    browser: httpx.Client, world: World
) -> None:
    job_id = add_finished(world)
    typed = {**GOOD, "valor_fipe-5": "abc"}
    page = browser.post(page_of(job_id), data={**typed, **SEND}).text
    assert "por outra pessoa" not in page
    typed = dict(fields(page, "repair"))
    assert "por outra pessoa" not in browser.post(page_of(job_id), data=typed | SEND).text
    suggested = browser.post(page_of(job_id), data=typed | {"usar": "ano-5"}).text
    assert "por outra pessoa" not in suggested


@pytest.mark.parametrize("status", ["failed", "cancelled", "undone"])
def test_a_child_that_came_to_nothing_gives_its_rows_back(
    browser: httpx.Client, world: World, status: str
) -> None:
    job_id = add_finished(world)
    first = child_of(browser, job_id)
    world.update_import(UUID(first), status=status)
    assert 'data-row="3"' in browser.get(page_of(job_id)).text
    assert child_of(browser, job_id) != first


def test_pages_lead_back_past_rows_that_were_sent(browser: httpx.Client, world: World) -> None:
    job_id = add_finished(world)
    for row in range(10, 60):
        world.add_rejected(job_id, row, raw_row={f"c{at}": "" for at in range(5)})
    child_of(browser, job_id)
    last = browser.get(f"{page_of(job_id)}?depois=35").text
    assert f'href="{page_of(job_id)}?antes=36"' in last
    before = browser.get(f"{page_of(job_id)}?antes=36").text
    assert before.count("<fieldset") == 25
    assert 'data-row="35"' in before
    assert 'data-row="3"' not in before
    assert f'href="{page_of(job_id)}?depois=35"' in before
    # Where fewer are left in front, the first page is shown whole.
    assert browser.get(f"{page_of(job_id)}?antes=12").text.count("<fieldset") == 25
