"""The console on the real thing: a person with a browser, and an API that is killed under her."""

import signal
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import polars as pl
import psutil
import pytest
import xlsxwriter
from playwright.sync_api import Browser, BrowserContext, Page, expect
from python_calamine import CalamineWorkbook

from tests.browser.chromium import executable, running_chromium
from tests.browser.conftest import PATIENCE_MS
from tests.system.conftest import Import, Stack, wait_for

# The last column's name says nothing of its meaning; two rows cannot be imported as they are.
HEADER = ("Carro", "Placa", "Ano", "Quanto")
ROWS = (
    ("Fiat Uno", "CON1A01", 2018, "31.000,00"),
    ("VW Gol", "CON1A02", 2019, "42.500,00"),
    ("Honda Civic", "C0N1A03", 2020, "98.000,00"),
    ("Fiat Argo", "CON1A04", 2021, "sessenta mil"),
)
LARGE = 300_000


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with running_chromium(executable(), tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A new session of a person in Brazil."""
    context = chromium.new_context(locale="pt-BR")
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def workbook() -> bytes:
    """A sheet whose header is not in its first row."""
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Frota")
        sheet.write_row(0, 0, ["Frota da filial"])
        sheet.write_row(2, 0, HEADER)
        for number, row in enumerate(ROWS, start=3):
            sheet.write_row(number, 0, row)
    return written.getvalue()


def test_a_workbook_is_corrected_followed_and_repaired_without_leaving_the_pages(
    stack: Stack, page: Page, tmp_path: Path
) -> None:
    file = tmp_path / "frota da filial.xlsx"
    file.write_bytes(workbook())
    page.goto(stack.api_url)
    page.set_input_files("#file", file)
    page.wait_for_url("**/envios/*")
    expect(page.locator("#confirm-button")).to_be_disabled()
    # What happens to the file on the disk makes no difference any more.
    file.write_bytes(b"another")
    page.select_option("#map-A", label="Modelo")
    page.select_option("#map-D", label="Valor FIPE")
    expect(page.locator("#reading")).to_contain_text("R$ 42.500,00")
    expect(page.locator("#reading")).to_contain_text("sessenta mil")
    page.click("#confirm-button")

    page.wait_for_url("**/importacoes/*")
    parent = shown(page)
    expect(page.get_by_text("Concluída").first).to_be_visible()
    assert stack.finished(parent)["rejected_rows"] == 2
    with page.expect_download() as errors:
        page.click("#errors-xlsx")
    rejected = CalamineWorkbook.from_path(errors.value.path()).get_sheet_by_index(0).to_python()
    assert "C0N1A03" in rejected[-2]
    assert "CON1A04" in rejected[-1]

    page.click("#repair-link")
    groups = page.get_by_role("group")
    groups.nth(0).get_by_label("Placa").fill("CON1A03")
    groups.nth(1).get_by_label("Valor FIPE").fill("60.000,00")
    expect(page.locator("#repair-summary")).to_contain_text("2 prontas para enviar")
    page.get_by_role("button", name="Enviar as linhas corrigidas").click()

    page.wait_for_url(lambda url: "/importacoes/" in url and parent not in url)
    child = shown(page)
    expect(page.get_by_text("Concluída").first).to_be_visible()
    done = stack.finished(child)
    assert (done["inserted_rows"], done["rejected_rows"]) == (2, 0)
    assert done["parent_id"] == parent
    with page.expect_download() as original:
        page.click("#original")
    assert "CON1A03" in original.value.path().read_text("utf-8-sig")

    page.goto(f"{stack.api_url}/veiculos?placa=con-1a03")
    expect(page.get_by_text("Honda Civic").first).to_be_visible()
    expect(page.get_by_text("R$ 98.000,00").first).to_be_visible()


def test_a_page_catches_up_with_an_api_that_was_killed_in_mid_import(
    stack: Stack, page: Page, tmp_path: Path
) -> None:
    file = tmp_path / "grande.csv"
    number = pl.int_range(LARGE, eager=True)
    plate = pl.format("MID{}{}{}", number % 10, number // 10 % 10, number // 100 % 100)
    pl.select(
        modelo=pl.lit("Gol"), placa=plate, ano=pl.lit(2020), valor_fipe=number / 100 + 1
    ).write_csv(file)
    job_id = stack.upload(file).json()["job_id"]
    page.goto(f"{stack.api_url}/importacoes/{job_id}")
    expect(page.locator("#connection")).to_have_text("Ao vivo")
    stack.processing(job_id)
    killed = apis(stack)
    assert killed
    for api in killed:
        api.send_signal(signal.SIGKILL)

    done = wait_for(lambda: ended(stack, job_id), "the end of the import")
    expect(page.get_by_text("Concluída").first).to_be_visible()
    expect(page.locator("#connection")).to_have_text("Ao vivo")
    assert done["total_rows"] == LARGE
    assert not any(api.is_running() for api in killed)
    log = page.locator("ol.log li").all_inner_texts()
    assert log
    assert len(log) == len(set(log))


def shown(page: Page) -> str:
    """The id of the import that a page shows."""
    return urlsplit(page.url).path.rpartition("/")[2]


def ended(stack: Stack, job_id: str) -> Import | None:
    """The import once it is terminal, asked of an API that may be away."""
    with suppress(httpx.TransportError):
        state: Import = stack.http.get(f"/imports/{job_id}").json()
        return state if state["status"] == "completed" else None
    return None


def apis(stack: Stack) -> list[psutil.Process]:
    """The processes of the API."""
    return [each for each in stack.processes() if each.cmdline()[-1:] == ["api"]]
