"""`vehicle-pipeline dead-letters`: what the queue gave up on, asked of the API."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit
from uuid import UUID

import typer
from rich.console import Console

from vehicle_pipeline.local import dead_letter_view as view
from vehicle_pipeline.local import output
from vehicle_pipeline.local.command_line import read_settings, reporting
from vehicle_pipeline.local.errors import FAILED, BadUsageError, NotRunningError
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.narrator import Narrator
from vehicle_pipeline.local.typed import folder, identifier, whole_number
from vehicle_pipeline.local.usage import Commands

if TYPE_CHECKING:
    from vehicle_pipeline.local.api_client import ApiClient

PATH = "/admin/dead-letters"

app = typer.Typer(
    cls=Commands,
    help="Mensagens que a fila desistiu de entregar: ver, reenviar, descartar.",
    no_args_is_help=True,
)

DataDirOption = Annotated[
    Path | None,
    typer.Option("--data-dir", parser=folder, metavar="PASTA", help="Pasta dos dados."),
]
ApiUrl = Annotated[str | None, typer.Option(help="Endereço da API, em vez da pasta dos dados.")]
Letter = Annotated[
    UUID,
    typer.Argument(parser=identifier, metavar="ID", help="Identificador da mensagem morta."),
]


@app.command("list")
def list_(
    data_dir: DataDirOption = None,
    api_url: ApiUrl = None,
    redriven: Annotated[
        bool, typer.Option("--redriven", help="As que já foram reenviadas, não as pendentes.")
    ] = False,
    skip: Annotated[
        int, typer.Option(parser=whole_number(0), metavar="N", help="Quantas pular.")
    ] = 0,
    limit: Annotated[
        int, typer.Option(parser=whole_number(1, 500), metavar="N", help="Quantas mostrar.")
    ] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Escreve só a lista, em JSON.")] = False,
) -> None:
    """Lista as mensagens mortas, da mais nova à mais antiga."""
    with _api(data_dir, api_url) as api:
        page = api.request("GET", PATH, skip=skip, limit=limit, redriven=redriven)
    if as_json:
        output.print_json(page)
    else:
        view.show_page(_output(), page, redriven=redriven)


@app.command()
def show(letter_id: Letter, data_dir: DataDirOption = None, api_url: ApiUrl = None) -> None:
    """Mostra uma mensagem morta inteira."""
    with _api(data_dir, api_url) as api:
        letter = api.request("GET", f"{PATH}/{letter_id}")
    view.show_letter(_output(), letter)


@app.command()
def redrive(
    letter_id: Annotated[UUID | None, typer.Argument(parser=identifier, metavar="ID")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Todas as pendentes.")] = False,
    data_dir: DataDirOption = None,
    api_url: ApiUrl = None,
) -> None:
    """Retoma a importação de uma mensagem morta, ou reenvia a mensagem de outro sistema."""
    with _api(data_dir, api_url, is_usage_right=everything is (letter_id is None)) as api:
        path = PATH if everything else f"{PATH}/{letter_id}"
        answer = api.request("POST", f"{path}/redrive")
    if not everything:
        view.show_done(_output(), answer["outcome_message"])
        return
    view.show_report(_output(), answer)
    if answer["not_redriven"]:
        raise typer.Exit(FAILED)


@app.command()
def dismiss(letter_id: Letter, data_dir: DataDirOption = None, api_url: ApiUrl = None) -> None:
    """Descarta uma mensagem morta; ela não volta."""
    with _api(data_dir, api_url) as api:
        api.request("DELETE", f"{PATH}/{letter_id}")
    view.show_done(_output(), f"Mensagem {letter_id} descartada.")


@contextmanager
def _api(
    data_dir: Path | None, api_url: str | None, *, is_usage_right: bool = True
) -> Iterator["ApiClient"]:
    """The API at `api_url`, or of the stack that runs on the data dir; errors in plain words."""
    from vehicle_pipeline.local.api_client import ApiClient

    with reporting(Narrator(Console(stderr=True))):
        if not is_usage_right:
            raise BadUsageError("Diga o ID de uma mensagem morta, ou --all.")
        address = _running(data_dir) if api_url is None else _address(api_url)
        with ApiClient(address) as api:
            yield api


def _address(api_url: str) -> str:
    try:
        is_address = bool(urlsplit(api_url).port or urlsplit(api_url).hostname)
    except ValueError:
        is_address = False
    if not is_address:
        raise BadUsageError(f"O endereço '{api_url}' não é válido; use http://máquina:porta.")
    return api_url.rstrip("/")


def _running(data_dir: Path | None) -> str:
    from vehicle_pipeline.local.running import running_api

    root = read_settings(data_dir=data_dir).data_dir.resolve()
    if address := running_api(DataDir(root)):
        return address
    raise NotRunningError(root)


def _output() -> Console:
    return Console(soft_wrap=True)
