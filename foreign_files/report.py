"""What a run over foreign files prints, and the same as JSON."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from foreign_files.differences import UNEXPLAINED
from foreign_files.results import Result, totals

# Columns of the output where it goes to no terminal.
_WIDTH = 180


def console() -> Console:
    """Standard output."""
    return Console(width=None if os.isatty(1) else _WIDTH)


def print_results(results: Sequence[Result], to: Console) -> None:
    """Print one line per file, then what stands out, then the totals."""
    table = Table()
    for heading in ("file", "our reader", "seconds", "MB", "other readers"):
        table.add_column(heading, justify="right" if heading in {"seconds", "MB"} else "left")
    for result in results:
        table.add_row(
            Text(str(result.path)),
            Text(result.description, style="bold red" if result.is_failure else ""),
            f"{result.ended.seconds:.2f}",
            f"{result.ended.peak_bytes / 1e6:.0f}",
            Text(result.agreement, style="bold yellow" if result.agreement == "differs" else ""),
        )
    to.print(table)
    _print_differences(results, to)
    sums = Table(title="totals")
    sums.add_column("what")
    sums.add_column("how many", justify="right")
    for name, number in totals(results).items():
        sums.add_row(name, str(number))
    to.print(sums)


def _print_differences(results: Sequence[Result], to: Console) -> None:
    for result in results:
        for reader, comparison in result.comparisons.items():
            if comparison.unexplained:
                first = comparison.firsts[UNEXPLAINED]
                line = f"{result.path}: {comparison.unexplained} x, {reader}: {first}"
                to.print(Text(line, style="yellow"))
    for result in results:
        if result.is_failure:
            to.print(Text(f"{result.path}: {result.description}", style="red"))


def write_json(results: Sequence[Result], path: Path) -> None:
    """Write everything that is known to `path`."""
    content = {"totals": totals(results), "files": [result.as_json() for result in results]}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
