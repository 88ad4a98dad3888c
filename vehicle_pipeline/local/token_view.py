"""Tokens as a person reads them in a terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from vehicle_pipeline.domain.outside_text import printable
from vehicle_pipeline.local.showing import local_time, show_done

if TYPE_CHECKING:
    from vehicle_pipeline.adapters.access.tokens import NewToken, Token


def show_made(console: Console, made: "NewToken") -> None:
    """Show a new token with its secret, alone on its line so that it can be copied."""
    token = made.token
    show_done(console, f"Token '{token.name}' ({token.scope}), vale até {_time(token.expires_at)}:")
    console.print(Text(made.secret.text), soft_wrap=True)
    console.print(Text("Guarde-o agora: ele não será mostrado de novo."))


def show_list(console: Console, tokens: Sequence["Token"]) -> None:
    """Show all tokens, or that there is none."""
    if not tokens:
        console.print("Nenhum token.")
        return
    table = Table()
    table.add_column("ID", no_wrap=True)
    for title in ("Nome", "Escopo", "Criado", "Último uso", "Vence", "Situação"):
        table.add_column(title, overflow="fold")
    for token in tokens:
        state = "revogado" if token.revoked_at else ""
        used = token.last_used_at and _time(token.last_used_at)
        cells = (token.name, token.scope, _time(token.created_at), used or "nunca")
        shown = (Text(printable(cell)) for cell in (*cells, _time(token.expires_at), state))
        table.add_row(str(token.id), *shown)
    console.print(table, soft_wrap=False)


def _time(moment: object) -> str:
    return local_time(str(moment))
