"""Parses prices and years as people write them in Brazil, column by column."""

from enum import Flag, auto

import polars as pl

from vehicle_pipeline.contracts import DecimalMark
from vehicle_pipeline.domain.columns import patch

# Unambiguous numbers: digits, and at most one dot that cannot mean thousands.
_PLAIN = r"^[0-9]+(\.[0-9]{1,2})?$"
# What may stand around a price: spaces (Excel likes the hard ones) and the currency.
_DECORATED = r"[\sRr$]"
# A single mark followed by exactly three digits: it may mean thousands or decimals.
_AMBIGUOUS = r"^[1-9][0-9]{0,2}[.,][0-9]{3}$"
# Shapes that only one convention allows: grouped with a decimal part, a decimal part that is no
# group of three, or several groups.
_PROVES_COMMA = (
    r"^[1-9][0-9]{0,2}(\.[0-9]{3})+,[0-9]+$"
    r"|^[0-9]+,([0-9]{1,2}|[0-9]{4,})$|^0[0-9]*,[0-9]{3}$|^[0-9]{4,},[0-9]{3}$"
    r"|^[1-9][0-9]{0,2}(\.[0-9]{3}){2,}$"
)
_PROVES_DOT = (
    r"^[1-9][0-9]{0,2}(,[0-9]{3})+\.[0-9]+$"
    r"|^[0-9]+\.([0-9]{1,2}|[0-9]{4,})$|^0[0-9]*\.[0-9]{3}$|^[0-9]{4,}\.[0-9]{3}$"
    r"|^[1-9][0-9]{0,2}(,[0-9]{3}){2,}$"
)
PRICE = pl.Decimal(12, 2)
# The largest value of PRICE, as data-rules.md has it.
_MAX_PRICE = 9_999_999_999.99
# Value of a cell that holds something other than a number: outside every accepted range.
UNREADABLE = 0


class DecimalEvidence(Flag):
    """Evidence in a column's values about its decimal sign."""

    NONE = 0
    COMMA = auto()
    DOT = auto()
    AMBIGUOUS = auto()

    @property
    def convention(self) -> DecimalMark:
        """The column's decimal sign; comma, the Brazilian one, unless only dots are proven."""
        proven = self & (DecimalEvidence.COMMA | DecimalEvidence.DOT)
        return "dot" if proven == DecimalEvidence.DOT else "comma"

    @property
    def is_assumption(self) -> bool:
        """Whether there are ambiguous values, and no value that proves the decimal sign."""
        proven = self & (DecimalEvidence.COMMA | DecimalEvidence.DOT)
        return DecimalEvidence.AMBIGUOUS in self and not proven


def _amounts(texts: pl.Series) -> pl.Series:
    """Strip spaces and `R$` from prices."""
    return patch(
        texts,
        texts.str.contains(_DECORATED),
        lambda some: some.str.replace_all(r"\s", "").str.replace(r"^[Rr]\$", ""),
    )


def decimal_evidence(texts: pl.Series) -> DecimalEvidence:
    """Return the evidence in `texts`, a column or a part of it, about their decimal sign."""
    amounts = _amounts(texts)
    is_plain = amounts.str.contains(_PLAIN)
    evidence = DecimalEvidence.NONE
    if amounts.filter(is_plain).str.contains(".", literal=True).any():
        evidence |= DecimalEvidence.DOT
    unusual = amounts.filter(~is_plain)
    for pattern, shown in (
        (_PROVES_COMMA, DecimalEvidence.COMMA),
        (_PROVES_DOT, DecimalEvidence.DOT),
        (_AMBIGUOUS, DecimalEvidence.AMBIGUOUS),
    ):
        if unusual.str.contains(pattern).any():
            evidence |= shown
    return evidence


def prices_from_texts(texts: pl.Series, convention: DecimalMark) -> pl.Series:
    """Parse prices, rounded half-even to two places; UNREADABLE for anything but a number.

    A value that proves its decimal sign is parsed by it, any other by the column's `convention`.
    Null stays null.
    """
    amounts = _amounts(texts)
    plain = patch(amounts, ~amounts.str.contains(_PLAIN), lambda some: _with_dot(some, convention))
    # Polars rounds half-even when it reads a text as a decimal, and gives null for too many digits.
    return _readable(plain.cast(PRICE, strict=False), texts)


def _with_dot(amounts: pl.Series, convention: DecimalMark) -> pl.Series:
    """Rewrite `1.234,56` and `1,234.56` as `1234.56`; null for anything but a number."""
    amount = pl.col("amount")
    by_comma = amount.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    by_dot = amount.str.replace_all(",", "", literal=True)
    number = (
        pl.when(amount.str.contains(_PROVES_COMMA))
        .then(by_comma)
        .when(amount.str.contains(_PROVES_DOT))
        .then(by_dot)
        .when(amount.str.contains(_AMBIGUOUS))
        .then(by_comma if convention == "comma" else by_dot)
    )
    return amounts.to_frame("amount").lazy().select(number).collect().to_series()


def prices_from_numbers(numbers: pl.Series) -> pl.Series:
    """Convert spreadsheet numbers (Float64) to prices, half-even; UNREADABLE outside the range."""
    rounded = numbers.round(2, mode="half_to_even")
    fits = rounded.is_between(0, _MAX_PRICE) | numbers.is_null()
    return _readable(rounded.zip_with(fits, pl.Series([0.0])).cast(PRICE), numbers)


def years_from_texts(texts: pl.Series) -> pl.Series:
    """Parse years (Int32): `2020`, `2020.0`, or `2020/2021`, where the second is the model year."""
    digits = patch(texts, ~texts.str.contains(r"^[0-9]{4}$"), _year_digits)
    return _readable(digits.cast(pl.Int32, strict=False), texts)


def _year_digits(texts: pl.Series) -> pl.Series:
    text = pl.col("text")
    whole = text.str.extract(r"^\s*([0-9]{1,9})(?:[.,]0+)?\s*$")
    model_year = text.str.extract(r"^\s*[0-9]{4}\s*/\s*([0-9]{4})\s*$")
    return texts.to_frame("text").select(pl.coalesce(whole, model_year)).to_series()


def years_from_numbers(numbers: pl.Series) -> pl.Series:
    """Convert spreadsheet numbers (Float64) to years (Int32); UNREADABLE if not whole."""
    whole = (numbers == numbers.round()) & numbers.is_between(0, 10**9)
    years = numbers.zip_with(whole | numbers.is_null(), pl.Series([float(UNREADABLE)])).cast(
        pl.Int32
    )
    return _readable(years, numbers)


def _readable(values: pl.Series, cells: pl.Series) -> pl.Series:
    """Return `values` with UNREADABLE where the cell is filled but has no value."""
    unreadable = values.is_null() & cells.is_not_null()
    return values.zip_with(~unreadable, pl.Series([UNREADABLE]).cast(values.dtype))
