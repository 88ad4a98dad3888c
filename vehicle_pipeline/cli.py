"""The command line. Commands only read what was typed; the work is in `local`."""

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from vehicle_pipeline.contracts import ConflictPolicy
from vehicle_pipeline.local import (
    dead_letter_commands,
    doctor_command,
    import_commands,
    process_commands,
    schedule_commands,
    token_commands,
    vehicle_commands,
)
from vehicle_pipeline.local.command_line import existing_file, read_settings, reporting
from vehicle_pipeline.local.database_tools import Tool
from vehicle_pipeline.local.help_pages import Command
from vehicle_pipeline.local.narrator import Narrator
from vehicle_pipeline.local.typed import folder, one_of, whole_number
from vehicle_pipeline.local.usage import Commands

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

DataDir = Annotated[
    Path | None,
    typer.Option(parser=folder, metavar="PASTA", help="Pasta dos dados; o padrão é .data."),
]
Port = Annotated[
    int | None,
    typer.Option(parser=whole_number(1, 65_535), metavar="N", help="Porta em que escuta."),
]


def _show_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(version("vehicle-pipeline"))
        raise typer.Exit


@app.callback()
def main(
    _: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Mostra a versão."),
    ] = False,
) -> None:
    """Importa planilhas de veículos para o PostgreSQL."""


@app.command(cls=Command)
def up(
    data_dir: DataDir = None,
    api_port: Port = None,
    dagster_port: Port = None,
    file: Annotated[
        Path | None, typer.Option("--import", help="Importa este arquivo assim que pronto.")
    ] = None,
) -> None:
    """Inicia tudo nesta máquina e fica no ar até Ctrl-C."""
    from vehicle_pipeline.local import up_command

    narrator = Narrator(Console())
    with reporting(narrator, interrupted=0):
        settings = read_settings(data_dir=data_dir, api_port=api_port, dagster_port=dagster_port)
        up_command.run(settings, existing_file(file) if file else None, narrator)


def _of_file(help_: str) -> Any:
    """An option that says how to read the file."""
    panel = "Leitura do arquivo (o que faltar é detectado)"
    return typer.Option(help=help_, metavar="TEXTO", rich_help_panel=panel)


@app.command("import", cls=Command)
def import_(
    file: Annotated[Path, typer.Argument(metavar="ARQUIVO", help="Planilha .csv, .xlsx ou .xls.")],
    data_dir: DataDir = None,
    on_conflict: Annotated[
        ConflictPolicy,
        typer.Option(
            parser=one_of(ConflictPolicy),
            metavar="|".join(ConflictPolicy),
            help="O que fazer com placas já cadastradas.",
        ),
    ] = ConflictPolicy.SKIP,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Só simula: nada muda; diz o que cada opção faria.")
    ] = False,
    guard: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LIMITE=NÚMERO",
            help="Retém a importação que passar deste limite, como max_rejected_share=0.1; pode "
            "ser repetida.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Escreve só a importação concluída, em JSON.")
    ] = False,
    encoding: Annotated[str | None, _of_file("Codificação: utf-8, windows-1252…")] = None,
    delimiter: Annotated[str | None, _of_file("Separador: , ; | ou tab.")] = None,
    decimal: Annotated[str | None, _of_file("Sinal decimal: comma ou dot.")] = None,
    sheet: Annotated[str | None, _of_file("Nome da aba de uma planilha do Excel.")] = None,
    header_row: Annotated[str | None, _of_file("Linha do cabeçalho; a primeira é 1.")] = None,
    mapping: Annotated[
        list[str] | None,
        _of_file('Coluna de um campo, como placa="Nr. Placa"; pode ser repetida.'),
    ] = None,
    column: Annotated[
        list[str] | None,
        _of_file("Coluna de um campo pela posição, se não tem nome ou o repete, como placa=C."),
    ] = None,
) -> None:
    """Importa um arquivo; se nada estiver no ar, inicia o necessário e depois encerra."""
    from vehicle_pipeline.local import import_command
    from vehicle_pipeline.local.upload_form import upload_form

    narrator = Narrator(Console(stderr=True))
    with reporting(narrator):
        form = upload_form(
            existing_file(file),
            mapping or [],
            column or [],
            guard or [],
            on_conflict=on_conflict.value,
            dry_run="true" if dry_run else None,
            encoding=encoding,
            delimiter=delimiter,
            decimal=decimal,
            sheet=sheet,
            header_row=header_row,
        )
        settings = read_settings(data_dir=data_dir)
        status = import_command.run(settings, file, form, narrator=narrator, as_json=as_json)
    raise typer.Exit(status)


@app.command(
    cls=Command, context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
)
def database(
    context: typer.Context,
    tool: Annotated[
        Tool, typer.Argument(parser=one_of(Tool), metavar="|".join(Tool), help="Programa.")
    ],
    data_dir: DataDir = None,
) -> None:
    """Executa psql, pg_dump ou pg_restore no banco de dados, com os argumentos dados."""
    from vehicle_pipeline.local import database_command

    narrator = Narrator(Console(stderr=True))
    with reporting(narrator):
        settings = read_settings(data_dir=data_dir)
        status = database_command.run(settings, tool, context.args, narrator)
    raise typer.Exit(status)


_COMMANDS: tuple[Callable[..., None], ...] = (
    import_commands.errors,
    import_commands.cancel,
    import_commands.reimport,
    import_commands.undo,
    import_commands.approve,
    import_commands.discard,
    vehicle_commands.vehicles,
    vehicle_commands.template,
    doctor_command.doctor,
    process_commands.migrate,
    process_commands.api,
    process_commands.code_server,
    process_commands.daemon,
    process_commands.webserver,
    process_commands.queue_emulator,
)
for command in _COMMANDS:
    app.command(cls=Command)(command)

app.add_typer(dead_letter_commands.app, name="dead-letters")
app.add_typer(schedule_commands.app, name="schedules")
app.add_typer(token_commands.app, name="tokens")
