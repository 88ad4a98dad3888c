"""The pages of `--help` in Portuguese, with the words that Typer itself puts on them."""

from typing import Any, Protocol

from typer.core import TyperCommand, TyperGroup

# Typer's settings for its pages, which are the constants of a module.
_WORDS = {
    "ARGUMENTS_PANEL_TITLE": "Argumentos",
    "OPTIONS_PANEL_TITLE": "Opções",
    "COMMANDS_PANEL_TITLE": "Comandos",
    "DEFAULT_STRING": "[padrão: {}]",
    "REQUIRED_LONG_STRING": "[obrigatório]",
}


class _Formatter(Protocol):
    def write_usage(self, prog: str, args: str, prefix: str | None) -> None: ...


class _InPortuguese:
    """Written over Typer's own classes of commands."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option `--help`, explained."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "Mostra esta ajuda."
        return option

    def format_usage(self, ctx: Any, formatter: _Formatter) -> None:
        """Write the line that shows how the command is typed."""
        pieces = " ".join(self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, pieces, prefix="Uso: ")

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page."""
        # Only here: its import takes longer than most commands.
        from typer import rich_utils

        for name, word in _WORDS.items():
            setattr(rich_utils, name, word)
        super().format_help(ctx, formatter)  # type: ignore[misc]


class Command(_InPortuguese, TyperCommand):
    """A command."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.options_metavar = "[OPÇÕES]"


class Group(_InPortuguese, TyperGroup):
    """A group of commands."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.options_metavar, self.subcommand_metavar = "[OPÇÕES]", "COMANDO [ARGUMENTOS]…"
