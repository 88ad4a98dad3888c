"""Pages of the console in a browser, with a hand that writes what the pipeline would."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.api.world import World
from vehicle_pipeline.settings import Settings

# Looks for what keeps people out of a page.
Check = Callable[[Page], None]
_THEMES = ("light", "dark")


@pytest.fixture
def world(settings: Settings, tables: object) -> Iterator[World]:
    """Empty tables, and a hand that writes into them."""
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        for table in ("event_logs", "run_tags", "runs"):
            connection.execute(f"delete from dagster.{table}")
        yield World(connection)


@pytest.fixture
def accessible(context: BrowserContext) -> Check:
    """Fails for what axe calls serious or critical, in either theme and on a phone."""

    def check(page: Page) -> None:
        for theme in _THEMES:
            page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
            assert _findings(page) == []
        page.set_viewport_size({"width": 360, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert _findings(page) == []

    return check


def _findings(page: Page) -> list[Any]:
    violations = Axe().run(page).response["violations"]
    return [
        (each["id"], [node["html"] for node in each["nodes"]])
        for each in violations
        if each["impact"] in ("serious", "critical")
    ]
