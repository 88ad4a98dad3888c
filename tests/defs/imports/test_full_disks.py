"""Runs whose working files or whose database have no space: a clear reason, and on again later."""

from pathlib import Path
from random import Random

import dagster as dg
import pytest

from tests.databases import without_space
from tests.defs.pipeline import Outcome, Pipeline, Tables, empty
from tests.disks import Disk
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.contracts import ImportStatus
from vehicle_pipeline.local.postgres import EmbeddedPostgres
from vehicle_pipeline.settings import Settings

_DRAWN = Random(1)
# Three chunks, the second and third of them with rejected rows that take some room, since nothing
# in them repeats.
FILE = "modelo;placa;ano;valor_fipe\n" + "".join(
    f"Gol;{plate};2020;1,00\n"
    for plate in (
        *(f"ABC1D{number:02}" for number in range(20)),
        *(f"NO{number}{_DRAWN.randbytes(2_000).hex()}" for number in range(40)),
    )
)
CHUNK = 20


def errors(history: dg.DagsterInstance, outcome: Outcome) -> str:
    return "\n".join(
        entry.user_message
        for entry in history.all_logs(outcome.run_id)
        if entry.level >= 40 and not entry.is_dagster_event
    )


def everything(pipeline: Pipeline) -> object:
    """What the import of FILE leaves when nothing is in its way."""
    pipeline.import_(FILE, chunk_rows=CHUNK)
    left = pipeline.everything()
    empty(pipeline.tables)
    return left


@pytest.mark.parametrize("trouble", ["full", "read_only"])
def test_a_run_without_scratch_space_says_so_and_the_next_one_completes(
    configured: Settings,
    database: Database,
    tables: Tables,
    history: dg.DagsterInstance,
    disk: Disk,
    tmp_path: Path,
    trouble: str,
) -> None:
    cramped = configured.model_copy(
        update={"data_dir": disk.folder, "object_store_url": str(tmp_path / "uploads")}
    )
    pipeline = Pipeline(cramped, database, tables, history)
    undisturbed = everything(pipeline)
    job_id = pipeline.accept(FILE)
    (disk.fill if trouble == "full" else disk.protect)()
    failed = pipeline.run(job_id, CHUNK)
    assert not failed.success
    word = "is full" if trouble == "full" else "can only be read"
    assert f"The disk of the machine that runs the imports {word}" in errors(history, failed)
    assert failed.import_.status is ImportStatus.PROCESSING
    assert tables.execute("select * from vehicles").fetchall() == []
    (disk.free if trouble == "full" else disk.unprotect)()
    assert pipeline.run(job_id, CHUNK).success
    assert pipeline.everything() == undisturbed
    assert list((disk.folder / "scratch").iterdir()) == []


def test_a_chunk_that_the_database_has_no_space_for_is_loaded_by_the_next_run(
    pipeline: Pipeline, postgres: EmbeddedPostgres, history: dg.DagsterInstance
) -> None:
    undisturbed = everything(pipeline)
    job_id = pipeline.accept(FILE)
    with without_space(pipeline.tables, "rejected_parts", postgres.program.user):
        failed = pipeline.run(job_id, CHUNK)
    assert not failed.success
    assert "The database has run out of disk space" in errors(history, failed)
    chunks = "select chunk_index from import_chunks where committed_at is not null"
    # The first chunk needed none of that space. Of the others there is nothing.
    assert pipeline.tables.execute(chunks).fetchall() == [(0,)]
    assert pipeline.rejected() == []
    assert pipeline.run(job_id, CHUNK).success
    assert pipeline.everything() == undisturbed
