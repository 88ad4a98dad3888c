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

# Checks of Pandera, and of ours for `modelo`, whose faults differ only in their sentences.
_REQUIRED = frozenset({"not_nullable", "too_long", "no_model"})


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
    """Turn Pandera's failure cases into faults without suggestions, one line each.

    Check by check: what explains a plate would take as long with every other fault.
    """
    checks = failures.partition_by("column", "check", as_dict=True, maintain_order=True)
    frames = [
        _of_check(rows[found["index"].cast(pl.UInt32)].lazy(), str(column), str(check), newest)
        for (column, check), found in checks.items()
    ]
    return pl.concat(pl.collect_all(frames))


def _of_check(rows: pl.LazyFrame, column: str, check: str, newest: int) -> pl.LazyFrame:
    field = _FIELD_OF[column]
    # What stands for such a formula is no value of the file.
    uncalculated = is_uncalculated(pl.col("value"))
    return rows.with_columns(value=_WRITTEN_IN[field]).select(
        "row_number",
        code=pl.when(uncalculated).then(pl.lit("required")).otherwise(pl.lit(_code(check))),
        field=pl.lit(field),
        value=pl.when(~uncalculated).then("value"),
        params=reasons.params(check, field, newest),
    )


def _code(check: str) -> str:
    """Return the code of a check's faults: data-rules.md has one for `modelo`."""
    return "required" if check in _REQUIRED else check
