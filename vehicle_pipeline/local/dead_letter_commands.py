"""`vehicle-pipeline dead-letters`: what the queue gave up on, asked of the API."""

from typing import Annotated
from uuid import UUID

import typer

from vehicle_pipeline.local import dead_letter_view as view
from vehicle_pipeline.local import output
from vehicle_pipeline.local.api_access import ApiUrl, DataDirOption, console, opened_api
from vehicle_pipeline.local.errors import FAILED
from vehicle_pipeline.local.help_pages import Command
from vehicle_pipeline.local.showing import show_done
from vehicle_pipeline.local.typed import identifier, whole_number
from vehicle_pipeline.local.usage import Commands

PATH = "/admin/dead-letters"

app = typer.Typer(
    cls=Commands,
    help="Mensagens que a fila desistiu de entregar: ver, reenviar, descartar.",
    no_args_is_help=True,
)

Letter = Annotated[
    UUID,
    typer.Argument(parser=identifier, metavar="ID", help="Identificador da mensagem morta."),
]


@app.command("list", cls=Command)
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
    with opened_api(data_dir, api_url) as api:
        page = api.request("GET", PATH, skip=skip, limit=limit, redriven=redriven)
    if as_json:
        output.print_json(page)
    else:
        view.show_page(console(), page, redriven=redriven)


@app.command(cls=Command)
def show(letter_id: Letter, data_dir: DataDirOption = None, api_url: ApiUrl = None) -> None:
    """Mostra uma mensagem morta inteira."""
    with opened_api(data_dir, api_url) as api:
        letter = api.request("GET", f"{PATH}/{letter_id}")
    view.show_letter(console(), letter)


@app.command(cls=Command)
def redrive(
    letter_id: Annotated[UUID | None, typer.Argument(parser=identifier, metavar="ID")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Todas as pendentes.")] = False,
    data_dir: DataDirOption = None,
    api_url: ApiUrl = None,
) -> None:
    """Retoma a importação de uma mensagem morta, ou reenvia a mensagem de outro sistema."""
    is_clear = everything is (letter_id is None)
    misuse = None if is_clear else "Diga o ID de uma mensagem morta, ou --all."
    with opened_api(data_dir, api_url, misuse) as api:
        path = PATH if everything else f"{PATH}/{letter_id}"
        answer = api.request("POST", f"{path}/redrive")
    if not everything:
        show_done(console(), answer["outcome_message"])
        return
    view.show_report(console(), answer)
    if answer["not_redriven"]:
        raise typer.Exit(FAILED)


@app.command(cls=Command)
def dismiss(letter_id: Letter, data_dir: DataDirOption = None, api_url: ApiUrl = None) -> None:
    """Descarta uma mensagem morta; ela não volta."""
    with opened_api(data_dir, api_url) as api:
        api.request("DELETE", f"{PATH}/{letter_id}")
    show_done(console(), f"Mensagem {letter_id} descartada.")
