"""Tokens as a person reads them in a terminal."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from vehicle_pipeline.domain.outside_text import printable
from vehicle_pipeline.local.showing import show_done

if TYPE_CHECKING:
    from vehicle_pipeline.adapters.access.tokens import NewToken, Token


def show_made(console: Console, made: "NewToken") -> None:
    """Show a new token with its secret, alone on its line so that it can be copied."""
    token = made.token
    show_done(console, f"Token '{token.name}' ({token.scope}), vale até {_day(token.expires_at)}:")
    console.print(Text(made.secret.text), soft_wrap=True)
    console.print(Text("Guarde-o agora: ele não será mostrado de novo."))


def show_list(console: Console, tokens: Sequence["Token"]) -> None:
    """Show all tokens, or that there is none."""
    if not tokens:
        console.print("Nenhum token.")
        return
    table = Table()
    table.add_column("ID", no_wrap=True)
    for title in ("Token", "Datas"):
        table.add_column(title, overflow="fold")
    for token in tokens:
        table.add_row(str(token.id), *(Text(printable(cell)) for cell in _cells(token)))
    console.print(table, soft_wrap=False)


def _cells(token: "Token") -> tuple[str, str]:
    used = f"usado em {_day(token.last_used_at)}" if token.last_used_at else "nunca usado"
    end = f"vence em {_day(token.expires_at)}"
    if token.revoked_at:
        end = f"revogado em {_day(token.revoked_at)}"
    return f"{token.name} ({token.scope})", f"{end}, {used}"


def _day(moment: datetime) -> str:
    return f"{moment.astimezone():%d/%m/%Y}"
