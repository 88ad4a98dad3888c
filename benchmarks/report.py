"""The one table a benchmark prints, and the same figures as JSON."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    name: str
    value: float
    unit: str
    # Largest value that is good enough; None when nothing was promised.
    target: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """Whether the promise was kept."""
        if self.target is None:
            return ""
        return "ok" if self.value <= self.target else "MISSED"


def machine() -> dict[str, str]:
    """What the figures depend on; to be asked before the measuring starts."""
    packages = {name: version(name) for name in ("dagster", "polars", "psycopg")}
    return {
        "cores": str(os.cpu_count()),
        # Far above 0 at the start, and the figures tell of the neighbours as well.
        "load": f"{os.getloadavg()[0]:.1f}",
        "platform": platform.platform(terse=True),
        "python": platform.python_version(),
        **packages,
    }


def print_table(figures: Sequence[Figure], measured_on: Mapping[str, str]) -> None:
    """Print every figure beside its target."""
    table = Table(title=", ".join(f"{name} {value}" for name, value in measured_on.items()))
    for heading in ("measured", "figure", "target", "", "how"):
        table.add_column(heading, justify="right" if heading in {"figure", "target"} else "left")
    for figure in figures:
        target = "" if figure.target is None else f"<= {figure.target:g} {figure.unit}"
        value = f"{figure.value:,.2f} {figure.unit}"
        table.add_row(figure.name, value, target, figure.verdict, figure.note)
    Console(width=None if os.isatty(1) else 150).print(table)


def write_json(figures: Sequence[Figure], measured_on: Mapping[str, str], path: Path) -> None:
    """Write every figure to `path`."""
    body = {"machine": measured_on, "figures": [asdict(figure) for figure in figures]}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(body, indent=2, ensure_ascii=False) + "\n", "utf-8")
