"""The real job, in this process, on a real PostgreSQL: files in, rows and reports out."""

import csv
import datetime as dt
import io
import json
import sys
from collections.abc import Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import dagster as dg
import openpyxl
import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.defs.dying import dying
from tests.defs.pipeline import Outcome, Pipeline, empty, run_config
from tests.effort import examples, one_in
from tests.oracle import reference
from tests.oracle.files import SheetFile, sheet_files
from tests.oracle.reference import Rejected, Verdict
from vehicle_pipeline.adapters.imports.chunk_loading import VehicleTable
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.storage.stores import object_store
from vehicle_pipeline.contracts import (
    FILENAME_TAG,
    JOB_ID_TAG,
    LIVE_EVENTS_KEY,
    Assumption,
    ConflictPolicy,
    ImportCounts,
    ImportStatus,
)
from vehicle_pipeline.definitions import build_definitions
from vehicle_pipeline.defs.imports import assets, checks
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.settings import Settings
from vehicle_pipeline.spreadsheets.text import text_records

UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"

# Every kind of row, and vehicles that come again far apart.
SMALL = """\
modelo;placa;ano;valor_fipe
Gol;ABC1234;2020;45.000,00
Uno;abc-1d34;2020/2021;1.234,56

;XYZ1A00;2020;1
Gol;?;1890;-1
Total
Palio;ABC1C34;2020;45.000
Onix;QQQ1A11;32000;R$ 10,00
Uno;ABC 1334;2019;7
Gol;QQQ1A11;2020;0,01
Gol;QQQ-1011;2020;0,02
"""


def check_against(verdict: Verdict, pipeline: Pipeline, outcome: Outcome) -> None:
    """The import holds what the oracle says, its books agree and its checks pass."""
    assert pipeline.vehicles() == verdict.accepted
    assert pipeline.rejected() == sorted([*verdict.rejected, *verdict.duplicates])
    finished = outcome.import_
    assert finished.status is ImportStatus.COMPLETED
    assert finished.counts == ImportCounts(
        inserted=len(verdict.accepted),
        duplicate=len(verdict.duplicates),
        rejected=len({fault.row_number for fault in verdict.rejected}),
    )
    assert finished.counts.total == finished.total_rows == verdict.total
    assert outcome.success
    assert outcome.checks.items() >= {"conservation": True, "one_row_per_vehicle": True}.items()


# --- the examples -------------------------------------------------------------------------------


def test_the_example_csv_becomes_exactly_the_expected_rows(
    pipeline: Pipeline, examples: Path
) -> None:
    file = examples / "frota.csv"
    outcome = pipeline.import_(file.read_bytes(), chunk_rows=700)
    check_against(reference.judge(file, ","), pipeline, outcome)
    assert outcome.checks["rejection_rate"]


def as_text(cell: object, column: int) -> str:
    if isinstance(cell, dt.date):
        return str(cell.year)
    if column == 3 and isinstance(cell, int | float):
        return f"{cell:.2f}"
    return "" if cell is None else str(cell)


def test_the_example_workbook_becomes_exactly_the_expected_rows(
    pipeline: Pipeline, examples: Path, tmp_path: Path
) -> None:
    sheet = openpyxl.load_workbook(examples / "frota.xlsx").worksheets[0]
    rows = [[as_text(cell, at) for at, cell in enumerate(row)] for row in sheet.values]
    rows[0] = list(reference.COLUMNS)
    with (tmp_path / "same.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)

    outcome = pipeline.import_((examples / "frota.xlsx").read_bytes(), "frota.xlsx", 50)
    check_against(reference.judge(tmp_path / "same.csv", ","), pipeline, outcome)


def test_importing_the_same_file_again_changes_nothing(pipeline: Pipeline) -> None:
    first = pipeline.import_(SMALL)
    vehicles = pipeline.vehicles()
    again = pipeline.import_(SMALL)
    assert again.import_.counts.duplicate == first.import_.counts.processed + 2 + 1
    assert again.import_.counts.inserted == 0
    updated = pipeline.import_(SMALL, policy=ConflictPolicy.UPDATE)
    assert updated.import_.counts.unchanged == first.import_.counts.inserted
    assert pipeline.vehicles() == vehicles


def test_an_update_changes_what_differs(pipeline: Pipeline) -> None:
    pipeline.import_(SMALL)
    changed = SMALL.replace("45.000,00", "1,00")
    outcome = pipeline.import_(changed, policy=ConflictPolicy.UPDATE)
    assert (outcome.import_.counts.updated, outcome.import_.counts.inserted) == (1, 0)
    assert [str(row.valor_fipe) for row in pipeline.vehicles() if row.plate == "ABC1C34"] == [
        "1.00"
    ]


# --- order-free ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def undisturbed(
    migrated_url: str, history: dg.DagsterInstance, tmp_path_factory: pytest.TempPathFactory
) -> list[Any]:
    """What the small file leaves when it is imported in one chunk."""
    database = Database(migrated_url)
    with (
        pytest.MonkeyPatch.context() as patch,
        psycopg.connect(migrated_url, autocommit=True) as tables,
        closing(database),
    ):
        patch.setenv("DATABASE_URL", migrated_url)
        empty(tables)
        settings = Settings(data_dir=tmp_path_factory.mktemp("undisturbed"))
        pipeline = Pipeline(settings, database, tables, history)
        assert pipeline.import_(SMALL).success
        left = pipeline.everything()
        empty(tables)
    return left


