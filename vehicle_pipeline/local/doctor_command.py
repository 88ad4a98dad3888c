"""`vehicle-pipeline doctor`: is everything as it should be, and what would mend it?"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from vehicle_pipeline.domain.outside_text import printable
from vehicle_pipeline.local import output
from vehicle_pipeline.local.api_access import DataDirOption, console
from vehicle_pipeline.local.command_line import read_settings, reporting
from vehicle_pipeline.local.doctor.findings import Finding, Level, error
from vehicle_pipeline.local.errors import FAILED, BadUsageError
from vehicle_pipeline.local.narrator import Narrator

_SIGNS = {Level.OK: ("✓", "green"), Level.WARNING: ("!", "yellow"), Level.ERROR: ("✗", "red")}


def doctor(
    data_dir: DataDirOption = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Escreve o que foi visto em JSON, nas duas línguas.")
    ] = False,
) -> None:
    """Examina a instalação, no ar ou não, e diz como corrigir o que não está bem."""
    narrator = Narrator(Console(stderr=True))
    with reporting(narrator), narrator.console.status("Examinando…"):
        findings = _examined(data_dir)
    if as_json:
        output.print_json([finding.model_dump(mode="json") for finding in findings])
    else:
        _show(console(), findings)
    if any(finding.level is Level.ERROR for finding in findings):
        raise typer.Exit(FAILED)


def _examined(data_dir: Path | None) -> list[Finding]:
    try:
        settings = read_settings(data_dir=data_dir)
    except BadUsageError as fault:
        # Without a configuration it is not known where to look.
        return [error("configuration", "configuration_bad", because=fault.sentence)]
    # Late: drivers of everything are loaded.
    from vehicle_pipeline.local.doctor.examination import examine

    return list(examine(settings, os.environ))


def _show(shown: Console, findings: Sequence[Finding]) -> None:
    width = max(len(finding.part) for finding in findings)
    for finding in findings:
        sign, style = _SIGNS[finding.level]
        seen = f" {finding.part:<{width}}  {printable(finding.seen)}"
        shown.print(Text.assemble((sign, style), seen))
        if finding.mend:
            shown.print(Text(f"  {'':<{width}}  → {printable(finding.mend)}", "dim"))
    counts = {level: sum(each.level is level for each in findings) for level in Level}
    errors, warnings = counts[Level.ERROR], counts[Level.WARNING]
    shown.print(Text(f"Erros: {errors}. Avisos: {warnings}. Em ordem: {counts[Level.OK]}."))
