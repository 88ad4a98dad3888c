"""The machine's own Chromium, driven by Playwright. Playwright's browsers are not downloaded."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

COMMANDS = ("chromium", "chromium-browser", "google-chrome")
MISSING = (
    "Falta o Chromium (no Debian e no Ubuntu: apt install chromium). "
    "/ Chromium is missing (on Debian and Ubuntu: apt install chromium)."
)
# Any name under .test is this machine, so that pages have the address of a foreign site;
# every other name is unknown, so that nothing leaves the machine.
NAMES = "MAP *.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.*"
FLAGS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    f"--host-resolver-rules={NAMES}",
)


def executable() -> str:
    """Return the path of the browser. Without one, CI fails and other machines skip."""
    for command in COMMANDS:
        if path := shutil.which(command):
            return path
    if os.environ.get("CI"):
        pytest.fail(MISSING)
    pytest.skip(MISSING)


@contextmanager
def running_chromium(path: str, home: Path) -> Iterator[Browser]:
    """Start the browser at `path`, which keeps its files below `home` or in a throw-away profile.

    Until it is closed, an event loop counts as running in this thread: no `asyncio.run` here.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=FLAGS,
            # Chromium has no sandbox for root.
            chromium_sandbox=os.geteuid() != 0,
            # No proxy, no desktop session.
            env={"PATH": os.environ["PATH"], "HOME": str(home)},
        )
        yield browser
        browser.close()
