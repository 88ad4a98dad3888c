"""Measures a whole stack against its promises: `python -m benchmarks` or `make bench`."""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks import (
    bulk_load,
    error_files,
    exports,
    growth,
    hostile_clients,
    latency,
    pages,
    previews,
    reading,
    repeats,
    report,
    slow_clients,
    sources,
)
from benchmarks.client import ImportFailedError
from benchmarks.stack import StackUnavailableError, running_stack


def main() -> int:
    """Run what was asked for; return the exit status."""
    options, measured_on = _options(), report.machine()
    try:
        figures = _measure(options)
    except StackUnavailableError as error:
        print(f"The stack did not start, so nothing was measured. {error}", file=sys.stderr)
        return 2
    except ImportFailedError as error:
        print(f"An import went wrong, so the figures would mean nothing. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    report.print_table(figures, measured_on)
    if options.out:
        report.write_json(figures, measured_on, options.out)
    # The other figures are for people to judge: they depend on the machine.
    has_grown = options.only == "growth" and any(each.verdict == "MISSED" for each in figures)
    return 1 if has_grown else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the large file")
    parser.add_argument("--rounds", type=int, default=3, help="turns of \\copy and import")
    parser.add_argument(
        "--only",
        choices=[
            "latency",
            "bulk",
            "errors",
            "exports",
            "pages",
            "previews",
            "reading",
            "repeats",
            "sources",
            "growth",
            "hostile",
        ],
        help="one part alone; `growth` and `hostile` take minutes and run only when asked for",
    )
    parser.add_argument("--hours", type=int, default=24, help="simulated hours of `growth`")
    parser.add_argument(
        "--source", type=Path, help="another checkout, whose API `hostile` is to measure"
    )
    parser.add_argument("--out", type=Path, help="also write the figures to this JSON file")
    return parser.parse_args()


def _measure(options: argparse.Namespace) -> list[report.Figure]:
    figures: list[report.Figure] = []
    with tempfile.TemporaryDirectory(prefix="vehicle-bench-files-") as name:
        folder = Path(name)
        if options.only == "growth":
            return growth.measure(folder, options.hours)
        if options.only == "hostile":
            figures = hostile_clients.measure(folder, options.source)
            return figures if options.source else figures + slow_clients.measure(folder)
        if options.only != "reading":
            figures += _measure_stack(options, folder)
        if options.only in (None, "reading"):
            figures += reading.measure(folder)
    return figures


def _measure_stack(options: argparse.Namespace, folder: Path) -> list[report.Figure]:
    figures: list[report.Figure] = []
    with running_stack() as it:
        if options.only in (None, "latency"):
            figures += latency.measure(it, folder)
        if options.only in (None, "bulk"):
            figures += bulk_load.measure(it, folder, options.rows, options.rounds)
        if options.only in (None, "errors"):
            figures += error_files.measure(it, folder)
        if options.only in (None, "exports"):
            figures += exports.measure(it, folder, options.rows, options.rounds)
        if options.only in (None, "repeats"):
            figures += repeats.measure(it, folder, options.rows, options.rounds)
        if options.only in (None, "sources"):
            figures += sources.measure(it, folder)
        if options.only in (None, "previews"):
            figures += previews.measure(it, folder)
        if options.only in (None, "pages"):
            figures += pages.measure(it, folder, options.rows)
    return figures


if __name__ == "__main__":
    sys.exit(main())
