"""The list of imports: filters, paging, and what is seen at a glance."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.api.console.imported import HOSTILE, add_finished
from tests.api.console.pages import browser
from tests.api.world import World

__all__ = ["browser"]


def names(answer: httpx.Response) -> list[str]:
    """The file names in the order shown."""
    assert answer.status_code == 200
    rows = answer.text.split('class="foreign" href="/importacoes/')[1:]
    return [row.split(">", 1)[1].split("<", 1)[0] for row in rows]


def test_without_imports_the_list_says_how_to_begin(browser: httpx.Client, world: World) -> None:
    assert "Ainda não há importações" in browser.get("/importacoes").text


def test_an_import_is_seen_at_a_glance(browser: httpx.Client, world: World) -> None:
    job_id = add_finished(world)
    page = browser.get("/importacoes").text
    assert "Concluída" in page
    assert f'href="/importacoes/{job_id}/linhas"' in page
    assert "29/11/2026 09:00" in page


def test_the_list_is_in_english_too(browser: httpx.Client, world: World) -> None:
    add_finished(world)
    page = browser.get("/importacoes", headers={"Accept-Language": "en"}).text
    assert "Completed" in page
    assert "Did not enter" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("situacao=failed", ["falhou.csv"]),
        ("regra=update", ["falhou.csv"]),
        ("simulacoes=so", ["teste.csv"]),
        ("simulacoes=sem", ["frota.csv", "falhou.csv"]),
        ("arquivo=FRO", ["frota.csv"]),
        ("placa=abc-1234", ["frota.csv"]),
        ("placa=ABC1C34", ["frota.csv"]),
        ("placa=XYZ1A00", []),
        ("de=2026-11-28&ate=2026-11-28", ["falhou.csv"]),
        ("ate=2026-11-27", ["teste.csv"]),
        ("agendamento=0198a5b2-6f0c-7d5e-9a3b-2f1c4d5e6f70", []),
        ("situacao=&regra=&simulacoes=&placa=&de=", ["frota.csv", "falhou.csv", "teste.csv"]),
    ],
)
def test_filters(browser: httpx.Client, world: World, query: str, expected: list[str]) -> None:
    day = datetime(2026, 11, 29, 15, tzinfo=UTC)
    job_id = world.add_import(filename="frota.csv", created_at=day)
    world.add_import(
        filename="falhou.csv",
        status="failed",
        on_conflict="update",
        # Still the 28th in São Paulo.
        created_at=datetime(2026, 11, 29, 2, tzinfo=UTC),
    )
    world.add_import(filename="teste.csv", dry_run=True, created_at=day - timedelta(days=2))
    world.add_vehicle("ABC1C34", placa="ABC1234", import_id=job_id)
    assert names(browser.get(f"/importacoes?{query}")) == expected


def test_whoever_changed_a_vehicle_is_found_by_its_plate(
    browser: httpx.Client, world: World
) -> None:
    first, second = world.add_import(filename="a.csv"), world.add_import(filename="b.csv")
    world.add_vehicle("ABC1C34", import_id=second)
    world.connection.execute(
        "insert into vehicle_changes (plate, job_id, kind, placa, modelo, ano, valor_fipe,"
        " import_id, source_row, created_at, updated_at)"
        " values ('ABC1C34', %s, 'updated', 'ABC1C34', 'GOL', 2020, 1, %s, 2, now(), now())",
        [second, first],
    )
    assert sorted(names(browser.get("/importacoes?placa=ABC1234"))) == ["a.csv", "b.csv"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("placa=ABC", "Isto não é uma placa inteira"),
        ("de=ontem", "Isto não é um dia"),
        ("de=2026-11-29&ate=2026-11-01", "O período termina antes de começar"),
        ("arquivo=" + "a" * 201, "Isto é longo demais; escreva até 200 caracteres"),
    ],
)
def test_a_wrong_filter_is_explained_in_place(
    browser: httpx.Client, world: World, query: str, sentence: str
) -> None:
    answer = browser.get(f"/importacoes?{query}")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'aria-invalid="true"' in answer.text
    typed = query.rpartition("=")[2]
    assert f'value="{typed}"' in answer.text


@pytest.mark.parametrize("query", ["arquivo=%00", "arquivo=" + "a" * 2_001])
def test_an_address_that_makes_no_sense_is_a_page_that_says_so(
    browser: httpx.Client, world: World, query: str
) -> None:
    answer = browser.get(f"/importacoes?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("text/html")


def follow(browser: httpx.Client, page: httpx.Response, direction: str) -> httpx.Response:
    """The page that a page leads to, `next` or `prev`."""
    address = page.text.split(f'rel="{direction}" href="', 1)[1].split('"', 1)[0]
    return browser.get(address.replace("&amp;", "&"))


def test_pages_follow_each_other_both_ways_whatever_is_uploaded_meanwhile(
    browser: httpx.Client, world: World
) -> None:
    for number in range(60):
        world.add_import(
            filename=f"{number:02}.csv", created_at=datetime(2026, 1, 1, 0, number, tzinfo=UTC)
        )
    first = browser.get("/importacoes?arquivo=.csv")
    assert 'rel="prev"' not in first.text
    world.add_import(filename="nova.csv")
    second = follow(browser, first, "next")
    third = follow(browser, second, "next")
    pages = [first, second, third]
    expected = [f"{number:02}.csv" for number in range(59, -1, -1)]
    assert [names(page) for page in pages] == [expected[:25], expected[25:50], expected[50:]]
    assert 'rel="next"' not in third.text
    assert names(follow(browser, third, "prev")) == expected[25:50]
    back = follow(browser, second, "prev")
    assert names(back) == expected[:25]
    assert names(follow(browser, back, "next")) == expected[25:50]
    # What has come is too little for a page of its own.
    newest = follow(browser, back, "prev")
    assert names(newest) == ["nova.csv", *expected[:24]]
    assert 'rel="prev"' not in newest.text


@pytest.mark.parametrize("place", ["depois=x", "antes=%C3%A9", "depois=" + "e30=" * 100])
def test_a_place_that_no_page_names_shows_the_first_page_and_says_so(
    browser: httpx.Client, world: World, place: str
) -> None:
    world.add_import(filename="frota.csv")
    answer = browser.get(f"/importacoes?arquivo=fro&{place}")
    assert answer.status_code == 422
    assert 'value="fro"' in answer.text
    assert "eis a primeira" in answer.text
    assert ">frota.csv<" in answer.text


def test_names_from_outside_are_text(browser: httpx.Client, world: World) -> None:
    world.add_import(filename=HOSTILE)
    page = browser.get("/importacoes").text
    assert "<script>alert" not in page
    assert "{{7*7}}" in page
    assert 'class="foreign"' in page


def test_the_rows_alone_are_no_whole_page(browser: httpx.Client, world: World) -> None:
    add_finished(world)
    part = browser.get("/importacoes/lista?situacao=completed").text
    assert "<html" not in part
    assert "frota.csv" in part


@pytest.mark.parametrize("name", ["situacao", "regra", "agendamento", "simulacoes"])
def test_a_choice_that_is_none_is_shown_with_the_form_and_its_sentence(
    browser: httpx.Client, name: str
) -> None:
    answer = browser.get(f"/importacoes?arquivo=frota&{name}=foo")
    assert answer.status_code == 422
    assert 'value="frota"' in answer.text
    assert '<option value="foo" selected>foo</option>' in answer.text
    assert f'id="fault-{name}">Isto não está entre as opções' in answer.text
