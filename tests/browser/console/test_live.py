"""Pages that follow imports: one stream for all tabs, which ends, breaks and comes back."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from itertools import pairwise
from typing import Any

import boto3
import httpx
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from api.events.client_stream import ClientStream
from tests.api.schedules.making import made
from tests.api.serving import serving
from tests.api.world import DONE, World, progress
from vehicle_pipeline.errors import DatabaseUnavailableError
from vehicle_pipeline.settings import Settings

LIVE, POLLING = "Ao vivo", "Atualizando a cada 5 s"
OPENED = Callable[..., Any]


def running(world: World) -> tuple[Any, str]:
    """An import of a hundred rows that a run has just taken up, and the run."""
    job_id = world.add_import(total_rows=100)
    return job_id, world.take_up(job_id)


def advance(world: World, job_id: Any, run_id: str, rows: int) -> None:
    world.update_import(job_id, inserted_rows=rows, processed_rows=rows)
    world.add_event(run_id, "ENGINE_EVENT", progress(rows))


def finish(world: World, job_id: Any, run_id: str) -> None:
    rows = {"total_rows": 100, "processed_rows": 100, "inserted_rows": 100}
    world.update_import(job_id, status="completed", finished_at="now", **rows)
    world.add_event(run_id, "PIPELINE_SUCCESS")


def sign(page: Page) -> Any:
    return page.locator("#connection")


def hide(page: Page, is_hidden: bool) -> None:
    """Put the page into the background, or bring it back."""
    page.evaluate(
        """is_hidden => {
          Object.defineProperty(document, "hidden", {value: is_hidden, configurable: true});
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        is_hidden,
    )


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, Any]]:
    """When streams were opened, and the place behind which each goes on."""
    calls: list[tuple[float, Any]] = []
    real = ClientStream.open

    async def recorded(sources: Any, job_id: Any, seen: Any, stop: Any) -> Any:
        calls.append((time.monotonic(), seen))
        return await real(sources, job_id, seen, stop)

    monkeypatch.setattr(ClientStream, "open", recorded)
    return calls


def ended(page: Page) -> Locator:
    """What the page, apart from what is announced, says of an import that is complete."""
    return page.get_by_role("main").get_by_text("De 100 linhas, 100 entraram")


def test_a_page_follows_an_import_to_its_end(
    page: Page, page_errors: list[str], address: str, world: World
) -> None:
    job_id, run_id = running(world)
    page.goto(f"{address}/importacoes/{job_id}")
    expect(sign(page)).to_have_text(LIVE)
    said = page.locator("#announcer")
    advance(world, job_id, run_id, 30)
    expect(page.get_by_text("30 linhas de 100")).to_be_visible()
    expect(said).to_have_text("Em andamento: 30 %")
    advance(world, job_id, run_id, 40)
    expect(page.get_by_text("40 linhas de 100")).to_be_visible()
    # The same quarter: nothing is said.
    expect(said).to_have_text("Em andamento: 30 %")
    finish(world, job_id, run_id)
    expect(ended(page)).to_be_visible()
    expect(said).to_have_text("Concluída. De 100 linhas, 100 entraram e 0 não entraram")
    assert page_errors == []


def test_what_lasts_goes_on_from_second_to_second(page: Page, address: str, world: World) -> None:
    page.goto(f"{address}/importacoes/{world.add_import()}")
    waiting = page.locator("[data-seconds]")
    seen = []
    for _ in range(3):
        seen.append(waiting.inner_text())
        expect(waiting).not_to_have_text(seen[-1])
    assert len(set(seen)) == 3
    assert all(text.endswith(" s…") for text in seen)


def test_an_answer_to_a_question_counts_though_the_page_has_news_meanwhile(
    page: Page, address: str, world: World
) -> None:
    job_id, run_id = running(world)
    page.goto(f"{address}/importacoes/{job_id}")
    expect(page.locator("#connection")).to_have_text(LIVE)
    page.get_by_role("button", name="Cancelar").click()
    question = page.get_by_role("dialog")
    expect(question).to_be_visible()
    with page.expect_event("console", lambda said: said.text == "later"):
        advance(world, job_id, run_id, 50)
        # Longer than a part waits until it is asked for.
        page.evaluate("setTimeout(() => console.log('later'), 3000)")
    question.get_by_role("button", name="Confirmar").click()
    expect(page.get_by_text("Cancelada").first).to_be_visible()
    assert world.all("select status from import_jobs") == [("cancelled",)]


def test_the_list_gets_new_imports_by_itself(page: Page, address: str, world: World) -> None:
    page.goto(f"{address}/importacoes")
    expect(sign(page)).to_have_text(LIVE)
    world.add_import(filename="nova.csv")
    expect(page.get_by_role("link", name="nova.csv")).to_be_visible()


