"""Tables and views are loaded as frames outside of runs."""

from decimal import Decimal
from typing import Any

import pandas as pd
import polars as pl
import psycopg
import pytest

from tests.defs.imports.test_import_job import SMALL
from tests.defs.pipeline import Pipeline
from tests.oracle.reference import Accepted
from vehicle_pipeline.adapters import table_rows
from vehicle_pipeline.definitions import build_definitions
from vehicle_pipeline.defs.table_columns import COLUMNS, STORED_IN


def loaded(pipeline: Pipeline, table: str, **how: Any) -> Any:
    return build_definitions(pipeline.settings).load_asset_value(table, **how)


@pytest.mark.parametrize("batch", [2, 1_000])
def test_the_vehicles_are_a_frame(
    pipeline: Pipeline, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_rows, "BATCH", batch)
    pipeline.import_(SMALL)
    frame = loaded(pipeline, "vehicles")
    assert isinstance(frame, pl.DataFrame)
    assert frame.columns == list(COLUMNS["vehicles"])
    fields = ["source_row", "plate", "placa", "modelo", "ano", "valor_fipe"]
    rows = frame.sort("source_row").select(fields).rows()
    assert [Accepted(*row) for row in rows] == pipeline.vehicles()
    assert frame["created_at"].dtype == pl.Datetime("us", "UTC")


def test_columns_and_a_limit_are_heeded(pipeline: Pipeline) -> None:
    pipeline.import_(SMALL)
    with build_definitions(pipeline.settings).get_asset_value_loader() as loader:

        def load(**wanted: Any) -> Any:
            return loader.load_asset_value("vehicles", input_definition_metadata=wanted)

        frame = load(columns=["valor_fipe", "plate"], limit=2)
        with pytest.raises(KeyError):
            load(columns=["plate; drop"])
    assert (frame.columns, frame.height) == (["valor_fipe", "plate"], 2)


def test_pandas_is_at_hand(pipeline: Pipeline) -> None:
    pipeline.import_(SMALL)
    frame = loaded(pipeline, "vehicles", python_type=pd.DataFrame)
    assert isinstance(frame, pd.DataFrame)
    assert Decimal("1234.56") in set(frame["valor_fipe"])


@pytest.mark.parametrize("table", COLUMNS)
def test_every_table_is_loaded_also_without_rows(pipeline: Pipeline, table: str) -> None:
    assert loaded(pipeline, table).columns == list(COLUMNS[table])


def test_the_columns_are_those_of_the_database(
    tables: psycopg.Connection[tuple[Any, ...]],
) -> None:
    found = tables.execute(
        "select c.relname, a.attname, format_type(a.atttypid, null)"
        " from pg_attribute a join pg_class c on c.oid = a.attrelid"
        " where c.relname = any(%s) and a.attnum > 0 and not a.attisdropped"
        " order by c.relname, a.attnum",
        [[table for table in COLUMNS if table not in STORED_IN]],
    ).fetchall()
    known = [
        (table, column, type)
        for table, columns in sorted(COLUMNS.items())
        if table not in STORED_IN
        for column, (type, _) in columns.items()
    ]
    assert found == known
