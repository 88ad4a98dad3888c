"""An import that is cancelled while its run loads, and goes on later: with the real job."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest

from tests.defs.pipeline import Pipeline, Tables
from vehicle_pipeline.adapters.imports.chunk_loading import ChunkRows, VehicleTable
from vehicle_pipeline.adapters.imports.ledger import ChunkOutcome
from vehicle_pipeline.adapters.imports.reimports import Reimports
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.contracts import ImportStatus
from vehicle_pipeline.defs.imports import ops

# Valid, repeated in the file, and invalid, in three chunks of three rows.
PLATES = "AAA1A11 BBB1B11 none CCC1C11 AAA1A11 DDD1D11 EEE1E11 none FFF1F11"
CONTENT = "modelo,placa,ano,valor_fipe\n" + "".join(
    f"GOL {row},{plate},2020,45000.00\n" for row, plate in enumerate(PLATES.split(" "))
)


@contextmanager
def cancelled_after(monkeypatch: pytest.MonkeyPatch, chunk: int) -> Iterator[None]:
    """Have somebody cancel the import right after a chunk is committed; chunks go one by one."""
    load = VehicleTable.load

    def load_and_cancel(
        table: VehicleTable, run_id: str, index: int, rows: ChunkRows
    ) -> ChunkOutcome:
        outcome = load(table, run_id, index, rows)
        if index == chunk:
            table._jobs.cancel(outcome.import_.id)
        return outcome

    with monkeypatch.context() as patch:
        patch.setattr(ops, "LOADERS", 1)
        patch.setattr(VehicleTable, "load", load_and_cancel)
        yield


@pytest.mark.parametrize("chunk", [0, 1, 2])
def test_what_was_committed_is_counted_and_a_later_run_completes_the_import(
    pipeline: Pipeline,
    database: Database,
    tables: Tables,
    monkeypatch: pytest.MonkeyPatch,
    chunk: int,
) -> None:
    undisturbed = pipeline.import_(CONTENT, chunk_rows=3)
    expected = pipeline.everything()
    tables.execute("delete from import_jobs; delete from vehicles")

    job_id = pipeline.accept(CONTENT)
    with cancelled_after(monkeypatch, chunk):
        stopped = pipeline.run(job_id, chunk_rows=3)
    assert not stopped.success
    assert stopped.import_.status is ImportStatus.CANCELLED
    assert stopped.import_.counts.total == 3 * (chunk + 1)
    assert len(pipeline.vehicles()) == stopped.import_.counts.inserted
    told = [event for event in stopped.events if event.is_step_failure]
    assert "was cancelled" in str(told[0].step_failure_data.user_failure_data)

    Reimports(database).again(job_id, uuid4())
    finished = pipeline.run(job_id, chunk_rows=3)
    assert finished.success
    assert finished.checks == undisturbed.checks
    assert pipeline.everything() == expected
