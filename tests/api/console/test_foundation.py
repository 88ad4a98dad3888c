"""What holds for every page: errors are pages, nothing is inline, no foreign page sends a form."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import httpx
import pytest

from api.console.formats import Formats
from api.console.reader import Reader
from api.console.rendering import ASSETS, STATIC
from tests.api.world import World

BROWSER = {"Accept": "text/html,application/xhtml+xml"}
OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def browser(api: httpx.Client) -> Iterator[httpx.Client]:
    """Sends what a browser sends when a person opens a page."""
    with httpx.Client(base_url=api.base_url, headers=BROWSER, trust_env=False) as client:
        yield client


def test_an_address_without_a_page_gets_a_page_that_says_so(browser: httpx.Client) -> None:
    answer = browser.get("/nao-ha")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "Não há nada neste endereço" in answer.text
    assert 'lang="pt-BR"' in answer.text


@pytest.mark.parametrize(
    "path",
    ["/importacoes/1", "/importacoes/1/erros", "/agendamentos/x", "/agendamentos/x/editar"],
)
def test_an_id_that_is_none_is_an_address_without_a_page(browser: httpx.Client, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 404
    assert "Não há nada neste endereço" in answer.text
    assert "job_id" not in answer.text
    assert browser.post("/importacoes/1/cancelar", headers=OWN).status_code == 404


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/importacoes/1/desfazer", "/importacoes/1"),
        ("/painel/mensagens/7/reenviar", "/painel"),
        ("/preferencias", "/"),
    ],
)
def test_the_address_of_a_button_leads_to_its_page(
    browser: httpx.Client, path: str, page: str
) -> None:
    answer = browser.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    assert browser.put(path, headers=OWN).status_code == 405


def test_pages_are_in_english_for_those_who_ask(browser: httpx.Client) -> None:
    answer = browser.get("/nao-ha", headers={"Accept-Language": "en"})
    assert "There is nothing at this address" in answer.text
    assert 'lang="en"' in answer.text


@pytest.mark.parametrize("path", ["/api/v1/nao-ha", "/health/nao-ha", "/assets/x/nao-ha.js"])
def test_programs_get_problem_documents_whatever_they_accept(
    browser: httpx.Client, path: str
) -> None:
    assert browser.get(path).headers["content-type"] == "application/problem+json"


def test_a_program_gets_a_problem_document_where_no_page_is(api: httpx.Client) -> None:
    assert api.get("/nao-ha").headers["content-type"] == "application/problem+json"


def test_nothing_inline_runs_and_nothing_comes_from_elsewhere(browser: httpx.Client) -> None:
    answer = browser.get("/nao-ha")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert "style=" not in answer.text
    assert "<script>" not in answer.text
    assert "//" not in answer.text.replace("</", "").split("<body", 1)[1].replace("<!--", "")
    # Otherwise forms of ours would be sent as if they came from nowhere.
    assert answer.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_that_no_page_of_ours_has_sent_is_refused(
    browser: httpx.Client, headers: dict[str, str]
) -> None:
    answer = browser.post("/preferencias", data={"language": "en"}, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert "não veio de uma página desta aplicação" in answer.text
    assert "CORS_ORIGINS" not in answer.text


def test_programs_of_foreign_pages_get_a_problem_document(api: httpx.Client) -> None:
    foreign = {"Origin": "https://elsewhere.example", "Accept": "*/*"}
    for path in ("/preferencias", "/api/v1/imports"):
        assert api.post(path, headers=foreign).json()["code"] == "foreign_origin"


def test_a_form_with_wrong_fields_gets_a_page_that_names_them(browser: httpx.Client) -> None:
    answer = browser.post("/preferencias", data={"back": "/" * 3_000}, headers=OWN)
    assert answer.status_code == 422
    assert "<code>back</code>: " in answer.text


def test_language_and_theme_are_kept(browser: httpx.Client) -> None:
    chosen = {"language": "en", "theme": "dark", "back": "/nao-ha?x=1"}
    answer = browser.post("/preferencias", data=chosen, headers=OWN)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/nao-ha?x=1"
    page = browser.get("/nao-ha").text
    assert 'lang="en"' in page
    assert 'data-theme="dark"' in page


@pytest.mark.parametrize(
    "back",
    ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "/\r\nx: y"],
)
def test_no_form_leads_to_another_site(browser: httpx.Client, back: str) -> None:
    answer = browser.post("/preferencias", data={"back": back}, headers=OWN)
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    "cookie", ["zone=../../etc/passwd", "zone=America/Nenhures", "theme=<b>", "language=xx"]
)
def test_cookies_that_make_no_sense_are_ignored(browser: httpx.Client, cookie: str) -> None:
    answer = browser.get("/nao-ha", headers={"Cookie": cookie})
    assert answer.status_code == 404
    assert "America/Sao_Paulo" in answer.text


@pytest.mark.parametrize("cookie", ["zone=Asia/Tokyo", "zone=Asia%2FTokyo"])
def test_times_are_in_the_zone_that_the_browser_has_told(
    browser: httpx.Client, cookie: str
) -> None:
    """Scripts write the slash of a zone as %2F."""
    answer = browser.get("/nao-ha", headers={"Cookie": cookie})
    assert 'data-zone="Asia/Tokyo"' in answer.text


@pytest.mark.parametrize(("language", "words"), [("pt", "Horários no fuso"), ("en", "time zone")])
def test_every_page_names_the_zone_of_its_times(
    browser: httpx.Client, language: str, words: str
) -> None:
    for zone in ("America/Sao_Paulo", "Asia/Tokyo"):
        cookies = f"zone={zone}; language={language}"
        for path in ("/", "/importacoes", "/veiculos", "/agendamentos", "/painel", "/nao-ha"):
            text = browser.get(path, headers={"Cookie": cookies}).text
            said = text.split("data-names-zone>")[1].split("</p>")[0]
            assert words in said
            assert zone in said


def test_nothing_takes_less_than_no_time() -> None:
    """The clocks of two machines differ."""
    reader = Reader(language="pt", zone=ZoneInfo("UTC"), theme="auto")
    shown = [Formats(reader).duration(seconds) for seconds in (-0.02, -7.0, 0.0, 0.04)]
    assert shown == ["0 s"] * 4


def test_assets_may_be_kept_for_ever_because_their_names_change(browser: httpx.Client) -> None:
    answer = browser.get(f"{ASSETS}/console.css")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("version", ["0", "%2e%2e", ASSETS[8:] + "0", "0" + ASSETS[8:]])
def test_assets_of_another_version_are_not_kept(browser: httpx.Client, version: str) -> None:
    answer = browser.get(f"/assets/{version}/console.css")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


def test_the_worker_may_open_the_event_stream(browser: httpx.Client) -> None:
    answer = browser.get(f"{ASSETS}/js/stream-worker.js")
    assert "connect-src 'self'" in answer.headers["content-security-policy"]


def test_all_scripts_and_styles_of_a_first_visit_are_small() -> None:
    assert sum(path.stat().st_size for path in STATIC.rglob("*") if path.is_file()) < 120_000


@pytest.mark.parametrize(
    ("notice", "kind"),
    [
        ("ui_schedule_created", "good"),
        ("ui_schedule_created_unseen", "warn"),
        ("ui_schedule_changed_unseen", "warn"),
        ("ui_send_some_wait", "warn"),
        ("import_is_over", "bad"),
    ],
)
def test_a_notice_looks_like_what_it_says(browser: httpx.Client, notice: str, kind: str) -> None:
    path = "/" if notice.startswith("ui_send") else "/agendamentos"
    page = browser.get(f"{path}?notice={notice}").text
    assert f'<p class="notice {kind}"' in page


def test_without_scripts_a_page_that_comes_again_by_itself_says_once_what_was_done(
    browser: httpx.Client, world: World
) -> None:
    job_id = world.add_import()
    page = browser.get(f"/importacoes/{job_id}?notice=ui_send_confirmed").text
    assert f'content="5; url=/importacoes/{job_id}"' in page


@pytest.mark.parametrize(
    ("notice", "own", "others"),
    [
        ("ui_schedule_created", "/agendamentos", ["/", "/importacoes", "/painel", "/veiculos"]),
        ("ui_import_cancelled", "/importacoes", ["/agendamentos", "/painel", "/acessos"]),
        ("ui_send_discarded", "/", ["/agendamentos", "/veiculos"]),
    ],
)
def test_a_page_says_only_what_its_kind_of_page_does(
    browser: httpx.Client, world: World, notice: str, own: str, others: list[str]
) -> None:
    assert "data-once" in browser.get(f"{own}?notice={notice}").text
    for path in others:
        assert "data-once" not in browser.get(f"{path}?notice={notice}").text
