"""The figures of a storm: printed as a table, and written as JSON."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from chaos.plan import Kind


@dataclass(frozen=True)
class Outcome:
    """What came of a storm."""

    seed: int
    rounds: int
    seconds: float
    counts: dict[str, int]
    violations: list[str]


def console() -> Console:
    """Standard output."""
    return Console(width=None if os.isatty(1) else 120)


def print_outcome(outcome: Outcome, to: Console) -> None:
    """Print everything that was counted, then everything that is wrong."""
    table = Table(title=f"seed {outcome.seed}, {outcome.rounds} rounds, {outcome.seconds:.0f} s")
    table.add_column("what")
    table.add_column("how many", justify="right")
    acts = [kind.value for kind in Kind if kind.value in outcome.counts]
    for name in [*(name for name in outcome.counts if name not in acts), *acts]:
        table.add_row(name, f"{outcome.counts[name]:,}")
    table.add_row("violations", str(len(outcome.violations)))
    to.print(table)
    for sentence in outcome.violations:
        to.print(Text(sentence, style="bold red"))


def write_json(outcome: Outcome, path: Path) -> None:
    """Write the same to `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(outcome), indent=2, ensure_ascii=False) + "\n", "utf-8")
