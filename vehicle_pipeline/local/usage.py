"""Usage errors, which Typer's parser states in English, as sentences in Portuguese.

The only module that names Typer's private exceptions: of them, it publishes BadParameter alone.
"""

import sys
from typing import Any

import typer
from rich.console import Console
from typer._click import Command, Context, exceptions
from typer.core import TyperGroup

from vehicle_pipeline.local.errors import BadUsageError
from vehicle_pipeline.local.help_pages import Group
from vehicle_pipeline.local.narrator import Narrator


class UnknownCommandError(exceptions.UsageError):
    """There is no command of the name `message`."""


class Commands(Group):
    """A group of commands that explains a usage error, and exits with status 2."""

    def main(self, *arguments: Any, **options: Any) -> Any:
        """Run the command that was typed, and exit."""
        try:
            sys.exit(super().main(*arguments, **{**options, "standalone_mode": False}))
        except exceptions.UsageError as error:
            # Without a command the help has been shown already.
            if not isinstance(error, exceptions.NoArgsIsHelpError):
                Narrator(Console(stderr=True)).failed(BadUsageError(self._explained(error)))
            sys.exit(error.exit_code)

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        """Find the command; raises UnknownCommandError."""
        if self.get_command(ctx, args[0]) is None:
            raise UnknownCommandError(args[0], ctx)
        return super().resolve_command(ctx, args)

    def _explained(self, error: exceptions.UsageError) -> str:
        hint = f" Veja {error.ctx.command_path} --help." if error.ctx else ""
        return f"{self._sentence(error)}{hint}"

    def _sentence(self, error: exceptions.UsageError) -> str:
        match error:
            case UnknownCommandError():
                return f"O comando {error.message} não existe."
            case exceptions.MissingParameter():
                return f"Falta {_name(error.param)}."
            case typer.BadParameter():
                return f"{_name(error.param)}: {error.message}."
            case exceptions.NoSuchOption():
                alike = " ou ".join(sorted(error.possibilities or ()))
                return f"A opção {error.option_name} não existe{alike and f'; seria {alike}'}."
            case exceptions.BadOptionUsage() if error.option_name in _flags(self):
                return f"A opção {error.option_name} não leva valor."
            case exceptions.BadOptionUsage():
                return f"A opção {error.option_name} precisa de um valor."
            case _ if error.ctx and isinstance(error.ctx.command, TyperGroup):
                return "Falta o comando."
            case _:
                return "Argumentos a mais: um nome com espaços precisa de aspas."


def _name(parameter: Any) -> str:
    """The parameter as it is typed."""
    is_option = parameter.param_type_name == "option"
    return str(max(parameter.opts, key=len) if is_option else parameter.metavar or parameter.name)


def _flags(command: Command) -> set[str]:
    """The options without a value, of the command and those below it."""
    own = (name for each in command.params if getattr(each, "is_flag", False) for name in each.opts)
    below = command.commands.values() if isinstance(command, TyperGroup) else ()
    return {"--help", *own}.union(*map(_flags, below))
