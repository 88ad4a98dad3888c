"""Loads the tables and views of assets as frames, in notebooks, scripts and other assets.

    defs.load_asset_value("vehicles")
    defs.load_asset_value("vehicles", python_type=pandas.DataFrame)

docs/dagster.md shows how to load some columns or rows only.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg
import polars as pl

from vehicle_pipeline.defs.resources import PipelineDatabase
from vehicle_pipeline.defs.table_columns import COLUMNS

# Types that are not read as text. Money has two decimals everywhere.
_TYPES: dict[str, pl.DataType] = {
    "integer": pl.Int32(),
    "bigint": pl.Int64(),
    "numeric": pl.Decimal(38, 2),
    "date": pl.Date(),
    "timestamp with time zone": pl.Datetime("us", "UTC"),
}


class TableIOManager(dg.IOManager):
    """Reads tables; the ops write them by themselves."""

    def __init__(self, database: PipelineDatabase) -> None:
        self._database = database

    def handle_output(self, context: dg.OutputContext, obj: Any) -> None:
        """Leave the table as the op has written it."""

    def load_input(self, context: dg.InputContext) -> Any:
        """Return a Polars frame, or a pandas one if asked for.

        The input's metadata may name `columns`, and a `limit` of rows.
        """
        wanted = context.definition_metadata or {}
        table = context.asset_key.to_user_string()
        columns = schema(table, wanted.get("columns"))
        frame = self._database.rows.read(table, columns, wanted.get("limit"))
        is_pandas = getattr(context.dagster_type.typing_type, "__module__", "").startswith("pandas")
        return frame.to_pandas() if is_pandas else frame


def schema(table: str, columns: Sequence[str] | None = None) -> Mapping[str, pl.DataType]:
    """Return the frame's columns and types, of all columns or those named.

    Raises KeyError for a column that the table does not have.
    """
    known = COLUMNS[table]
    return {name: _TYPES.get(known[name][0], pl.String()) for name in columns or known}


@dg.io_manager(
    config_schema={},
    required_resource_keys={"database"},
    description=TableIOManager.__doc__,
)
def table_io_manager(context: dg.InitResourceContext) -> TableIOManager:
    """Read from the pipeline's database."""
    return TableIOManager(context.resources.database)
