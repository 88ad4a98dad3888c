"""The row rules, stated once, as a Pandera schema over typed rows (see `records`).

A check's `error` is the code of the rejection; a null is the code `required`.
"""

import pandera.polars as pa
import polars as pl

from vehicle_pipeline.domain import plates
from vehicle_pipeline.domain.numbers import PRICE

MODELO_MAX_CHARACTERS = 200
FIRST_YEAR = 1900


def row_schema(current_year: int) -> pa.DataFrameSchema:
    """Return the schema of a row that may enter the table in `current_year`."""
    return pa.DataFrameSchema(
        {
            "modelo": pa.Column(
                pl.String, pa.Check.str_length(max_value=MODELO_MAX_CHARACTERS, error="too_long")
            ),
            "plate": pa.Column(
                pl.String, pa.Check.str_matches(plates.CANONICAL, error="invalid_plate")
            ),
            "ano": pa.Column(
                pl.Int32, pa.Check.in_range(FIRST_YEAR, current_year + 1, error="invalid_year")
            ),
            # The type is the upper bound: a larger value was not read as a price.
            "valor_fipe": pa.Column(PRICE, pa.Check.greater_than(0, error="invalid_price")),
        }
    )
