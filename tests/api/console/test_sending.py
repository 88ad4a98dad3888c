"""*Enviar*: files are stored once, wait, and are imported or discarded together."""

import re
from hashlib import sha256
from html import unescape

import httpx
import pytest

from tests.api.console.pages import OWN, browser, text_of
from tests.api.uploading import CSV, jobs_sent_in_the_end, sent_jobs, stored
from tests.api.world import World
from vehicle_pipeline.settings import Settings

__all__ = ["browser"]

JSON = {"Accept": "application/json"}
UNKNOWN = b"Carro;Chapa;Quando;Quanto\nGol;ABC1234;2020;1\n"


def send(
    browser: httpx.Client, content: bytes = CSV, name: str = "frota.csv", **headers: str
) -> httpx.Response:
    return browser.post("/envios", files={"file": (name, content)}, headers=headers)


def draft(browser: httpx.Client, content: bytes = CSV, name: str = "frota.csv") -> str:
    """The id of a new draft."""
    return send(browser, content, name).headers["location"].removeprefix("/envios/")


def test_the_page_says_what_may_be_sent(browser: httpx.Client) -> None:
    page = browser.get("/").text
    assert 'accept=".csv,.gz,.ods,.tsv,.txt,.xls,.xlsb,.xlsm,.xlsx,.zip"' in page
    assert 'data-max="1000000"' in page
    assert "de até 1 MB" in page
    assert "Aguardando" not in page


def test_a_file_is_stored_once_and_waits(
    browser: httpx.Client, settings: Settings, world: World
) -> None:
    answer = send(browser)
    assert answer.status_code == 303
    (object_,) = stored(settings)
    assert object_.read_bytes() == CSV
    assert world.all("select count(*) from import_jobs") == [(0,)]
    page = browser.get("/").text
    assert "Aguardando confirmação" in page
    assert answer.headers["location"] in page
    assert 'aria-current="page"' in browser.get(answer.headers["location"]).text


def test_a_file_that_waits_though_its_content_was_imported_is_marked(
    browser: httpx.Client, world: World
) -> None:
    draft(browser)
    assert "já foi enviado" not in browser.get("/").text
    job_id = world.add_import(filename="antes.csv", file_sha256=sha256(CSV).hexdigest())
    page = browser.get("/").text
    assert "já foi enviado" in page
    assert f'href="/importacoes/{job_id}">antes.csv' in page


def test_a_script_gets_the_address_of_the_preview(browser: httpx.Client) -> None:
    answer = send(browser, **JSON)
    assert answer.status_code == 201
    assert browser.get(answer.json()["address"]).status_code == 200


@pytest.mark.parametrize(
    ("content", "name", "status", "sentence"),
    [
        (CSV, "frota.pdf", 415, "não é uma planilha"),
        (b"", "frota.csv", 400, "O arquivo está vazio"),
        (b"", "", 422, "file"),
        (b"x" * 1_200_000, "frota.csv", 413, "1 MB"),
        (b"%PDF-1.4 x", "frota.csv", 415, "PDF"),
    ],
)
@pytest.mark.usefixtures("nothing_left")
def test_what_cannot_be_imported_is_refused_in_place_and_leaves_nothing(
    browser: httpx.Client, content: bytes, name: str, status: int, sentence: str, world: World
) -> None:
    answer = send(browser, content, name)
    assert answer.status_code == status
    assert 'aria-invalid="true"' in answer.text
    assert sentence in text_of(answer.text)
    problem = send(browser, content, name, **JSON)
    assert (problem.status_code, sentence in problem.json()["detail"]) == (status, True)
    assert world.all("select * from drafts") == []


