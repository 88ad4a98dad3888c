"""Counts rows whose model year does not fit the year of manufacture in another column."""

from collections import Counter
from collections.abc import Iterator

import polars as pl

from vehicle_pipeline.contracts import Dialect
from vehicle_pipeline.domain.records import cell
from vehicle_pipeline.spreadsheets.headers.column_names import MANUFACTURE_YEARS, fold

# Code of the note about such rows.
_APART = "years_apart"


def with_years_compared(
    records: Iterator[pl.DataFrame], dialect: Dialect, notes: Counter[str]
) -> Iterator[pl.DataFrame]:
    """Yield `records`; count rows whose model year is not that of manufacture or the next."""
    ano = dialect.positions["ano"]
    names = enumerate(map(fold, dialect.columns))
    made = [at for at, name in names if name in MANUFACTURE_YEARS and at != ano]
    if not made or fold(dialect.columns[ano]) in MANUFACTURE_YEARS:
        yield from records
        return
    apart = _year(ano) - _year(made[0])
    for frame in records:
        notes[_APART] += int(frame.select((~apart.is_between(0, 1)).sum()).item())
        yield frame


def _year(at: int) -> pl.Expr:
    """The number in a cell, null where it cannot be a year."""
    number = pl.col(cell(at)).str.strip_chars().cast(pl.Int32, strict=False)
    return pl.when(number.is_between(1900, 2100)).then(number)
