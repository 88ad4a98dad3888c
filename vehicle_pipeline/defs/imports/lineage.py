"""Which column is made of which: shown in the Dagster UI with each materialization."""

from collections.abc import Mapping

import dagster as dg

from vehicle_pipeline.contracts import Dialect
from vehicle_pipeline.domain.outside_text import inert
from vehicle_pipeline.spreadsheets.headers.header_texts import labels

# Columns of an upload that are listed; a sheet may have 16,384.
LISTED = 100

# Column of `vehicles` to the field that it is made of.
_OF_FIELD = {"plate": "placa", "placa": "placa", "modelo": "modelo", "ano": "ano"}
_OF_FIELD |= {"valor_fipe": "valor_fipe"}
# View to its columns to the column of `vehicles` that each is made of.
_OF_VEHICLES = {
    "fleet_by_year": {
        "ano": "ano",
        "vehicles": "plate",
        "total_value": "valor_fipe",
        "average_value": "valor_fipe",
    },
    "fleet_by_price": {
        "lowest": "valor_fipe",
        "vehicles": "plate",
        "total_value": "valor_fipe",
    },
    "fipe_price_statistics": {
        "modelo": "modelo",
        "vehicles": "plate",
        "lowest": "valor_fipe",
        "median": "valor_fipe",
        "highest": "valor_fipe",
    },
}


def upload_columns(dialect: Dialect) -> dg.TableSchema:
    """Return the columns of an uploaded file, in its order."""
    names = map(inert, labels(dialect.columns)[:LISTED])
    return dg.TableSchema(columns=[dg.TableColumn(name) for name in names])


def of_vehicles(dialect: Dialect) -> dg.TableColumnLineage:
    """Return which of the file's columns each column of `vehicles` was read from."""
    read = _labels(dialect)
    return _lineage("uploads", {column: [read[field]] for column, field in _OF_FIELD.items()})


def of_rejected_rows(dialect: Dialect) -> dg.TableColumnLineage:
    """Return which of the file's columns the values at fault came from."""
    return _lineage("uploads", {"value": list(_labels(dialect).values())})


def of_view(view: str) -> dg.TableColumnLineage:
    """Return the lineage of a derived view."""
    columns = _OF_VEHICLES.get(view, {})
    return _lineage("vehicles", {column: [source] for column, source in columns.items()})


def _labels(dialect: Dialect) -> dict[str, str]:
    """Return the label of each field's column, as `upload_columns` has it."""
    columns = labels(dialect.columns)
    return {field: inert(columns[at]) for field, at in dialect.positions.items()}


def _lineage(asset: str, sources: Mapping[str, list[str]]) -> dg.TableColumnLineage:
    return dg.TableColumnLineage(
        {
            column: [dg.TableColumnDep(asset, name) for name in names]
            for column, names in sources.items()
        }
    )
