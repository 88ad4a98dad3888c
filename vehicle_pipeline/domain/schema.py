"""The row rules, stated once, as a Pandera schema over typed rows (see `records`).

A check's `error` is the code of the rejection; a null is the code `required`.
"""

import pandera.polars as pa
import polars as pl
from pandera.polars import PolarsData

from vehicle_pipeline.domain import plates
from vehicle_pipeline.domain.numbers import PRICE
from vehicle_pipeline.domain.stand_ins import ERROR_CELL

MODELO_MAX_CHARACTERS = 200
FIRST_YEAR = 1900


def row_schema(current_year: int) -> pa.DataFrameSchema:
    """Return the schema of a row that may enter the table in `current_year`."""
    return pa.DataFrameSchema(
        {
            "modelo": pa.Column(
                pl.String,
                [
                    pa.Check.str_length(max_value=MODELO_MAX_CHARACTERS, error="too_long"),
                    # The rules of the other columns reject such a text anyway.
                    pa.Check(_is_no_error_cell, error="error_cell"),
                ],
            ),
            "plate": pa.Column(
                pl.String, pa.Check.str_matches(plates.CANONICAL, error="invalid_plate")
            ),
            "ano": pa.Column(
                pl.Int32, pa.Check.in_range(FIRST_YEAR, current_year + 1, error="invalid_year")
            ),
            # The type is the upper bound: a larger value is UNREADABLE.
            "valor_fipe": pa.Column(PRICE, pa.Check.greater_than(0, error="invalid_price")),
        }
    )


def _is_no_error_cell(data: PolarsData) -> pl.LazyFrame:
    return data.lazyframe.select(~pl.col(data.key).str.contains(ERROR_CELL))