def test_the_small_file_is_judged_as_the_rules_say(pipeline: Pipeline, tmp_path: Path) -> None:
    (tmp_path / "small.csv").write_text(SMALL)
    check_against(reference.judge(tmp_path / "small.csv", ";"), pipeline, pipeline.import_(SMALL))


@pytest.mark.parametrize("chunk_rows", one_in(2, [1, 1_000_000, 7, 100]))
def test_the_size_of_the_chunks_makes_no_difference(
    pipeline: Pipeline, undisturbed: list[Any], chunk_rows: int
) -> None:
    assert pipeline.import_(SMALL, chunk_rows=chunk_rows).success
    assert pipeline.everything() == undisturbed


@hypothesis_settings(
    max_examples=examples(3),
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(sheet=sheet_files(), chunk_rows=st.sampled_from([2, 1_000]))
def test_any_file_becomes_what_the_oracle_says(
    pipeline: Pipeline, tmp_path: Path, sheet: SheetFile, chunk_rows: int
) -> None:
    empty(pipeline.tables)
    (tmp_path / "any.csv").write_bytes(sheet.content)
    verdict = reference.judge(tmp_path / "any.csv", sheet.delimiter)
    outcome = pipeline.import_(sheet.content, chunk_rows=chunk_rows)
    if verdict.total:
        check_against(verdict, pipeline, outcome)
    else:
        assert outcome.import_.error_code == "no_rows"


def multiprocess_job() -> dg.JobDefinition:
    """The job with an executor of its own; the processes of a run load it from here."""
    definitions = build_definitions(Settings())
    return dg.Definitions(
        assets=[assets.uploads, assets.import_vehicles],
        asset_checks=[checks.audit_import],
        jobs=[
            dg.define_asset_job(
                "import_in_processes",
                selection=dg.AssetSelection.assets("vehicles", "rejected_rows").without_checks(),
            )
        ],
        resources=definitions.resources,
        executor=dg.multiprocess_executor.configured(
            {
                "max_concurrent": 2,
                "start_method": {"forkserver": {"preload_modules": ["dagster_postgres", __name__]}},
            }
        ),
    ).resolve_job_def("import_in_processes")


def test_several_processes_make_no_difference(
    pipeline: Pipeline,
    undisturbed: list[Any],
    dagster_on_postgres: dg.DagsterInstance,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATA_DIR", str(pipeline.settings.data_dir))
    job_id = pipeline.accept(SMALL)
    with dg.execute_job(
        dg.reconstructable(multiprocess_job),
        instance=dagster_on_postgres,
        run_config=run_config(job_id, 5),
    ) as result:
        assert result.success
        workers = {event.pid for event in result.all_events if event.is_step_success}
    assert len(workers) > 1
    assert pipeline.everything() == undisturbed


# --- files that cannot be imported --------------------------------------------------------------


def workbook(*rows: Sequence[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


HEADER = ("modelo", "placa", "ano", "valor_fipe")


@pytest.mark.parametrize(
    ("content", "filename", "code"),
    [
        (b"", "a.csv", "empty_file"),
        (b"modelo;placa;ano;valor_fipe\n", "a.csv", "no_rows"),
        (b"modelo;placa;ano\nGol;ABC1234;2020\n", "a.csv", "missing_columns"),
        (b"modelo;placa;placa;ano;valor\n", "a.csv", "ambiguous_columns"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a.csv", "unknown_code_page"),
        (SMALL.encode() + b'"Gol;ABC1234;2020;1\n' * 2, "a.csv", "unclosed_quote"),
        (workbook(HEADER, ("Gol", "ABC1234", 2020, 1))[:-100], "a.xlsx", "unreadable_file"),
        (b"modelo;placa;ano;valor_fipe" + b";x" * 100_000, "a.csv", "too_many_columns"),
        (workbook((*HEADER, *["x"] * 16_381)), "a.xlsx", "too_many_columns"),
        (workbook(HEADER), "a.xlsx", "no_rows"),
        (workbook(), "a.xlsx", "empty_file"),
        (b"<html><table><tr><td>modelo</td></tr></table></html>", "a.xls", "unreadable_file"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_imported_fails_with_its_reason(
    pipeline: Pipeline, content: bytes, filename: str, code: str
) -> None:
    outcome = pipeline.import_(content, filename, chunk_rows=1)
    failed = outcome.import_
    assert not outcome.success
    assert (failed.status, failed.error_code) == (ImportStatus.FAILED, code)
    assert (failed.total_rows, failed.counts) == (None, ImportCounts())
    assert (pipeline.vehicles(), pipeline.rejected()) == ([], [])
    (log,) = pipeline.tables.execute("select level, code from job_logs").fetchall()
    assert log == ("error", code)
    (failure,) = (
        event.step_failure_data
        for event in outcome.events
        if event.event_type is dg.DagsterEventType.STEP_FAILURE
    )
    # A sentence for people.
    assert failure.user_failure_data is not None
    assert failure.user_failure_data.description == sentence(code, failed.error_params)
    # One that was expected: how the program found out is of no interest.
    assert failure.error is not None
    assert (failure.error.cause, failure.error.context) == (None, None)


@pytest.mark.parametrize(
    ("job_id", "chunk_rows", "rule"),
    [
        ("4f6f2f4e", 10, "job_id: Id of the import"),
        (UNKNOWN_ID, 0, "chunk_rows: Rows per chunk, from 1 to"),
        (UNKNOWN_ID, 10**18, "chunk_rows: Rows per chunk, from 1 to"),
        ("x", -1, "chunk_rows: Rows per chunk, from 1 to 1048576. job_id: Id of the import"),
        (UNKNOWN_ID, 10, "There is no import"),
    ],
)
def test_a_run_config_that_makes_no_sense_fails_the_run_with_a_sentence(
    pipeline: Pipeline, job_id: str, chunk_rows: int, rule: str
) -> None:
    failure = pipeline.failure({"job_id": job_id, "chunk_rows": chunk_rows})
    assert rule in failure.user_failure_data.description
    assert (failure.error.cause, failure.error.context) == (None, None)


def test_the_reason_of_a_failure_is_told_to_browsers(pipeline: Pipeline) -> None:
    outcome = pipeline.import_("modelo;placa\n")
    (told,) = outcome.live
    stored = "select id, code, params from job_logs"
    assert pipeline.tables.execute(stored).fetchall() == [
        (told.data["id"], told.data["code"], told.data["params"])
    ]
    assert (told.event, told.data["code"]) == ("job_log", "missing_columns")
    assert told.data["job_id"] == str(outcome.import_.id)


def test_missing_columns_are_told_with_what_was_found(pipeline: Pipeline) -> None:
    outcome = pipeline.import_(b"modelo;placa;ano\nGol;ABC1234;2020\n")
    assert outcome.import_.error_params == {
        "missing": "valor_fipe",
        "found": "modelo, placa, ano",
        "expected": "modelo, placa, ano, valor_fipe",
        "row": 1,
        "searched": 20,
        "reason": "columns_unlike",
    }


def test_an_upload_that_is_gone_fails_its_import(pipeline: Pipeline) -> None:
    job_id = pipeline.accept(SMALL)
    object_store(pipeline.settings.uploads_url).delete(pipeline.jobs.get(job_id).object_key)
    assert pipeline.run(job_id).import_.error_code == "upload_missing"


@pytest.mark.parametrize("end", ["complete", "cancel"])
def test_a_run_of_a_finished_import_changes_nothing(pipeline: Pipeline, end: str) -> None:
    job_id = pipeline.accept(SMALL)
    if end == "complete":
        pipeline.run(job_id)
    else:
        pipeline.jobs.cancel(job_id)
    before = (pipeline.jobs.get(job_id), pipeline.everything())
    late = pipeline.run(job_id)
    assert (pipeline.jobs.get(job_id), pipeline.everything()) == before
    # It does not look like a broken import, and names the way.
    assert late.success
    assert "import_vehicles.finish_import" in late.skipped
    assert (late.checks, late.live) == ({}, [])
    (warning,) = late.warnings
    assert f"POST http://127.0.0.1:8000/api/v1/imports/{job_id}/reimport" in warning


def test_a_run_without_an_import_is_skipped_with_a_sentence(pipeline: Pipeline) -> None:
    """As pressing "Materialize" on `vehicles` starts it."""
    waiting = pipeline.accept(SMALL)
    before = (pipeline.jobs.get(waiting), pipeline.everything())
    outcome = pipeline.run(waiting, config={})
    assert outcome.success
    assert "import_vehicles.finish_import" in outcome.skipped
    assert not any(event.is_step_materialization for event in outcome.events)
    (warning,) = outcome.warnings
    assert "POST http://127.0.0.1:8000/api/v1/imports" in warning
    assert (pipeline.jobs.get(waiting), pipeline.everything()) == before


def test_many_rejected_rows_are_a_warning_and_no_failure(pipeline: Pipeline) -> None:
    outcome = pipeline.import_(SMALL)
    assert outcome.success
    assert outcome.checks == {
        "conservation": True,
        "one_row_per_vehicle": True,
        "rejection_rate": False,
    }


# --- exactly once -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chunk", "moment"), [(0, "before"), (0, "after"), (1, "before"), (3, "after")]
)
def test_a_run_that_died_is_continued_as_if_nothing_had_happened(
    pipeline: Pipeline,
    undisturbed: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    chunk: int,
    moment: str,
) -> None:
    job_id = pipeline.accept(SMALL)
    with dying(monkeypatch, chunk, moment):
        dead = pipeline.run(job_id, chunk_rows=3)
    assert not dead.success
    assert dead.import_.status is ImportStatus.PROCESSING
    committed = "select count(*) from import_chunks where committed_at is not null"
    assert pipeline.tables.execute(committed).fetchone() != (4,) or moment == "after"

    again = pipeline.run(job_id, chunk_rows=3)
    assert again.success
    assert set(again.checks.values()) <= {True, again.checks["rejection_rate"]}
    assert pipeline.everything() == undisturbed


def test_a_run_that_continues_with_another_chunk_size_changes_nothing(
    pipeline: Pipeline, undisturbed: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The configured size may change between a crash and the recovery.
    job_id = pipeline.accept(SMALL)
    with dying(monkeypatch, 1, "before"):
        pipeline.run(job_id, chunk_rows=3)
    assert pipeline.run(job_id, chunk_rows=4).success
    assert pipeline.everything() == undisturbed


@pytest.mark.parametrize("step", ["convert", "find_repeats", "row_schema"])
def test_a_run_that_died_before_anything_was_loaded_is_repeated(
    pipeline: Pipeline, undisturbed: list[Any], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    job_id = pipeline.accept(SMALL)

    def dies(*_: Any) -> Any:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(f"vehicle_pipeline.defs.imports.ops.{step}", dies)
        assert not pipeline.run(job_id).success
    assert pipeline.run(job_id).success
    assert pipeline.everything() == undisturbed


def test_a_run_that_can_start_no_process_for_the_workbook_is_repeated(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = pipeline.accept(workbook(HEADER, ("Gol", "ABC1234", 2020, 1)), "a.xlsx")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", "/none")
        outcome = pipeline.run(job_id)
    assert not outcome.success
    assert outcome.import_.status is ImportStatus.PROCESSING
    assert outcome.import_.error_code is None
    assert pipeline.run(job_id).import_.status is ImportStatus.COMPLETED


def test_a_run_that_died_after_the_end_leaves_a_finished_import(
    pipeline: Pipeline, undisturbed: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: Any) -> Any:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(VehicleTable, "preview", dies)
        outcome = pipeline.import_(SMALL)
    assert not outcome.success
    assert outcome.import_.status is ImportStatus.COMPLETED
    assert pipeline.everything() == undisturbed


def test_a_repeated_run_after_an_update_counts_as_the_first_would_have(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.import_(SMALL)
    job_id = pipeline.accept(SMALL.replace("2020;", "2018;"), policy=ConflictPolicy.UPDATE)
    with dying(monkeypatch, 2, "before"):
        pipeline.run(job_id, chunk_rows=3)
    counts = pipeline.run(job_id, chunk_rows=3).import_.counts
    assert (counts.inserted, counts.unchanged) == (0, 1)
    assert counts.updated == 2


def test_nothing_is_left_in_scratch(pipeline: Pipeline) -> None:
    pipeline.import_(SMALL, chunk_rows=3)
    assert list(pipeline.settings.scratch_dir.iterdir()) == []


@pytest.mark.parametrize("why", ["bad file", "crash"])
def test_a_failed_run_leaves_nothing_in_scratch(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    if why == "bad file":
        # Its last record is too large to be read; by then the first chunks are written.
        monkeypatch.setattr(text_records, "_BLOCK", 64)
        outcome = pipeline.import_(f"{SMALL}{'x' * 500};ABC1234;2020;1\n", chunk_rows=1)
        assert outcome.import_.error_code == "long_record"
    else:
        with dying(monkeypatch, 1, "before"):
            pipeline.import_(SMALL, chunk_rows=3)
    assert [path for path in pipeline.settings.scratch_dir.rglob("*") if path.is_file()] == []


# --- what people see ----------------------------------------------------------------------------


def test_the_last_progress_is_always_told_and_complete(pipeline: Pipeline) -> None:
    outcome = pipeline.import_(SMALL, chunk_rows=4)
    told = [event.data for event in outcome.live if event.event == "job_progress"]
    counts = outcome.import_.counts
    assert told[0]["total_rows"] == counts.total
    assert (told[0]["processed_rows"], told[0]["error_rows"]) == (0, 0)
    last = told[-1]
    assert (last["processed_rows"], last["error_rows"], last["total_rows"]) == (
        counts.processed,
        counts.errors,
        counts.total,
    )
    assert last["rows_per_second"] > 0
    assert last["dagster_run_id"] == outcome.run_id
    for earlier, later in pairwise(told):
        assert earlier["processed_rows"] <= later["processed_rows"]


def test_every_line_of_the_log_is_told_once_as_it_is_stored(pipeline: Pipeline) -> None:
    outcome = pipeline.import_(SMALL, chunk_rows=3)
    told = [event.data for event in outcome.live if event.event == "job_log"]
    stored = pipeline.tables.execute(
        "select id, level, code, params, row_number from job_logs order by id"
    ).fetchall()
    fields = ("id", "level", "code", "params", "row_number")
    # Chunks are loaded two at a time, so their lines are stored in each other's midst.
    assert sorted(tuple(line[name] for name in fields) for line in told) == stored
    assert {line["job_id"] for line in told} == {str(outcome.import_.id)}
    codes = [line["code"] for line in told]
    assert (codes[0], codes[-1]) == ("file_opened", "import_completed")
    faulty = [line["row_number"] for line in told if line["row_number"]]
    assert faulty == [row for row, _, _ in rows_of(pipeline.rejected())]
    assert all(
        line["message"].startswith(f"Linha {line['row_number']}: ")
        for line in told
        if line["row_number"]
    )


def rows_of(rejected: list[Rejected]) -> list[tuple[int, str, str]]:
    return [(fault.row_number, fault.code, fault.field) for fault in rejected]


def test_an_assumption_about_the_decimal_sign_is_told(pipeline: Pipeline) -> None:
    outcome = pipeline.import_("modelo;placa;ano;valor_fipe\nGol;ABC1234;2020;45.000\n")
    codes = [event.data["code"] for event in outcome.live if event.event == "job_log"]
    assert codes == ["file_opened", "assumed_decimal_comma", "import_completed"]
    assert outcome.import_.dialect is not None
    assert outcome.import_.dialect.assumptions == [Assumption(code="assumed_decimal_comma")]


def test_live_events_can_be_sent_to_a_browser(pipeline: Pipeline) -> None:
    for event in pipeline.import_(SMALL).live:
        assert json.loads(json.dumps(event.data)) == event.data


def test_the_upload_is_materialized_with_its_file_and_dialect(pipeline: Pipeline) -> None:
    outcome = pipeline.import_(SMALL, chunk_rows=4)
    shown = outcome.materialized("uploads")
    assert (shown["file"], shown["rows"], shown["chunks"]) == ("frota.csv", 10, 3)
    assert shown["bytes"] == len(SMALL.encode())
    assert shown["job_id"] == str(outcome.import_.id)
    assert outcome.import_.dialect is not None
    assert shown["dialect"] == outcome.import_.dialect.model_dump(mode="json")


def test_what_browsers_hear_fills_no_page_of_an_asset(pipeline: Pipeline) -> None:
    outcome = pipeline.import_(SMALL, chunk_rows=2)
    assert len(outcome.live) > 10
    assert not any(event.is_asset_observation for event in outcome.events)
    made = [
        event.step_materialization_data.materialization.metadata
        for event in outcome.events
        if event.is_step_materialization
    ]
    assert len(made) == 3
    assert not any(LIVE_EVENTS_KEY in metadata for metadata in made)


def test_the_tables_are_materialized_with_figures_preview_and_link(pipeline: Pipeline) -> None:
    pipeline.import_("modelo,placa,ano,valor_fipe\nGol,ZZZ1A11,2020,1.00\nGol,?,2020,1.00\n")
    outcome = pipeline.import_(SMALL)
    counts = outcome.import_.counts
    made = outcome.materialized("vehicles")
    assert made.items() >= counts.model_dump().items()
    # Of the table, and not of the import.
    assert made["dagster/row_count"] == counts.processed + 1
    assert made["rows_per_second"] > 0
    link = f"http://127.0.0.1:8000/api/v1/imports/{outcome.import_.id}"
    assert made["import"] == link
    preview = outcome.metadata("vehicles")["preview"]
    assert isinstance(preview, dg.TableMetadataValue)
    rows = [record.data for record in preview.records]
    assert {
        "source_row": 3,
        "plate": "ABC1D34",
        "placa": "abc-1d34",
        "modelo": "Uno",
        "ano": 2021,
        "valor_fipe": "1234.56",
    } in rows
    assert len(rows) == counts.inserted

    rejected = outcome.materialized("rejected_rows")
    assert (rejected["rejected"], rejected["duplicate"]) == (counts.rejected, counts.duplicate)
    assert rejected["dagster/row_count"] == len(pipeline.rejected())
    assert rejected["error_percent"] == round(100 * counts.errors / counts.total, 2)
    assert rejected["errors"] == f"{link}/errors"


def test_the_columns_lead_back_to_those_of_the_file(pipeline: Pipeline) -> None:
    outcome = pipeline.import_("Veículo;PLACA;Ano;FIPE;Obs\nGol;ABC1D34;2020;45.000,00;x\n")
    read = outcome.materialized("uploads")["dagster/column_schema"]
    names = [column.name for column in read.columns]
    assert names == ["Veículo", "PLACA", "Ano", "FIPE", "Obs"]
    lineage = outcome.materialized("vehicles")["dagster/column_lineage"].deps_by_column
    assert {column: dep.column_name for column, (dep,) in lineage.items()} == {
        "plate": "PLACA",
        "placa": "PLACA",
        "modelo": "Veículo",
        "ano": "Ano",
        "valor_fipe": "FIPE",
    }
    assert {dep.asset_key for (dep,) in lineage.values()} == {dg.AssetKey("uploads")}


def test_a_run_that_was_launched_by_hand_is_found_by_the_files_name(pipeline: Pipeline) -> None:
    job_id = pipeline.accept(SMALL, "à mão.csv")
    outcome = pipeline.run(job_id, config=run_config(job_id, 10), tags={})
    runs = pipeline.history.get_runs(dg.RunsFilter(tags={FILENAME_TAG: "à mão.csv"}))
    assert [run.run_id for run in runs] == [outcome.run_id]
    assert runs[0].tags[JOB_ID_TAG] == str(job_id)


def test_a_run_is_found_by_the_import_in_the_history_on_postgresql(
    pipeline: Pipeline, undisturbed: list[Any], dagster_on_postgres: dg.DagsterInstance
) -> None:
    job_id = pipeline.accept(SMALL)
    outcome = pipeline.run(job_id, instance=dagster_on_postgres)
    assert pipeline.everything() == undisturbed
    (run,) = dagster_on_postgres.get_runs(dg.RunsFilter(tags={JOB_ID_TAG: str(job_id)}))
    assert (run.run_id, run.status) == (outcome.run_id, dg.DagsterRunStatus.SUCCESS)
    latest = dagster_on_postgres.get_latest_materialization_event(dg.AssetKey("vehicles"))
    assert latest is not None
    assert latest.run_id == run.run_id
