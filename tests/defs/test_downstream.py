"""Assets downstream take the table as the DataFrame that their parameter's type names."""

import subprocess
import sys
from statistics import mean

import dagster as dg
import pandas as pd
import polars as pl
import pytest

from examples.downstream import ASSETS
from tests.defs.imports.test_import_job import SMALL
from tests.defs.pipeline import Pipeline
from vehicle_pipeline.definitions import build_definitions


def materialized(pipeline: Pipeline) -> dg.ExecuteInProcessResult:
    resources = dict(build_definitions(pipeline.settings).resources or {})
    tables = {"database": resources["database"], "tables": resources["tables"]}
    upstream = dg.AssetSpec("vehicles")
    return dg.materialize(
        [upstream, *ASSETS],
        resources={**tables, "io_manager": dg.mem_io_manager},
        instance=pipeline.history,
    )


def test_the_example_assets_take_pandas_and_polars(pipeline: Pipeline) -> None:
    pipeline.import_(SMALL)
    result = materialized(pipeline)
    assert result.success
    dearest = result.output_for_node("dearest_models")
    assert isinstance(dearest, pd.DataFrame)
    prices: dict[str, list[float]] = {}
    for vehicle in pipeline.vehicles():
        prices.setdefault(vehicle.modelo, []).append(float(vehicle.valor_fipe))
    assert dearest["valor_fipe"].iloc[0] == pytest.approx(max(map(mean, prices.values())))
    decades = result.output_for_node("value_by_decade")
    assert isinstance(decades, pl.DataFrame)
    assert decades["valor_fipe"].sum() == sum(v.valor_fipe for v in pipeline.vehicles())


def test_without_vehicles_the_frames_are_empty(pipeline: Pipeline) -> None:
    result = materialized(pipeline)
    assert len(result.output_for_node("dearest_models")) == 0
    assert len(result.output_for_node("value_by_decade")) == 0


WITHOUT_PANDAS = """
import sys

class Missing:
    def find_spec(self, name, *_):
        if name.partition(".")[0] == "pandas":
            raise ModuleNotFoundError("No module named 'pandas'", name="pandas")

sys.meta_path.insert(0, Missing())
"""


def test_without_pandas_all_modules_are_imported() -> None:
    """pandas is an extra."""
    code = WITHOUT_PANDAS + (
        "import vehicle_pipeline.definitions, vehicle_pipeline.defs.loading, api.app\n"
        "import vehicle_pipeline.adapters.vehicle_exports, api.exports.export_process\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