def test_eight_tabs_share_one_stream(
    context: BrowserContext, address: str, world: World, opened: list[tuple[float, Any]]
) -> None:
    job_id, run_id = running(world)
    pages = [context.new_page() for _ in range(8)]
    for page in pages:
        page.goto(f"{address}/importacoes/{job_id}")
    for page in pages:
        expect(sign(page)).to_have_text(LIVE)
    advance(world, job_id, run_id, 50)
    for page in pages:
        expect(page.get_by_text("50 linhas de 100")).to_be_visible()
    assert len(opened) == 1


def test_a_page_in_the_background_asks_for_nothing_and_catches_up(
    page: Page, address: str, world: World, opened: list[tuple[float, Any]]
) -> None:
    job_id, run_id = running(world)
    page.goto(f"{address}/importacoes/{job_id}")
    expect(sign(page)).to_have_text(LIVE)
    page.wait_for_timeout(1_500)
    hide(page, True)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    advance(world, job_id, run_id, 50)
    page.wait_for_timeout(4_000)
    assert sent == []
    finish(world, job_id, run_id)
    hide(page, False)
    expect(ended(page)).to_be_visible()
    expect(sign(page)).to_have_text(LIVE)
    assert len(opened) == 2


def test_an_api_that_dies_in_mid_import_is_found_again(
    page: Page, settings: Settings, world: World, opened: list[tuple[float, Any]]
) -> None:
    job_id, run_id = running(world)
    with ExitStack() as stack:
        address = stack.enter_context(serving(settings))
        page.goto(f"{address}/importacoes/{job_id}")
        expect(sign(page)).to_have_text(LIVE)
        advance(world, job_id, run_id, 25)
        expect(page.get_by_text("25 linhas de 100")).to_be_visible()
    expect(sign(page)).not_to_have_text(LIVE)
    finish(world, job_id, run_id)
    with serving(settings, port=int(address.rpartition(":")[2])):
        expect(ended(page)).to_be_visible()
        expect(sign(page)).to_have_text(LIVE)
        assert ended(page).count() == 1
        # It goes on behind what it has seen.
        assert opened[0][1] is None
        assert opened[-1][1] is not None


def test_without_a_stream_the_page_asks_itself_and_says_so(
    page: Page, address: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[float] = []

    async def refused(*_: Any) -> None:
        tried.append(time.monotonic())
        raise DatabaseUnavailableError

    with monkeypatch.context() as patch:
        patch.setattr(ClientStream, "open", refused)
        job_id, run_id = running(world)
        page.goto(f"{address}/importacoes/{job_id}")
        expect(sign(page)).to_have_text(POLLING)
        finish(world, job_id, run_id)
        expect(ended(page)).to_be_visible()
        expect(sign(page)).to_have_text(POLLING)
        while len(tried) < 4:
            page.wait_for_timeout(200)
    gaps = [later - sooner for sooner, later in pairwise(tried)]
    for gap, wanted in zip(gaps[:3], (1, 2, 4), strict=True):
        assert wanted <= gap + 0.1 < wanted + 1.5
    # The stream is tried on, and taken as soon as it is there.
    expect(sign(page)).to_have_text(LIVE)


def test_a_tried_undo_that_is_open_hears_that_its_import_was_undone(
    page: Page, address: str, world: World
) -> None:
    first = world.add_import(**DONE)
    tried = world.add_import(status="completed", total_rows=0, undoes=first, dry_run=True)
    page.goto(f"{address}/importacoes/{tried}")
    expect(sign(page)).to_have_text(LIVE)
    expect(page.locator("#do-undo")).to_be_visible()
    done = world.add_import(status="completed", total_rows=0, undoes=first)
    world.update_import(first, status="undone", undone_by=done)
    expect(page.locator("#do-undo")).to_have_count(0)
    expect(page.locator("#undone-meanwhile a")).to_have_attribute("href", f"/importacoes/{done}")


def test_the_page_of_a_schedule_gets_its_files_and_times_without_an_import_by_itself(
    page: Page, address: str, world: World
) -> None:
    boto3.client("s3").create_bucket(Bucket="ao-vivo")
    source = {"location": "s3://ao-vivo/", "glob": "*.xlsx", "pick": "new"}
    with httpx.Client(base_url=address) as api:
        schedule = made(api, source=source)
    page.goto(f"{address}/agendamentos/{schedule['id']}")
    expect(page.get_by_text("ainda não mostrou nenhum arquivo")).to_be_visible()
    world.add_object(schedule["id"], key="novo.xlsx", state="growing")
    world.add_occurrence(schedule["id"], state="nothing_new")
    expect(page.get_by_text("novo.xlsx")).to_be_visible()
    expect(page.locator("table").get_by_text("Nada de novo")).to_be_visible()
