"""Times are in the zone of the person's own clock, from the first page on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.world import DONE, World

SENT = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)


@contextmanager
def reader(chromium: Browser, zone: str, language: str, *, scripts: bool = True) -> Iterator[Page]:
    """A page of somebody who was never here before."""
    context = chromium.new_context(timezone_id=zone, locale=language, java_script_enabled=scripts)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("zone", "language", "shown", "said"),
    [
        ("America/Sao_Paulo", "pt-BR", "28/02/2026 23:30", "Horários no fuso America/Sao_Paulo."),
        ("America/Manaus", "pt-BR", "28/02/2026 22:30", "Horários no fuso America/Manaus."),
        ("Asia/Tokyo", "pt-BR", "01/03/2026 11:30", "Horários no fuso Asia/Tokyo."),
        ("Asia/Tokyo", "en", "1 Mar 2026, 11:30", "Times are in the time zone Asia/Tokyo."),
        ("UTC", "pt-BR", "01/03/2026 02:30", "Horários no fuso UTC."),
    ],
)
def test_the_first_page_and_those_behind_it_show_the_same_times(
    chromium: Browser, address: str, world: World, zone: str, language: str, shown: str, said: str
) -> None:
    world.add_import(created_at=SENT, **DONE)
    with reader(chromium, zone, language) as page:
        for _ in range(2):
            page.goto(f"{address}/importacoes")
            expect(page.locator("tbody time").first).to_have_text(shown)
            expect(page.locator(".zone")).to_have_text(said)


def test_without_scripts_the_page_says_which_zone_it_has_taken(
    chromium: Browser, address: str, world: World
) -> None:
    world.add_import(created_at=SENT, **DONE)
    with reader(chromium, "Asia/Tokyo", "pt-BR", scripts=False) as page:
        page.goto(f"{address}/importacoes")
        expect(page.locator("tbody time").first).to_have_text("28/02/2026 23:30")
        expect(page.locator(".zone")).to_have_text("Horários no fuso America/Sao_Paulo.")


def test_a_page_without_times_says_nothing_of_them(
    chromium: Browser, address: str, world: World
) -> None:
    with reader(chromium, "UTC", "pt-BR") as page:
        page.goto(f"{address}/veiculos")
        expect(page.locator(".zone")).to_be_hidden()
