"""The row rules, stated once, as a Pandera schema over typed rows (see `records`).

A check's `error` is the code of the rejection; a null is the code `required`.
"""

import pandera.polars as pa
import polars as pl
from pandera.polars import PolarsData

from vehicle_pipeline.domain import plates
from vehicle_pipeline.domain.columns import by_distinct
from vehicle_pipeline.domain.garbled import is_garbled
from vehicle_pipeline.domain.made_by_excel import is_made_model
from vehicle_pipeline.domain.numbers import PRICE
from vehicle_pipeline.domain.odd_models import is_odd
from vehicle_pipeline.domain.other_values import is_of_its_row, is_other_value
from vehicle_pipeline.domain.stand_ins import ERROR_CELL, says_nothing

MODELO_MAX_CHARACTERS = 200
FIRST_YEAR = 1900
# Key of a schema's metadata.
_LAST_YEAR = "last_year"


def row_schema(current_year: int) -> pa.DataFrameSchema:
    """Return the schema of a row that may enter the table in `current_year`."""
    return pa.DataFrameSchema(
        {
            "modelo": pa.Column(
                pl.String,
                [
                    pa.Check.str_length(max_value=MODELO_MAX_CHARACTERS, error="too_long"),
                    pa.Check(_is_a_model, error="no_model"),
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
        },
        metadata={_LAST_YEAR: current_year + 1},
    )


def last_year(schema: pa.DataFrameSchema) -> int:
    """Return the latest year that a schema accepts."""
    return int((schema.metadata or {})[_LAST_YEAR])


def _is_a_model(data: PolarsData) -> pl.LazyFrame:
    rows = data.lazyframe.collect()
    models = rows[data.key]
    is_bad = by_distinct(models, _is_no_model) | is_of_its_row(rows, models)
    # One fault is enough of a text that is too long as well.
    is_long = models.str.len_chars() > MODELO_MAX_CHARACTERS
    return pl.LazyFrame({data.key: ~is_bad | is_long})


def _is_no_model(models: pl.Series) -> pl.Series:
    """The rules of the other columns reject errors and stand-ins anyway."""
    modelo = pl.lit(models)
    is_none = modelo.str.contains(ERROR_CELL) | says_nothing(modelo) | is_other_value(modelo)
    by_text = pl.select(is_none | is_made_model(modelo)).to_series()
    return by_text | is_odd(models) | is_garbled(models)
