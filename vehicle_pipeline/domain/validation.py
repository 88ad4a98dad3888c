"""Validates typed rows: Pandera finds the faults, this module adds code, params and suggestion."""

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from vehicle_pipeline.domain.schema import MODELO_MAX_CHARACTERS
from vehicle_pipeline.domain.stand_ins import ERROR_CELL, says_no_plate
from vehicle_pipeline.domain.suggestions import suggested

# The FIPE table has 32000 as the model year of a new vehicle ("zero km").
ZERO_KM_YEAR = 32_000

# One fault of a row. `params` is a JSON object; its optional `reason` is the code of a more exact
# sentence. `suggestion` is a value that would be accepted, or null.
FAULT = pl.Struct(
    {
        "code": pl.String,
        "field": pl.String,
        "value": pl.String,
        "params": pl.String,
        "suggestion": pl.String,
    }
)
# Column of the schema -> the user's field; field -> the column with the text as written.
_FIELD_OF = {"modelo": "modelo", "plate": "placa", "ano": "ano", "valor_fipe": "valor_fipe"}
_WRITTEN_IN = {
    "modelo": "modelo",
    "placa": "placa",
    "ano": "ano_text",
    "valor_fipe": "valor_text",
}
_TOO_LONG = '{{"reason": "too_long", "length": {}, "limit": {}}}'
_REASON = '{{"reason": "{}"}}'


def judge(rows: pl.DataFrame, schema: pa.DataFrameSchema) -> pl.DataFrame:
    """Return `rows` with a column `faults` (list of FAULT, empty where the row is good)."""
    try:
        schema.validate(rows, lazy=True)
    except SchemaErrors as errors:
        failures = errors.failure_cases
    else:
        return rows.with_columns(faults=pl.lit([], dtype=pl.List(FAULT)))
    faults = _faults(rows, failures)
    faults = faults.with_columns(suggestion=suggested(faults, schema))
    of_row = faults.group_by("row_number", maintain_order=True).agg(
        faults=pl.struct(*FAULT.to_schema())
    )
    return rows.join(of_row, on="row_number", how="left", maintain_order="left").with_columns(
        pl.col("faults").fill_null([])
    )


def _faults(rows: pl.DataFrame, failures: pl.DataFrame) -> pl.DataFrame:
    """Turn Pandera's failure cases into faults without suggestions, one line each."""
    field = pl.col("column").replace_strict(_FIELD_OF)
    check = pl.when(pl.col("check") == "not_nullable").then(pl.lit("required")).otherwise("check")
    written = pl.coalesce(
        pl.when(pl.col("field") == name).then(pl.col(column))
        for name, column in _WRITTEN_IN.items()
    )
    return (
        failures.lazy()
        .select(field=field, check=check, index=pl.col("index").cast(pl.UInt32))
        .join(rows.lazy().with_row_index("index"), on="index", maintain_order="left")
        .with_columns(value=written)
        .select("row_number", code=_code(), field="field", value="value", params=_params())
        .collect()
    )


def _code() -> pl.Expr:
    # data-rules.md has one code for `modelo`; its other faults differ only in their sentences.
    of_modelo = pl.col("check").is_in(["too_long", "error_cell"])
    return pl.when(of_modelo).then(pl.lit("required")).otherwise("check")


def _params() -> pl.Expr:
    value, code = pl.col("value"), pl.col("check")
    length = pl.format(_TOO_LONG, value.str.len_chars(), pl.lit(MODELO_MAX_CHARACTERS))
    reason = (
        pl.when(value.str.contains(ERROR_CELL))
        .then(pl.lit("error_cell"))
        .when((code == "invalid_plate") & says_no_plate(value))
        .then(pl.lit("no_plate"))
        .when((code == "invalid_year") & (pl.col("ano") == ZERO_KM_YEAR))
        .then(pl.lit("zero_km_year"))
    )
    exact = pl.when(code == "too_long").then(length).otherwise(pl.format(_REASON, reason))
    return exact.fill_null("{}")
