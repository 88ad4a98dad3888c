"""A real browser, a fresh session in it for each test, and pages of other sites."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.api.serving import Serve, serve, serving
from tests.api.uploading import stored
from tests.browser.chromium import executable, running_chromium
from tests.browser.foreign import ForeignPage, foreign_page
from vehicle_pipeline.settings import Settings

# Makes a page of another site from its HTML and, where it matters, the name of its host.
Foreign = Callable[..., ForeignPage]

# For what happens in a moment unless the machine is busy.
PATIENCE_MS = 60_000


# Not of the session: an open Playwright makes `asyncio.run` fail in the tests of other folders.
@pytest.fixture(scope="package")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """The browser that the tests of this folder share."""
    expect.set_options(timeout=PATIENCE_MS)
    with running_chromium(executable(), tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A session without cookies or storage, as of a person in Brazil."""
    context = chromium.new_context(locale="pt-BR")
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def page_errors(context: BrowserContext) -> list[str]:
    """The errors of all pages of the session so far: uncaught ones and those on the console."""
    errors: list[str] = []
    context.on("weberror", lambda failure: errors.append(str(failure.error)))
    context.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    return errors


@pytest.fixture
def page(context: BrowserContext, page_errors: list[str]) -> Page:
    """An empty page."""
    return context.new_page()


@pytest.fixture
def foreign() -> Iterator[Foreign]:
    """Serves a page of another site until the test ends: `foreign("<p>hello")`."""
    with ExitStack() as stack:
        yield lambda html, **host: stack.enter_context(foreign_page(html, **host))


@pytest.fixture(scope="session")
def settings(database_url: str, aws: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The configuration of the APIs that browsers use."""
    return Settings(
        data_dir=tmp_path_factory.mktemp("browser"),
        database_url=database_url,
        queue="aws",
        sqs_queue_name="browser",
        sqs_dead_letter_queue_name="browser-dead",
        dagster_port=9,  # nothing listens there
    )


# It must not outlive these tests: it would relay the outbox of others to its own queue.
@pytest.fixture(scope="package")
def _shared_api(settings: Settings) -> Iterator[str]:
    with serving(settings) as address:
        yield address


@pytest.fixture
def nothing_stored(tables: object, settings: Settings) -> None:
    """Empty tables, and no file."""
    for file in stored(settings):
        file.unlink()


@pytest.fixture
def address(_shared_api: str, nothing_stored: None) -> str:
    """The address of the API that the tests of this folder share, as if it were new."""
    return _shared_api


@pytest.fixture
def start(nothing_stored: None) -> Iterator[Serve]:
    """Starts an API on empty tables, without any file; every one is stopped at the end."""
    with serve() as starter:
        yield starter
