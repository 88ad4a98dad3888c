"""Checks that are executed alone audit the tables."""

import dagster as dg
import pytest

from tests.defs.imports.test_import_job import SMALL
from tests.defs.pipeline import Pipeline, empty
from vehicle_pipeline.definitions import build_definitions
from vehicle_pipeline.defs.imports import assets, checks

ALL = {"conservation", "one_row_per_vehicle", "rejection_rate", "changed_nothing"}


def executed(pipeline: Pipeline, selection: dg.AssetSelection) -> dict[str, bool]:
    """The results of a run of checks alone, by name."""
    definitions = dg.Definitions(
        assets=[assets.uploads, assets.import_vehicles, assets.try_import],
        asset_checks=[checks.audit_import, checks.audit_dry_run],
        jobs=[dg.define_asset_job("only_checks", selection)],
        resources=build_definitions(pipeline.settings).resources,
        executor=dg.in_process_executor,
    )
    result = definitions.resolve_job_def("only_checks").execute_in_process(
        instance=pipeline.history,
        raise_on_error=False,
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
    )
    found = result.get_asset_check_evaluations()
    return {each.check_name: each.passed for each in found}


def everything() -> dg.AssetSelection:
    return dg.AssetSelection.checks_for_assets("vehicles", "rejected_rows", "dry_runs")


def test_checks_alone_pass_over_completed_imports(pipeline: Pipeline) -> None:
    pipeline.import_(SMALL)
    pipeline.import_(SMALL, dry_run=True)
    pipeline.accept(SMALL)
    assert executed(pipeline, everything()) == {**dict.fromkeys(ALL, True), "rejection_rate": False}


def test_checks_alone_pass_over_empty_tables(pipeline: Pipeline) -> None:
    empty(pipeline.tables)
    assert executed(pipeline, everything()) == dict.fromkeys(ALL, True)


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_check_alone_notices_books_that_do_not_agree(pipeline: Pipeline, dry_run: bool) -> None:
    pipeline.import_(SMALL, dry_run=dry_run)
    pipeline.import_(SMALL, dry_run=dry_run)
    # One too many here and one too few there: sums would still agree.
    pipeline.tables.execute(
        "update import_chunks set rejected_rows = rejected_rows + 1 where job_id ="
        " (select min(id::text)::uuid from import_jobs);"
        "update import_chunks set rejected_rows = rejected_rows - 1 where job_id ="
        " (select max(id::text)::uuid from import_jobs)"
    )
    found = executed(pipeline, everything())
    wrong = "changed_nothing" if dry_run else "conservation"
    assert {name for name, passed in found.items() if not passed} - {"rejection_rate"} == {wrong}


def test_one_check_can_be_executed_without_the_others(pipeline: Pipeline) -> None:
    pipeline.import_(SMALL)
    key = dg.AssetCheckKey(dg.AssetKey("vehicles"), "conservation")
    assert executed(pipeline, dg.AssetSelection.checks(key)) == {"conservation": True}
