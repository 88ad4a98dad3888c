"""Each process of a stack as a command of its own, for any process manager."""

import os
import runpy
from collections.abc import Callable
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.errors import DatabaseError
from vehicle_pipeline.local import environment, programs
from vehicle_pipeline.local.command_line import read_process_settings, reporting
from vehicle_pipeline.local.errors import BadUsageError, CommandError
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.narrator import Narrator
from vehicle_pipeline.local.programs import Program
from vehicle_pipeline.local.typed import whole_number
from vehicle_pipeline.settings import Settings


def api() -> None:
    """Serve a API (um processo)."""
    with reporting(Narrator(Console(stderr=True)), interrupted=0):
        settings = read_process_settings()
        os.environ.update(environment.compose(settings, os.environ))
        # By its name: the pipeline does not know the API.
        runpy.run_module("api", run_name="__main__")


def migrate() -> None:
    """Cria ou atualiza as tabelas em DATABASE_URL."""
    with reporting(Narrator(Console(stderr=True))):
        settings = read_process_settings()
        # Late: Alembic takes seconds on a cold disk, and a missing setting is reported at once.
        from vehicle_pipeline.adapters.postgres.migrate import migrate as migrate_database

        try:
            migrate_database(settings.database_url)
        except DatabaseError as error:
            raise CommandError(f"DATABASE_URL: {sentence(error.code, {})}.") from error


def code_server() -> None:
    """Serve as definições ao Dagster (um processo)."""
    with reporting(Narrator(Console(stderr=True))):
        settings = read_process_settings()
        DataDir(settings.data_dir.resolve()).create_sockets()
        _execute(programs.code_server(settings), settings)


def daemon() -> None:
    """Executa sensores, agendamentos e a fila de execuções do Dagster (um processo)."""
    _become(programs.daemon)


def webserver() -> None:
    """Serve a interface do Dagster (um processo)."""
    _become(_webserver)


def queue_emulator(
    port: Annotated[
        int,
        typer.Option(parser=whole_number(1, 65_535), metavar="N", help="Porta do emulador."),
    ] = 5000,
) -> None:
    """Serve um SQS de desenvolvimento, que esquece as mensagens ao parar (um processo)."""
    with reporting(Narrator(Console(stderr=True))):
        from vehicle_pipeline.local.queue_emulator import access_key

        if not access_key():
            raise BadUsageError(
                "Defina AWS_ACCESS_KEY_ID e AWS_SECRET_ACCESS_KEY, com valores quaisquer: "
                "o emulador só atende a quem usa os mesmos."
            )
        command = programs.queue_emulator(port).command
        os.execv(command[0], command)


def _webserver(settings: Settings) -> Program:
    if "dagster_exposed" in settings.exposed:
        raise BadUsageError(f"{sentence('dagster_exposed', {})}.")
    return programs.webserver(settings)


def _become(program: Callable[[Settings], Program]) -> NoReturn:
    """Replace this process by a program, with the environment that it needs."""
    with reporting(Narrator(Console(stderr=True))):
        settings = read_process_settings()
        _execute(program(settings), settings)


def _execute(program: Program, settings: Settings) -> NoReturn:
    command = program.command
    os.execve(command[0], command, environment.compose(settings, os.environ))
