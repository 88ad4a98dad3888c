"""Says of rows without a plate what they may be instead of a vehicle: totals, a title or footer."""

import polars as pl

from vehicle_pipeline.domain.other_values import TOTALS

# Columns of a table that are looked at.
_COLUMNS = 200
# Characters of a text that are shown.
_SHOWN = 100


def other_rows(rows: pl.DataFrame, placa: pl.Series) -> pl.Series:
    """Return what rows without a plate have instead: a word for totals, or their only text.

    Null for all others.
    """
    bare = placa.is_null()
    if not bare.any():
        return pl.Series([None], dtype=pl.String).new_from_index(0, len(rows))
    names = [name for name in rows.columns if name[0] == "c"][:_COLUMNS]
    cells = [pl.col(name).str.strip_chars().str.slice(0, _SHOWN) for name in names]
    filled = [pl.when(text != "").then(text) for text in cells]
    totals = [pl.when(text.str.contains(TOTALS)).then(text) for text in filled]
    is_only = pl.sum_horizontal(text.is_not_null() for text in filled) == 1
    lone = pl.coalesce(filled)
    found = pl.coalesce(*totals, pl.when(is_only & lone.str.contains(r"\p{L}")).then(lone))
    return rows.select(pl.when(pl.lit(bare)).then(found)).to_series()


def reason(text: pl.Expr) -> pl.Expr:
    """Return the code of the sentence about a field that is missing in such a row."""
    is_of_totals = text.str.contains(TOTALS)
    return pl.when(is_of_totals).then(pl.lit("row_of_totals")).otherwise(pl.lit("row_of_one_text"))
