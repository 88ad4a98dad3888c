"""How commands find the API that they ask: options, and errors in plain words."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer
from rich.console import Console

from vehicle_pipeline.local.command_line import read_settings, reporting
from vehicle_pipeline.local.errors import BadUsageError, NotRunningError
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.narrator import Narrator
from vehicle_pipeline.local.typed import folder
from vehicle_pipeline.settings import Settings

if TYPE_CHECKING:
    from vehicle_pipeline.local.api_client import ApiClient

DataDirOption = Annotated[
    Path | None,
    typer.Option("--data-dir", parser=folder, metavar="PASTA", help="Pasta dos dados."),
]
ApiUrl = Annotated[
    str | None, typer.Option(metavar="URL", help="Endereço da API, em vez da pasta dos dados.")
]


@contextmanager
def opened_api(
    data_dir: Path | None, api_url: str | None, misuse: str | None = None
) -> Iterator["ApiClient"]:
    """The API at `api_url`, or of the stack that runs on the data dir; errors in plain words.

    `misuse` says why the command as it was typed makes no sense, if so.
    """
    from vehicle_pipeline.local.api_client import ApiClient

    with reporting(Narrator(Console(stderr=True))):
        if misuse:
            raise BadUsageError(misuse)
        settings = read_settings(data_dir=data_dir)
        address = _running(settings) if api_url is None else _address(api_url)
        with ApiClient(address, settings.api_token) as api:
            yield api


def console() -> Console:
    """Standard output; long lines are left to the terminal."""
    return Console(soft_wrap=True)


def _address(api_url: str) -> str:
    try:
        is_address = bool(urlsplit(api_url).port or urlsplit(api_url).hostname)
    except ValueError:
        is_address = False
    if not is_address:
        raise BadUsageError(f"O endereço '{api_url}' não é válido; use http://máquina:porta.")
    return api_url.rstrip("/")


def _running(settings: Settings) -> str:
    from vehicle_pipeline.local.running import running_api

    root = settings.data_dir.resolve()
    if address := running_api(DataDir(root)):
        return address
    raise NotRunningError(root)
