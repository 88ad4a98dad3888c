"""Parses the cells of a spreadsheet into typed columns, without validating them.

Input columns: `c<i>` has the texts of the file's i-th column, `n<i>` its native numbers if it has
any, `row_number` the row as people see it, `found` the number of fields of a record that has too
many or too few (null otherwise), and optionally `unit` (see `UNIT`).

In typed rows null means an empty cell, UNREADABLE (0) a cell that is not a number, an empty
`plate` a cell that is not a plate. The schema accepts none of the three.
"""

from collections.abc import Mapping, Sequence
from functools import partial

import polars as pl

from vehicle_pipeline.contracts import DecimalMark
from vehicle_pipeline.domain import numbers, plates
from vehicle_pipeline.domain.cell_texts import VISIBLE, tidy_code, tidy_value
from vehicle_pipeline.domain.columns import by_distinct, side_by_side
from vehicle_pipeline.domain.garbled import restored
from vehicle_pipeline.domain.odd_models import with_joints
from vehicle_pipeline.domain.other_rows import other_rows

FIELDS = ("modelo", "placa", "ano", "valor_fipe")
# Those that are plates or numbers.
CODES = FIELDS[1:]
# The column with the currency or unit that another column of the file has for the price, where that
# is not reais: `Moeda: USD`.
UNIT = "unit"
# In place of the number of fields: quotes at odd places make it unknown.
STRAY_QUOTES = 0
# Likewise: a price that an unquoted decimal comma cut in two.
SPLIT_PRICE = -1
# Likewise: an escape whose semicolon cut a cell in two.
SPLIT_ESCAPE = -2


def cell(position: int) -> str:
    """Name of the column that holds the texts of the file's column at `position`."""
    return f"c{position}"


def native(position: int) -> str:
    """Name of the column that holds the native numbers of the file's column at `position`."""
    return f"n{position}"


def without_blank_rows(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Return the rows with anything to see in the columns `names`."""
    if frame[names[0]].str.contains(VISIBLE).all():
        return frame
    return frame.filter(pl.any_horizontal(pl.col(name).str.contains(VISIBLE) for name in names))


def typed(
    frame: pl.DataFrame,
    positions: Mapping[str, int],
    mark: DecimalMark | None,
    thirds: Sequence[DecimalMark] = (),
) -> pl.DataFrame:
    """Return the well-formed records of `frame` as typed rows.

    `mark` is the decimal sign that the sender has set for the prices, if any; `thirds` are the
    signs before three decimals.

    Columns: row_number Int32, modelo String, placa String (as written), plate String (canonical),
    ano Int32, valor_fipe Decimal(12, 2), `ano_text` and `valor_text` String (as written), and
    `other_row` String (see `other_rows`).
    """
    rows = _with_units(frame.filter(pl.col("found").is_null()), positions["valor_fipe"])
    modelo, placa, ano_text, valor_text = side_by_side(
        partial(by_distinct, rows[cell(positions["modelo"])], _model),
        *(partial(tidy_value, rows[cell(positions[field])]) for field in CODES),
    )
    plate, ano, valor_fipe = side_by_side(
        lambda: plates.canonical_column(placa),
        lambda: _years(ano_text, _native(rows, positions["ano"])),
        lambda: _prices(valor_text, _native(rows, positions["valor_fipe"]), mark, thirds),
    )
    return pl.DataFrame(
        {
            "row_number": rows["row_number"],
            "modelo": modelo,
            "placa": placa,
            "plate": plate,
            "ano": ano,
            "valor_fipe": valor_fipe,
            "ano_text": ano_text,
            "valor_text": valor_text,
            "other_row": other_rows(rows, placa),
        }
    )


def _with_units(rows: pl.DataFrame, price: int) -> pl.DataFrame:
    """Write the unit that another column has for a price beside it, which makes it unreadable."""
    if UNIT not in rows.columns:
        return rows
    text, has_unit = pl.col(cell(price)), pl.col(UNIT).is_not_null()
    is_filled = text.str.contains(VISIBLE)
    written = pl.when(has_unit & is_filled).then(pl.format("{} ({})", text, UNIT)).otherwise(text)
    numbers = [name for name in [native(price)] if name in rows.columns]
    return rows.with_columns(
        written, *(pl.when(~has_unit).then(name).alias(name) for name in numbers)
    )


def _model(texts: pl.Series) -> pl.Series:
    return tidy_code(with_joints(restored(texts)))


def _native(rows: pl.DataFrame, position: int) -> pl.Series | None:
    name = native(position)
    return rows[name] if name in rows.columns else None


def _years(texts: pl.Series, native_numbers: pl.Series | None) -> pl.Series:
    years = numbers.years_from_texts(texts)
    if native_numbers is None:
        return years
    return _preferring(numbers.years_from_numbers(native_numbers), years)


def _prices(
    texts: pl.Series,
    native_numbers: pl.Series | None,
    mark: DecimalMark | None,
    thirds: Sequence[DecimalMark],
) -> pl.Series:
    prices = numbers.prices_from_texts(texts, mark, thirds)
    if native_numbers is None:
        return prices
    return _preferring(numbers.prices_from_numbers(native_numbers), prices)


def _preferring(values: pl.Series, otherwise: pl.Series) -> pl.Series:
    return values.zip_with(values.is_not_null(), otherwise)
