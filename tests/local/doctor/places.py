"""What is examined in tests, and what was found in it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from vehicle_pipeline.local.doctor.findings import Finding
from vehicle_pipeline.local.doctor.place import Place
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.state import StackState
from vehicle_pipeline.settings import Settings


def place(
    root: Path, *, stack: StackState | None = None, is_held: bool = False, **settings: Any
) -> Place:
    """A data dir, with no stack unless one is given."""
    return Place(Settings(data_dir=root, **settings), DataDir(root), stack, is_held)


def codes(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """Level and code of each; what is not well has a way to mend it, in both languages."""
    found = list(findings)
    for finding in found:
        assert (finding.level == "ok") == (finding.mend is None) == (finding.mend_en is None)
    return [(finding.level.value, finding.code) for finding in found]
