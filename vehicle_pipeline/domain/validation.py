"""Validates typed rows: Pandera finds the faults, this module adds code, params and suggestion."""

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from vehicle_pipeline.domain import reasons
from vehicle_pipeline.domain.faults import FAULT
from vehicle_pipeline.domain.schema import last_year
from vehicle_pipeline.domain.stand_ins import is_uncalculated
from vehicle_pipeline.domain.suggestions import suggested

# Column of the schema -> the user's field; field -> the column with the text as written.
_FIELD_OF = {"modelo": "modelo", "plate": "placa", "ano": "ano", "valor_fipe": "valor_fipe"}
_WRITTEN_IN = {
    "modelo": "modelo",
    "placa": "placa",
    "ano": "ano_text",
    "valor_fipe": "valor_text",
}


def judge(rows: pl.DataFrame, schema: pa.DataFrameSchema) -> pl.DataFrame:
    """Return `rows` with a column `faults` (list of FAULT, empty where the row is good)."""
    try:
        schema.validate(rows, lazy=True)
    except SchemaErrors as errors:
        failures = errors.failure_cases
    else:
        return rows.with_columns(faults=pl.lit([], dtype=pl.List(FAULT)))
    faults = _faults(rows, failures, last_year(schema))
    faults = faults.with_columns(suggestion=suggested(faults, schema))
    of_row = faults.group_by("row_number", maintain_order=True).agg(
        faults=pl.struct(*FAULT.to_schema())
    )
    return rows.join(of_row, on="row_number", how="left", maintain_order="left").with_columns(
        pl.col("faults").fill_null([])
    )


def _faults(rows: pl.DataFrame, failures: pl.DataFrame, newest: int) -> pl.DataFrame:
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
        .select(
            "row_number",
            code=_code(),
            field="field",
            # What stands for such a formula is no value of the file.
            value=pl.when(~is_uncalculated(pl.col("value"))).then("value"),
            params=reasons.params(newest),
        )
        .collect()
    )


def _code() -> pl.Expr:
    # data-rules.md has one code for `modelo`; its other faults differ only in their sentences.
    of_modelo = pl.col("check").is_in(["too_long", "no_model"])
    return (
        pl.when(of_modelo | is_uncalculated(pl.col("value")))
        .then(pl.lit("required"))
        .otherwise("check")
    )
