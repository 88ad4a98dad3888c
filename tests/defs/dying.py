"""Runs that die while they load."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from vehicle_pipeline.adapters.imports.chunk_loading import ChunkRows, VehicleTable
from vehicle_pipeline.adapters.imports.ledger import ChunkOutcome


@contextmanager
def dying(monkeypatch: pytest.MonkeyPatch, chunk: int, moment: str) -> Iterator[None]:
    """Let the run die before or after it commits a chunk."""
    load = VehicleTable.load

    def load_or_die(table: VehicleTable, run_id: str, index: int, rows: ChunkRows) -> ChunkOutcome:
        if index == chunk and moment == "before":
            raise RuntimeError("killed")
        outcome = load(table, run_id, index, rows)
        if index == chunk:
            raise RuntimeError("killed")
        return outcome

    with monkeypatch.context() as patch:
        patch.setattr(VehicleTable, "load", load_or_die)
        yield
