"""*Enviar* in a browser: choose, drop, paste, cancel, correct the preview, confirm."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.api.uploading import CSV
from vehicle_pipeline.settings import Settings

ODD = b"modelo;placa;ano;Base;valor_fipe\nGol;ABC1234;2020;45000,00;1\n"
UNKNOWN = b"Frota\n\nCarro;Chapa;Quando;Quanto\nGol;ABC1234;2020;1\n"
# Drops a file on the page, as a person does with the mouse.
DROP = """([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
}"""
PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
}"""

# On how many lines the text of a cell stands.
LINES = """(cell) => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  return new Set([...range.getClientRects()].map((each) => each.top)).size;
}"""

Imported = Callable[[], list[tuple[str, dict[str, str]]]]


@pytest.fixture
def imported(settings: Settings) -> Iterator[Imported]:
    """The names and mappings of the imports that there are."""
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        yield lambda: connection.execute(
            "select filename, overrides -> 'mapping' from import_jobs order by created_at"
        ).fetchall()


def put(tmp_path: Path, content: bytes = CSV, name: str = "frota.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def check_access(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []


def test_a_file_is_chosen_mapped_by_hand_and_imported_as_it_was_previewed(
    page: Page, address: str, tmp_path: Path, imported: Imported, page_errors: list[str]
) -> None:
    path = put(tmp_path, ODD)
    page.goto(address)
    check_access(page)
    page.set_input_files("#file", path)
    page.wait_for_url("**/envios/*")
    # What happens to the file now makes no difference.
    path.write_bytes(b"another")
    expect(page.locator("#reading")).to_contain_text("R$ 1,00")
    page.focus("#map-D")
    page.select_option("#map-D", label="Valor FIPE")
    expect(page.locator("#reading")).to_contain_text("R$ 45.000,00")
    # The field has left the column that it had.
    expect(page.locator("#map-E")).to_have_value("")
    expect(page.locator("#map-D")).to_be_focused()
    check_access(page)
    page.reload()
    expect(page.locator("#reading")).to_contain_text("R$ 45.000,00")
    page.click("#confirm-button")
    page.wait_for_url("**/importacoes/**")
    assert imported() == [("frota.csv", {"valor_fipe": "Base"})]
    assert [each for each in page_errors if "404" not in each] == []


def test_without_scripts_the_same_can_be_done(
    context: BrowserContext, address: str, tmp_path: Path, imported: Imported
) -> None:
    browser = context.browser
    assert browser is not None
    plain = browser.new_context(java_script_enabled=False, locale="pt-BR")
    page = plain.new_page()
    page.goto(address)
    page.set_input_files("#file", put(tmp_path, UNKNOWN))
    page.click("#upload button")
    expect(page.locator("#confirm-button")).to_be_disabled()
    page.click("text=É esta >> nth=1")
    chosen = {"A": "Modelo", "B": "Placa", "C": "Ano", "D": "Valor FIPE"}
    for letter, label in chosen.items():
        page.select_option(f"#map-{letter}", label=label)
    page.click("#reading-form button")
    page.click("#confirm-button")
    assert [mapping["placa"] for _, mapping in imported()] == ["Chapa"]
    plain.close()


def test_files_are_dropped_and_pasted_and_the_list_says_what_became_of_each(
    page: Page, address: str
) -> None:
    page.goto(address)
    page.evaluate(DROP, ["foto.png", "x"])
    page.evaluate(DROP, ["grande.csv", "x" * 21_000_000])
    # At once: a page whose only file has arrived leaves for its preview.
    both = f"([dropped, pasted]) => {{ ({DROP})(dropped); ({PASTE})(pasted); }}"
    pasted = "modelo\tplaca\tano\tvalor_fipe\nGol\tABC1D23\t2020\t1\n"
    page.evaluate(both, [["frota.csv", CSV.decode()], pasted])
    lines = page.locator("#uploads li")
    expect(lines).to_have_count(2)
    expect(lines.nth(0)).to_contain_text("Este tipo de arquivo não é lido")
    expect(lines.nth(1)).to_contain_text("20 MB")
    waiting = page.locator("#waiting tbody tr")
    expect(waiting).to_have_count(2)
    expect(waiting.nth(0)).to_contain_text("colado.tsv")
    check_access(page)
    page.locator("#uploads button").first.click()
    expect(lines).to_have_count(1)


def test_an_upload_can_be_cancelled_and_the_same_file_be_chosen_again(
    page: Page, address: str, tmp_path: Path
) -> None:
    path = put(tmp_path)
    page.goto(address)
    held: list[object] = []
    page.route("**/envios", lambda route: held.append(route))
    page.set_input_files("#file", path)
    page.click("text=Cancelar")
    expect(page.locator("#uploads li")).to_contain_text("Cancelado; nada foi guardado")
    page.unroute("**/envios")
    page.set_input_files("#file", path)
    page.wait_for_url("**/envios/*")
    with httpx.Client(base_url=address, trust_env=False) as client:
        assert client.get("/").text.count("Ver a prévia de frota.csv") == 1


def test_a_file_that_changed_after_it_was_chosen_gets_a_sentence(
    page: Page, address: str, tmp_path: Path
) -> None:
    first, second = put(tmp_path), put(tmp_path, CSV, "outra.csv")
    page.goto(address)
    held = []
    page.route("**/envios", lambda route: held.append(route), times=1)
    page.set_input_files("#file", [first, second])
    # The second waits for the first, and is gone by the time it is sent.
    expect(page.locator("#uploads li")).to_have_count(2)
    second.unlink()
    page.locator("#uploads button").first.click()
    expect(page.locator("#uploads li").nth(1)).to_contain_text("O arquivo não pôde ser lido")
    with httpx.Client(base_url=address, trust_env=False) as client:
        assert "outra.csv" not in client.get("/").text


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_state_fits_and_can_be_used_by_all(
    context: BrowserContext, address: str, width: int, scheme: str
) -> None:
    page = context.new_page()
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 800})
    name = "<img src=x onerror=alert(1)>{{7*7}}\u202exslx.csv"
    for content in (CSV + b";x;1;y;\n", UNKNOWN):
        page.goto(address)
        file = {"name": name, "mimeType": "text/csv", "buffer": content}
        page.set_input_files("#file", files=[file])  # type: ignore[list-item]
        page.wait_for_url("**/envios/*")
        expect(page.locator("h1")).to_contain_text("{{7*7}}")
        page.click("summary")
        check_access(page)
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert page.evaluate(wide) is False


