"""Prices in the two writings of nearly every file, recognised at once.

They are read as the rules of `numbers` read them; no rule for other writings has to look at them.
"""

from typing import NamedTuple, Self

import polars as pl

# From 10000 on, less than a billion: no year, no code of the FIPE table, no low price.
_PLAIN = r"^[1-9][0-9]{4,8}(?:\.[0-9]{1,2})?$"
_GROUPED = r"^(?:R\$ ?)?[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,2},[0-9]{2}$"


class UsualPrices(NamedTuple):
    """Which texts are `45000`, `45000.5` or `45000.50`, and which `45.000,50` or `R$ 45.000,50`."""

    plain: pl.Series
    grouped: pl.Series

    @classmethod
    def among(cls, texts: pl.Series) -> Self:
        """Recognise them; null is none."""
        plain = texts.str.contains(_PLAIN).fill_null(value=False)
        # Few files have both.
        grouped = ~plain if plain.all() else texts.str.contains(_GROUPED).fill_null(value=False)
        return cls(plain, grouped)

    @property
    def number(self) -> int:
        """How many there are."""
        return int(self.plain.sum()) + int(self.grouped.sum())

    @property
    def others(self) -> pl.Series:
        """Which texts are neither."""
        return ~(self.plain | self.grouped)


def ungrouped(texts: pl.Series) -> pl.Series:
    """Rewrite `R$ 45.000,50` as `45000.50`."""
    digits = texts.str.strip_chars_start("R$ ").str.replace_all(".", "", literal=True)
    return digits.str.replace(",", ".", literal=True)
