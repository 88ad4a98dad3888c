"""Counts prices that look like years, as in a column of years that is called one of prices."""

import polars as pl

# Of vehicles that may be in a fleet.
_YEARS = (1950, 2029)
# `2020`, `2.020`, `2020,00`.
_YEAR = r"^(?:19[5-9]|20[0-2]|1[.,]9[5-9]|2[.,]0[0-2])[0-9](?:[.,]00?)?$"
_LONGEST = len("2.020,00")


def year_like_count(amounts: pl.Series) -> int:
    """Return how many amounts look like years."""
    short = amounts.filter(amounts.str.len_bytes() <= _LONGEST)
    return int(short.str.contains(_YEAR).sum())


def native_year_like_count(numbers: pl.Series) -> int:
    """Return how many spreadsheet numbers could be years."""
    return int((numbers.is_between(*_YEARS) & (numbers == numbers.round())).sum())
