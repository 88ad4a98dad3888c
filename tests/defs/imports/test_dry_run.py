"""Dry runs by the real job: what they say, and what they leave alone."""

from typing import Any

import dagster as dg
import pytest

from tests.defs.dying import dying
from tests.defs.imports.test_import_job import SMALL
from tests.defs.pipeline import Pipeline
from vehicle_pipeline.contracts import (
    DRY_RUN_TAG,
    ConflictPolicy,
    DryRunReport,
    ImportCounts,
    ImportStatus,
)

# Vehicles that SMALL names in another way, with other values, with the same, and one that it lacks.
REGISTERED = """\
modelo,placa,ano,valor_fipe
Gol,ABC1C34,2020,45000.00
Uno,ABC1334,2021,1.00
Gol,QQQ1A11,2020,0.01
Fusca,ZZZ1A11,1970,5
"""


def untouched(pipeline: Pipeline) -> list[Any]:
    return pipeline.tables.execute("select ctid, xmin, * from vehicles order by plate").fetchall()


@pytest.mark.parametrize(
    ("policy", "chunk_rows"), [(ConflictPolicy.SKIP, 3), (ConflictPolicy.UPDATE, 1_000)]
)
def test_imports_do_then_what_the_dry_run_said(
    pipeline: Pipeline, policy: ConflictPolicy, chunk_rows: int
) -> None:
    pipeline.import_(REGISTERED)
    pipeline.tables.execute("create temporary table as_before as select * from vehicles")
    before = untouched(pipeline)
    tried = pipeline.import_(SMALL, chunk_rows=chunk_rows, policy=policy, dry_run=True)
    assert untouched(pipeline) == before
    done = {}
    for real in ConflictPolicy:
        done[real] = pipeline.import_(SMALL, policy=real).import_.counts
        pipeline.tables.execute(
            "delete from vehicles; insert into vehicles select * from as_before"
        )
    pipeline.tables.execute("drop table as_before")
    report = tried.import_.dry_run_report
    assert report == DryRunReport(**{real.value: counts for real, counts in done.items()})
    assert (report.update.updated, report.update.unchanged) == (1, 2)
    assert tried.import_.counts == done[policy]
    assert tried.import_.status is ImportStatus.COMPLETED


def test_a_dry_run_claims_nothing_of_the_vehicles(pipeline: Pipeline) -> None:
    tried = pipeline.import_(SMALL, dry_run=True)
    assert tried.success
    assert tried.checks == {"changed_nothing": True}
    touched = {
        event.asset_key.to_user_string()
        for event in tried.events
        if event.asset_key is not None
        or event.event_type is dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED
    }
    assert touched == {"uploads", "dry_runs"}
    materialized = {event.asset_key for event in tried.events if event.is_step_materialization}
    assert materialized == {dg.AssetKey("dry_runs")}


def test_a_dry_run_shows_what_either_policy_would_do(pipeline: Pipeline) -> None:
    pipeline.import_(REGISTERED)
    tried = pipeline.import_(SMALL, dry_run=True)
    shown = tried.metadata("dry_runs")["would_do"]
    report = tried.import_.dry_run_report
    assert report is not None
    assert isinstance(shown, dg.TableMetadataValue)
    assert [record.data for record in shown.records] == [
        {"on_conflict": "skip", **report.skip.model_dump()},
        {"on_conflict": "update", **report.update.model_dump()},
    ]


def test_people_are_told_that_nothing_was_changed(pipeline: Pipeline) -> None:
    tried = pipeline.import_(SMALL, dry_run=True)
    told = [event.data for event in tried.live if event.event == "job_log"]
    assert told[0]["message"] == "Simulação: nenhum veículo será incluído nem alterado"
    assert told[-1]["message"].startswith("Simulação concluída: nada foi alterado. De 10 linhas, ")
    assert all("{" not in line["message"] for line in told)
    last = [event.data for event in tried.live if event.event == "job_progress"][-1]
    counts = tried.import_.counts
    assert (last["processed_rows"], last["error_rows"]) == (counts.processed, counts.errors)


def test_what_would_be_rejected_is_kept(pipeline: Pipeline) -> None:
    pipeline.import_(SMALL, dry_run=True)
    tried = pipeline.rejected()
    pipeline.tables.execute("delete from import_jobs")
    pipeline.import_(SMALL)
    assert tried == pipeline.rejected()


def test_a_dry_run_that_died_is_continued_as_if_nothing_had_happened(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.import_(REGISTERED)
    whole = pipeline.import_(SMALL, chunk_rows=3, dry_run=True).import_
    job_id = pipeline.accept(SMALL, dry_run=True)
    with dying(monkeypatch, 1, "after"):
        assert not pipeline.run(job_id, chunk_rows=3).success
    again = pipeline.run(job_id, chunk_rows=3)
    assert again.success
    assert again.import_.counts == whole.counts
    assert again.import_.dry_run_report == whole.dry_run_report


def test_a_file_that_cannot_be_imported_cannot_be_tried(pipeline: Pipeline) -> None:
    tried = pipeline.import_("modelo;placa;ano\nGol;ABC1234;2020\n", dry_run=True)
    failed = tried.import_
    assert (failed.status, failed.error_code) == (ImportStatus.FAILED, "missing_columns")
    assert (failed.dry_run_report, failed.counts) == (None, ImportCounts())


def test_a_check_notices_a_dry_run_that_changed_something(pipeline: Pipeline) -> None:
    job_id = pipeline.accept(SMALL, dry_run=True)
    pipeline.tables.execute(
        "insert into vehicles values ('AAA1A11', 'AAA1A11', 'Gol', 2020, 1, %s, 2)", [job_id]
    )
    assert pipeline.run(job_id).checks == {"changed_nothing": False}


def test_the_tag_is_that_of_the_design() -> None:
    assert DRY_RUN_TAG == "import/dry_run"