@pytest.mark.usefixtures("nothing_left")
def test_a_foreign_page_can_send_and_confirm_nothing(browser: httpx.Client) -> None:
    for path in ("/envios", "/envios/confirmar", "/envios/descartar"):
        answer = browser.post(path, data={"ids": []}, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403


def test_several_are_confirmed_together_and_one_that_cannot_be_read_goes_on_waiting(
    browser: httpx.Client, settings: Settings, world: World
) -> None:
    good, bad = draft(browser), draft(browser, UNKNOWN, "outra.csv")
    chosen = {"ids": [good, bad], "on_conflict": "update"}
    answer = browser.post("/envios/confirmar", data=chosen)
    assert answer.headers["location"] == f"/?feitas={good}&notice=ui_send_some_wait"
    page = browser.get(answer.headers["location"]).text
    assert "precisam de ajuda" in page
    # What was made of the others is a click away.
    assert f'href="/importacoes/{good}"' in page
    assert f'href="/importacoes/{bad}"' not in page
    rows = world.all("select id::text, on_conflict, object_key from import_jobs")
    assert rows == [(good, "update", f"{good}.csv")]
    assert world.all("select id::text from drafts") == [(bad,)]
    again = browser.post("/envios/confirmar", data={"ids": [good]}).headers["location"]
    assert again == f"/?feitas={good}&notice=ui_send_all_confirmed"
    assert world.all("select count(*) from import_jobs") == [(1,)]


def test_what_was_made_together_is_listed_with_its_states(
    browser: httpx.Client, world: World
) -> None:
    ids = [draft(browser), draft(browser, CSV + b"\n")]
    location = browser.post("/envios/confirmar", data={"ids": ids}).headers["location"]
    page = browser.get(location).text
    found = re.search(r'data-live-src="(/envios/feitas[^"]+)" data-live-import="([^"]+)"', page)
    assert found
    assert set(found[2].split()) == set(ids)
    part = browser.get(unescape(found[1])).text
    assert part in page
    assert all(f'href="/importacoes/{each}"' in part for each in ids)
    world.update_import(ids[0], status="cancelled")
    assert '<span class="status cancelled">' in browser.get(unescape(found[1])).text
    assert browser.get("/?feitas=x").status_code == 422


def test_one_whose_file_is_lost_keeps_no_other_from_being_confirmed(
    browser: httpx.Client, settings: Settings, world: World
) -> None:
    lost = draft(browser)
    for path in stored(settings):
        path.unlink()
    good = draft(browser)
    answer = browser.post("/envios/confirmar", data={"ids": [lost, good]})
    assert answer.headers["location"] == f"/?feitas={good}&notice=ui_send_some_wait"
    assert world.all("select id::text from import_jobs") == [(good,)]
    assert world.all("select id::text from drafts") == [(lost,)]


def test_several_are_discarded_together(
    browser: httpx.Client, settings: Settings, world: World
) -> None:
    ids = [draft(browser), draft(browser)]
    answer = browser.post("/envios/descartar", data={"ids": ids})
    assert answer.headers["location"] == "/?notice=ui_send_all_discarded"
    assert world.all("select * from drafts") == []
    assert stored(settings) == []
    assert world.all("select * from import_jobs") == []


def test_a_name_is_shown_as_text_whatever_it_is(browser: httpx.Client) -> None:
    name = "<img src=x onerror=alert(1)>{{7*7}}\u202exslx.csv"
    draft(browser, CSV, name)
    page = browser.get("/").text
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
    assert "{{7*7}}" in page


@pytest.mark.parametrize(("language", "title"), [("pt", "Enviar uma"), ("en", "Upload a")])
def test_the_page_is_in_the_readers_language(
    browser: httpx.Client, language: str, title: str
) -> None:
    draft(browser)
    for path in ("/", "/envios/aguardando"):
        page = browser.get(path, headers={"Accept-Language": language}).text
        assert "ui_" not in text_of(page)
    assert title in browser.get("/", headers={"Accept-Language": language}).text


def test_the_list_that_scripts_ask_for_is_the_one_of_the_page(browser: httpx.Client) -> None:
    draft(browser)
    part = browser.get("/envios/aguardando").text
    assert "<html" not in part
    assert part.strip() in browser.get("/").text


def test_a_database_that_is_away_is_said_before_anything_is_stored(
    settings: Settings, start: object
) -> None:
    away = settings.model_copy(update={"database_url": "postgresql://x@127.0.0.1:9/x"})
    address = start(away)  # type: ignore[operator]
    with httpx.Client(base_url=address, headers=OWN, timeout=20, trust_env=False) as client:
        answer = client.post("/envios", files={"file": ("a.csv", CSV)}, headers=JSON)
        assert answer.status_code == 503
        page = client.get("/", headers={"Accept": "text/html"})
        assert page.status_code == 503
        assert "banco de dados" in page.text
    assert stored(settings) == []


def test_the_queue_is_told_once(browser: httpx.Client, settings: Settings) -> None:
    one = draft(browser)
    sent_jobs(settings)
    for _ in range(3):
        browser.post(f"/envios/{one}/confirmar", data={})
    assert jobs_sent_in_the_end(settings).count(one) == 1
