"""What a person reads while a stack starts and stops."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from vehicle_pipeline.domain.outside_text import printable
from vehicle_pipeline.domain.shown_numbers import number
from vehicle_pipeline.local.errors import CommandError, StartError
from vehicle_pipeline.local.layout import DataDir

if TYPE_CHECKING:
    from vehicle_pipeline.local.state import StackState
    from vehicle_pipeline.settings import Settings

OPEN = "aberto a quem usa esta máquina; AUTHENTICATION=required o fecha"
CLOSED = "só com token: vehicle-pipeline tokens create NOME"
SIGNED_IN = "só com conta do provedor, ou com token: vehicle-pipeline tokens create NOME"


class Narrator:
    """Shows each step on a console: a spinner on a terminal, plain lines elsewhere."""

    def __init__(self, console: Console) -> None:
        self.console = console

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Show the step `text` while it lasts, and how long it took."""
        started = time.monotonic()
        with self.console.status(f"{text}…"):
            yield
        seconds = number(round(time.monotonic() - started, 1), "pt")
        self._say("✓", "green", f"{text} ({seconds} s)")

    def note(self, text: str) -> None:
        """Show something worth knowing."""
        self._say("•", "yellow", text)

    @contextmanager
    def interrupted(self, text: str) -> Iterator[None]:
        """Show `text` if Ctrl-C comes while inside: what has become of the work."""
        try:
            yield
        except KeyboardInterrupt:
            self.note(text)
            raise

    def failed(self, error: CommandError) -> None:
        """Show why the command cannot go on, with the end of the log that has the details."""
        self._say("✗", "red", error.sentence)
        if isinstance(error, StartError) and error.log:
            self.console.print(Text(error.log.rstrip(), "dim"), soft_wrap=True)

    def ready(self, state: "StackState", data_dir: DataDir, settings: "Settings") -> None:
        """Show the addresses, and who gets in."""
        access = CLOSED if settings.is_closed else OPEN
        rows = Table.grid(padding=(0, 2))
        rows.add_row("Abra no navegador", Text(f"{state.api_url}/"))
        rows.add_row("API", Text(f"{state.api_url}/docs"))
        rows.add_row("Dagster", Text(state.dagster_url))
        if settings.public_url:
            rows.add_row("Para as pessoas", Text(settings.api_url))
        rows.add_row("Acesso", SIGNED_IN if settings.oidc_issuer else access)
        rows.add_row("Dados e logs", Text(str(data_dir.root)))
        rows.add_row("Para encerrar", "Ctrl-C")
        self.console.print(Panel(rows, title="Sistema no ar", expand=False))

    def _say(self, sign: str, style: str, text: str) -> None:
        # A full disk that takes no output must not keep anything from being done.
        with suppress(OSError):
            self.console.print(Text.assemble((sign, style), " ", printable(text)), soft_wrap=True)
