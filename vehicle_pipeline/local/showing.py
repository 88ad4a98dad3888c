"""What the views of several commands have in common."""

from datetime import datetime
from typing import Any

from rich.console import Console
from rich.text import Text

from vehicle_pipeline.domain.outside_text import printable


def show_done(console: Console, sentence: str) -> None:
    """Show what was done."""
    console.print(Text.assemble(("✓", "green"), " ", printable(sentence)))


def show_rest(console: Console, page: dict[str, Any], others: str = "outros") -> None:
    """Show how many of a list are shown, unless all are."""
    shown = len(page["items"])
    if page["total"] > shown:
        text = f"{shown} de {page['total']}; para ver {others}, use --skip e --limit."
        console.print(Text(text))


def local_time(moment: str | None) -> str:
    """A time of the API by the clock of this machine, with its distance from UTC."""
    if moment is None:
        return "—"
    here = datetime.fromisoformat(moment).astimezone()
    return f"{here:%d/%m/%Y %H:%M:%S} ({here.isoformat()[-6:]})"
