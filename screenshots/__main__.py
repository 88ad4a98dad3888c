"""Starts a stack, fills it, and writes a picture of each page, wide and narrow, light and dark."""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.stack import running_stack
from screenshots import content

# Width in CSS pixels.
WIDTHS = {"wide": 1280, "narrow": 360}
THEMES = ("light", "dark")
# Names of pictures -> addresses, with the ids that `content.fill` returns.
PAGES = {
    "send": "/",
    "imports": "/importacoes",
    "import": "/importacoes/{import_id}",
    "import-with-faults": "/importacoes/{faulty_id}",
    "repair": "/importacoes/{faulty_id}/reparo",
    "vehicles": "/veiculos",
    "vehicle": "/veiculos/{placa}",
    "schedules": "/agendamentos",
    "schedule-new": "/agendamentos/novo",
    "schedule": "/agendamentos/{schedule_id}",
    "dashboard": "/painel",
    "missing": "/nao-ha",
}
_COMMANDS = ("chromium", "chromium-browser", "google-chrome")


def main() -> int:
    """Write the pictures; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m screenshots", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    folder: Path = parser.parse_args().folder
    chromium = next(filter(None, map(shutil.which, _COMMANDS)), None)
    if chromium is None:
        print("Falta o Chromium. / Chromium is missing.", file=sys.stderr)
        return 2
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="vehicle-pictures-") as name,
        running_stack() as stack,
        httpx.Client(base_url=stack.api_url, timeout=60, trust_env=False) as http,
        sync_playwright() as playwright,
    ):
        known = content.fill(http, Path(name))
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--disable-gpu", "--disable-background-networking"],
            chromium_sandbox=os.geteuid() != 0,
        )
        for picture in _pictures(browser, stack.api_url, known, folder):
            print(picture)
        browser.close()
    return 0


def _pictures(
    browser: Browser, address: str, known: dict[str, str], folder: Path
) -> Iterator[Path]:
    for (size, width), theme in product(WIDTHS.items(), THEMES):
        context = browser.new_context(
            base_url=address,
            locale="pt-BR",
            timezone_id="America/Sao_Paulo",
            color_scheme=theme,
            viewport={"width": width, "height": 800},
        )
        page = context.new_page()
        for name, path in PAGES.items():
            page.goto(path.format(**known), wait_until="load")
            yield _picture(page, folder / f"{name}-{size}-{theme}.png")
        page.goto("/")
        page.set_input_files("input[type=file]", known["faulty_file"])
        page.wait_for_url("**/envios/*")
        yield _picture(page, folder / f"preview-{size}-{theme}.png")
        context.close()


def _picture(page: Page, path: Path) -> Path:
    # The first live parts arrive.
    page.wait_for_timeout(700)
    page.screenshot(path=path, full_page=True)
    return path


if __name__ == "__main__":
    sys.exit(main())
