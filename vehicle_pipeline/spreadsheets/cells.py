"""Converts cells sent by the reader process to records. Numbers are never parsed from text."""

import polars as pl

from vehicle_pipeline.contracts import Dialect
from vehicle_pipeline.domain.records import cell, native, without_blank_rows
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.text.shape import MAX_CELL

# Below this a whole number fits into Int64.
_INT64 = 2.0**63


def records_of(cells: pl.DataFrame, first_row: int, dialect: Dialect) -> pl.DataFrame:
    """Return the records of consecutive rows from `first_row` on, without blank ones.

    `cells` has for each position `t<i>` String and `f<i>` Float64, of which a cell fills one, and
    optionally `y<i>`, the years of dates; columns without a value may be missing. The result has
    the columns of `Spreadsheet.records`.
    """
    positions = range(len(dialect.columns))
    years, prices = (dialect.positions.get(field) for field in ("ano", "valor_fipe"))
    numbers = {years: f"y{years}", prices: ""}
    frame = cells.select(
        pl.int_range(first_row, first_row + pl.len(), dtype=pl.Int32).alias("row_number"),
        *(_texts(cells, at).alias(cell(at)) for at in positions),
        *(
            _first_of(cells, year, f"f{at}").alias(native(at))
            for at, year in numbers.items()
            if at is not None
        ),
    )
    return without_blank_rows(frame, [cell(at) for at in positions]).with_columns(
        found=pl.lit(None, pl.Int32), raw=pl.lit(None, pl.String)
    )


def check_lengths(cells: pl.DataFrame, first_row: int) -> None:
    """Raise BadSpreadsheetError (long_cell) for a cell longer than Excel's limit."""
    longest = cells.select(pl.col(pl.String).str.len_bytes().max())
    if not any((size or 0) > MAX_CELL for sizes in longest.rows() for size in sizes):
        return
    is_long = pl.any_horizontal(pl.col(pl.String).str.len_chars() > MAX_CELL)
    for row in cells.select(is_long.arg_true()).to_series().head(1):
        raise BadSpreadsheetError("long_cell", row=first_row + row, limit=MAX_CELL)


def _first_of(cells: pl.DataFrame, *names: str) -> pl.Expr:
    found = [pl.col(name) for name in names if name in cells.columns]
    return pl.coalesce(found) if found else pl.lit(None, pl.Float64)


def _texts(cells: pl.DataFrame, at: int) -> pl.Expr:
    """Return texts, and numbers as text; whole numbers without `.0`."""
    text, number = f"t{at}", pl.col(f"f{at}")
    if f"f{at}" not in cells.columns:
        return pl.col(text)
    is_whole = (number.floor() == number) & (number.abs() < _INT64)
    of_number = (
        pl.when(is_whole)
        .then(number.cast(pl.Int64, strict=False).cast(pl.String))
        .otherwise(number.cast(pl.String))
    )
    return pl.coalesce(text, of_number) if text in cells.columns else of_number
