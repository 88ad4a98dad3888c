"""`vehicle-pipeline tokens`: who may use the API. Works on the database, with or without a stack.

Whoever can run it reads that database anyway; the API would ask for a token first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import psutil
import typer
from rich.console import Console

from vehicle_pipeline.access_contracts import (
    TOKEN_DAYS,
    TOKEN_NAME_CHARACTERS,
    Caller,
    CallerKind,
    Scope,
    is_token_name,
)
from vehicle_pipeline.acting import Actor, acting
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.errors import DatabaseError, TokenNotFoundError
from vehicle_pipeline.local import output
from vehicle_pipeline.local import token_view as view
from vehicle_pipeline.local.api_access import DataDirOption, console
from vehicle_pipeline.local.command_line import read_settings, reporting
from vehicle_pipeline.local.errors import BadUsageError, CommandError
from vehicle_pipeline.local.help_pages import Command
from vehicle_pipeline.local.narrator import Narrator
from vehicle_pipeline.local.showing import show_done
from vehicle_pipeline.local.typed import identifier, one_of, whole_number
from vehicle_pipeline.local.usage import Commands

if TYPE_CHECKING:
    from vehicle_pipeline.adapters.access.tokens import Tokens

app = typer.Typer(
    cls=Commands,
    help="Tokens de acesso à API: criar, ver, revogar.",
    no_args_is_help=True,
)

AsJson = Annotated[bool, typer.Option("--json", help="Escreve só a resposta, em JSON.")]


@app.command(cls=Command)
def create(
    name: Annotated[
        str, typer.Argument(metavar="NOME", help="Para quem ou para que serve o token.")
    ],
    scope: Annotated[
        Scope,
        typer.Option(
            parser=one_of(Scope),
            metavar="|".join(Scope),
            help="O que permite: ver, importar, ou tudo.",
        ),
    ] = Scope.READ,
    days: Annotated[
        int, typer.Option(parser=whole_number(1, TOKEN_DAYS), metavar="N", help="Dias até vencer.")
    ] = 365,
    data_dir: DataDirOption = None,
    as_json: AsJson = False,
) -> None:
    """Cria um token e o mostra, esta única vez."""
    with _tokens(data_dir) as tokens:
        if not is_token_name(name):
            limit = TOKEN_NAME_CHARACTERS
            raise BadUsageError(f"O nome tem de ter de 1 a {limit} caracteres visíveis.")
        made = tokens.create(name.strip(), scope, days)
    if as_json:
        output.print_json({**made.token.model_dump(mode="json"), "secret": made.secret.text})
    else:
        view.show_made(console(), made)


@app.command("list", cls=Command)
def list_(data_dir: DataDirOption = None, as_json: AsJson = False) -> None:
    """Lista os tokens, sem os segredos."""
    with _tokens(data_dir) as tokens:
        found = tokens.list()
    if as_json:
        output.print_json([token.model_dump(mode="json") for token in found])
    else:
        view.show_list(console(), found)


@app.command(cls=Command)
def revoke(
    token_id: Annotated[
        UUID, typer.Argument(parser=identifier, metavar="ID", help="Identificador do token.")
    ],
    data_dir: DataDirOption = None,
) -> None:
    """Revoga um token: quem o usa perde o acesso na hora."""
    with _tokens(data_dir) as tokens:
        try:
            revoked = tokens.revoke(token_id)
        except TokenNotFoundError as error:
            raise CommandError(f"{sentence('token_not_found', {})}.") from error
    show_done(console(), f"O token '{revoked.name}' foi revogado.")


def _operator() -> Caller:
    """Whoever runs the command, as the audit log is to name them."""
    name = psutil.Process().username()
    return Caller(kind=CallerKind.COMMAND_LINE, id=name, name=name, scope=Scope.ADMIN)


@contextmanager
def _tokens(data_dir: DataDirOption) -> Iterator["Tokens"]:
    """The tokens of a stack's database; errors in plain words."""
    from vehicle_pipeline.adapters.access.tokens import Tokens
    from vehicle_pipeline.adapters.postgres.database import Database
    from vehicle_pipeline.local.database_access import database_url

    narrator = Narrator(Console(stderr=True))
    with reporting(narrator):
        settings = read_settings(data_dir=data_dir)
        try:
            with database_url(settings, narrator) as url:
                database = Database(url, application="vehicle-pipeline tokens")
                try:
                    with acting(Actor(caller=_operator())):
                        yield Tokens(database)
                finally:
                    database.close()
        except DatabaseError as error:
            raise CommandError(f"DATABASE_URL: {sentence(error.code, {})}.") from error
