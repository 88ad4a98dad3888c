"""Judges typed rows: Pandera finds the faults, this module gives each its code and wording."""

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from vehicle_pipeline.domain.schema import MODELO_MAX_CHARACTERS

# FIPE writes 32000 where the model year of a new vehicle ("zero km") would stand.
ZERO_KM_YEAR = 32_000

# One fault of a row. `params` is a JSON object; its `reason`, where there is one, names a more
# exact sentence than `code` does.
FAULT = pl.Struct({"code": pl.String, "field": pl.String, "value": pl.String, "params": pl.String})
# Column of the schema -> the user's field, and the column that holds what the user wrote.
_FIELD_OF = {"modelo": "modelo", "plate": "placa", "ano": "ano", "valor_fipe": "valor_fipe"}
_WRITTEN_IN = {
    "modelo": "modelo",
    "placa": "placa",
    "ano": "ano_text",
    "valor_fipe": "valor_text",
}
_TOO_LONG = '{{"reason": "too_long", "length": {}, "limit": {}}}'
_ZERO_KM = '{"reason": "zero_km_year"}'


def judge(rows: pl.DataFrame, schema: pa.DataFrameSchema) -> pl.DataFrame:
    """Return `rows` with a column `faults` (list of FAULT, empty where the row is good)."""
    try:
        schema.validate(rows, lazy=True)
    except SchemaErrors as errors:
        failures = errors.failure_cases
    else:
        return rows.with_columns(faults=pl.lit([], dtype=pl.List(FAULT)))
    faults = _faults(rows, failures)
    return rows.join(faults, on="row_number", how="left", maintain_order="left").with_columns(
        pl.col("faults").fill_null([])
    )


def _faults(rows: pl.DataFrame, failures: pl.DataFrame) -> pl.DataFrame:
    """Turn Pandera's failure cases into one list of faults per row number."""
    field = pl.col("column").replace_strict(_FIELD_OF)
    check = pl.when(pl.col("check") == "not_nullable").then(pl.lit("required")).otherwise("check")
    written = pl.coalesce(
        pl.when(pl.col("field") == name).then(pl.col(column))
        for name, column in _WRITTEN_IN.items()
    )
    is_long = pl.col("check") == "too_long"
    is_zero_km = (pl.col("check") == "invalid_year") & (pl.col("ano") == ZERO_KM_YEAR)
    fault = pl.struct(
        # data-rules.md knows one code for `modelo`; a text too long has its own sentence only.
        code=pl.when(is_long).then(pl.lit("required")).otherwise("check"),
        field="field",
        value="value",
        params=pl.when(is_long)
        .then(pl.format(_TOO_LONG, pl.col("value").str.len_chars(), pl.lit(MODELO_MAX_CHARACTERS)))
        .when(is_zero_km)
        .then(pl.lit(_ZERO_KM))
        .otherwise(pl.lit("{}")),
    )
    return (
        failures.lazy()
        .select(field=field, check=check, index=pl.col("index").cast(pl.UInt32))
        .join(rows.lazy().with_row_index("index"), on="index", maintain_order="left")
        .with_columns(value=written)
        .group_by("row_number", maintain_order=True)
        .agg(faults=fault)
        .collect()
    )