def test_by_keyboard_alone(page: Page, address: str, tmp_path: Path, imported: Imported) -> None:
    page.goto(address)
    page.set_input_files("#file", put(tmp_path))
    page.wait_for_url("**/envios/*")
    page.focus("#map-A")
    page.keyboard.press("Shift+Tab")
    page.focus("#confirm [value=update]")
    page.keyboard.press("Space")
    page.focus("#confirm-button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/importacoes/**")
    assert len(imported()) == 1


def test_an_upload_that_failed_is_tried_again_without_choosing_it_anew(
    page: Page, address: str, tmp_path: Path
) -> None:
    page.goto(address)
    page.route("**/envios", lambda route: route.abort("connectionrefused"), times=1)
    page.set_input_files("#file", [put(tmp_path), put(tmp_path, b"x", "foto.png")])
    lines = page.locator("#uploads li")
    expect(lines.first).to_contain_text("O servidor não respondeu")
    again = page.get_by_role("button", name="Tentar de novo")
    # A file at fault would fail once more.
    expect(again).to_have_count(1)
    expect(again).to_have_accessible_name("Tentar de novo: frota.csv")
    check_access(page)
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.route("**/envios", lambda route: route.fulfill(status=503, body="-"), times=1)
    again.press("Enter")
    expect(lines.first).to_contain_text("O servidor não respondeu")
    again.press("Enter")
    page.wait_for_url("**/envios/*")
    expect(page.locator("h1")).to_have_text("frota.csv")


def test_a_preview_says_that_it_is_being_read_and_what_is_old(
    page: Page, address: str, tmp_path: Path
) -> None:
    page.goto(address)
    page.set_input_files("#file", put(tmp_path, ODD))
    page.wait_for_url("**/envios/*")
    held: list[Route] = []
    page.route("**/leitura?*", lambda route: held.append(route))
    reading, confirm = page.locator("#reading"), page.locator("#confirm-button")
    page.select_option("#map-D", label="Valor FIPE")
    state = page.locator("#reading-state")
    expect(state).to_contain_text("Lendo o arquivo como você escolheu")
    expect(reading).to_have_attribute("aria-busy", "true")
    expect(confirm).to_be_disabled()
    check_access(page)
    held.pop().abort()
    expect(state).to_contain_text("o que está abaixo é da leitura anterior")
    # What is shown is still not what was chosen.
    expect(reading).to_have_attribute("aria-busy", "true")
    expect(confirm).to_be_disabled()
    page.unroute("**/leitura?*")
    state.get_by_role("button", name="Tentar de novo").click()
    expect(reading).to_contain_text("R$ 45.000,00")
    expect(state).to_be_hidden()
    expect(reading).not_to_have_attribute("aria-busy", "true")
    expect(confirm).to_be_enabled()


def test_on_a_small_phone_no_number_of_a_preview_is_cut(
    page: Page, address: str, tmp_path: Path
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address)
    page.set_input_files("#file", put(tmp_path))
    page.wait_for_url("**/envios/*")
    table = page.locator(".scroll:has(> .would)")
    expect(table).to_be_visible()
    table.locator("td").first.evaluate("each => (each.textContent = '1.000.000')")
    assert table.evaluate("each => each.scrollWidth <= each.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    price = page.get_by_role("cell", name="45.000,00")
    assert price.evaluate(LINES) == 1
