"""Undos by the real job: what they leave, what they say, and what they are."""

from uuid import uuid4

import dagster as dg
import pytest

from tests.defs.pipeline import Pipeline
from vehicle_pipeline.contracts import ConflictPolicy, ImportCounts, ImportStatus

HEADER = "modelo,placa,ano,valor_fipe\n"
FIRST = f"{HEADER}Gol,ABC1C34,2020,45000.00\nUno,BBB2B22,2021,30000.00\nKa,CCC3C33,2019,20000.00\n"
SECOND = f"{HEADER}Gol,ABC1C34,2020,43000.00\nFox,DDD4D44,2018,25000.00\n"


@pytest.mark.parametrize("chunk_rows", [1, 1_000])
def test_an_undo_gives_the_vehicles_their_earlier_values(
    pipeline: Pipeline, chunk_rows: int
) -> None:
    pipeline.import_(FIRST)
    before = pipeline.vehicles()
    second = pipeline.import_(SECOND, policy=ConflictPolicy.UPDATE)
    undo = pipeline.undo(second.import_.id, chunk_rows=chunk_rows)
    assert undo.success
    assert pipeline.vehicles() == before
    assert undo.import_.counts == ImportCounts(removed=1, restored=1)
    assert pipeline.jobs.get(second.import_.id).status is ImportStatus.UNDONE


def test_an_undo_materializes_the_vehicles_with_what_it_did(pipeline: Pipeline) -> None:
    first = pipeline.import_(FIRST)
    pipeline.import_(SECOND, policy=ConflictPolicy.UPDATE)
    undo = pipeline.undo(first.import_.id)
    shown = undo.materialized("vehicles")
    assert (shown["removed"], shown["restored"], shown["kept"]) == (2, 0, 1)
    assert shown["undoes"] == str(first.import_.id)
    assert shown["dagster/row_count"] == len(pipeline.vehicles()) == 2
    assert undo.materialized("undos")["file"] == "frota.csv"


def test_an_undo_tells_browsers_how_it_goes(pipeline: Pipeline) -> None:
    first = pipeline.import_(FIRST)
    undo = pipeline.undo(first.import_.id, chunk_rows=1)
    logs = [each.data["code"] for each in undo.live if each.event == "job_log"]
    assert logs == ["undo_opened", "undo_completed"]
    progress = [each.data for each in undo.live if each.event == "job_progress"]
    assert progress[0]["total_rows"] == 3
    assert (progress[-1]["processed_rows"], progress[-1]["error_rows"]) == (3, 0)


def test_a_dry_run_of_an_undo_is_none_of_the_vehicles(pipeline: Pipeline) -> None:
    first = pipeline.import_(FIRST)
    before = pipeline.vehicles()
    tried = pipeline.undo(first.import_.id, dry_run=True)
    assert tried.import_.counts == ImportCounts(removed=3)
    assert pipeline.vehicles() == before
    materialized = {event.asset_key for event in tried.events if event.is_step_materialization}
    assert materialized == {dg.AssetKey("undos")}


def test_an_import_that_wrote_nothing_is_undone_without_work(pipeline: Pipeline) -> None:
    pipeline.import_(FIRST)
    again = pipeline.import_(FIRST)
    undo = pipeline.undo(again.import_.id)
    assert undo.success
    assert undo.import_.status is ImportStatus.COMPLETED
    assert (undo.import_.total_rows, undo.import_.counts) == (0, ImportCounts())
    assert len(pipeline.vehicles()) == 3


def test_a_job_refuses_what_another_job_does(pipeline: Pipeline) -> None:
    """Launched by hand, an undo is not imported, and no import is undone."""
    first = pipeline.import_(FIRST)
    undo = pipeline.undos.begin(first.import_.id, uuid4(), dry_run=False)
    failure = pipeline.failure({"job_id": str(undo.id)})
    assert "desfaz outra" in failure.error.message or "undoes another" in failure.error.message
    assert pipeline.jobs.get(undo.id).status is ImportStatus.PENDING


@pytest.mark.parametrize("dry_run", [False, True])
def test_nothing_is_left_in_scratch(pipeline: Pipeline, dry_run: bool) -> None:
    first = pipeline.import_(FIRST)
    pipeline.undo(first.import_.id, dry_run=dry_run)
    assert list(pipeline.settings.scratch_dir.iterdir()) == []
