"""Parses prices and years as people write them in Brazil, column by column."""

from collections.abc import Sequence
from enum import Flag, auto

import polars as pl

from vehicle_pipeline.contracts import DecimalMark
from vehicle_pipeline.domain.cell_texts import tidy_code
from vehicle_pipeline.domain.columns import patch
from vehicle_pipeline.domain.shown_values import NAME_OF_REAIS, SIGN_OF_REAIS
from vehicle_pipeline.domain.usual_prices import UsualPrices, ungrouped

# Unambiguous numbers: digits, and at most one dot that cannot mean thousands.
_PLAIN = r"^[0-9]+(\.[0-9]{1,2})?$"
# What may stand around a price: spaces (Excel likes the hard ones) and the currency.
_DECORATED = r"[\sA-Za-z$]"
# Blanks for signs of thousands, as `45 000,00`. Any other inside stands between two numbers.
_BLANK = r"[ \x{A0}\x{2007}\x{2009}\x{202F}]"
BLANK_GROUPS = rf"^[1-9][0-9]{{0,2}}(?:{_BLANK}[0-9]{{3}})+"
_GROUPED = rf"{BLANK_GROUPS}(?:[.,][0-9]+)?$"
# One sign before exactly three digits. Where it can be a sign of thousands it is one, since no
# price has a third decimal; elsewhere it is none, and only the sender can say what it means.
_THOUSANDS = r"^[1-9][0-9]{0,2}[.,][0-9]{3}$"
# Shapes that only one convention allows: grouped with a decimal part, a decimal part that is no
# group of three, or several groups. But three decimals are a mistake, or all values have them.
_PROVES_COMMA = (
    r"^[1-9][0-9]{0,2}(\.[0-9]{3})+,([0-9]{1,2}|[0-9]{4,})$"
    r"|^[0-9]+,([0-9]{1,2}|[0-9]{4,})$|^[1-9][0-9]{0,2}(\.[0-9]{3}){2,}$"
)
_PROVES_DOT = (
    r"^[1-9][0-9]{0,2}(,[0-9]{3})+\.([0-9]{1,2}|[0-9]{4,})$"
    r"|^[0-9]+\.([0-9]{1,2}|[0-9]{4,})$|^[1-9][0-9]{0,2}(,[0-9]{3}){2,}$"
)
# Three decimals, which are no thousands; the sign before them is the decimal one.
_THIRD_COMMA = r"^([1-9][0-9]{0,2}(\.[0-9]{3})+|[0-9]{4,}|0[0-9]*),[0-9]{3}$"
_THIRD_DOT = r"^([1-9][0-9]{0,2}(,[0-9]{3})+|[0-9]{4,}|0[0-9]*)\.[0-9]{3}$"
# Any number of decimals, if the sender has said which sign is theirs.
_SAID = {
    "comma": r"^([1-9][0-9]{0,2}(\.[0-9]{3})+|[0-9]+),[0-9]{3,}$",
    "dot": r"^([1-9][0-9]{0,2}(,[0-9]{3})+|[0-9]+)\.[0-9]{3,}$",
}
# 45,0000 is 45, or 450 thousand with its sign in a wrong place; 4.5000 is 4,50 or 45 thousand.
RIDDLE = r"^[1-9][0-9]{0,2}[.,][0-9]+000$"
# More decimals than cents.
_LATE = r"[.,][0-9]{3,}$"
_LONG = r"[.,][0-9]{4,}$"
# The same that say nothing: zeros, and what calculating with binary fractions leaves.
_NOISE = r"[.,][0-9]{2}(?:0+|(?:0000|9999)[0-9]*)$"
_NATIVE_NOISE = 1e-5
SIGNS: dict[DecimalMark, str] = {"comma": ",", "dot": "."}
# A code of the FIPE table, which often has its column beside the price's. Without its hyphen it
# is read as a price unless it begins with a zero, as those of cars do.
_BARE_FIPE_CODE = r"^0[0-9]{6}$"
FIPE_CODE = rf"{_BARE_FIPE_CODE}|^[0-9]{{6}}\s?[-–]\s?[0-9]$"
# Their lengths in characters.
_FIPE_CODE_LENGTHS = (7, 10)
# Below this, in reais, hardly any vehicle is sold.
LOW_PRICE = 1_000
_LOW = r"^[0-9]{1,3}([.,]([0-9]{1,2}|[0-9]{4,}))?$"
_YEAR = r"^[0-9]{4}$"
_YEAR_LENGTH = 4
# Year of manufacture and model year.
_YEAR_PAIR = r"^([0-9]{4})\s?/\s?([0-9]{4})"
# The fuel, which the FIPE table shows beside the model year (`1992 Gasolina`).
FUEL = r"(?:gasolina|[aá]lcool|etanol|diesel|flex|g[aá]s|gnv|el[eé]trico|h[ií]brido)"
_WITH_FUEL = rf"(?i:\s?[-–]?\s?{FUEL}(?:\s?[/+]\s?{FUEL})*)?"
PRICE = pl.Decimal(12, 2)
# The largest value of PRICE, as data-rules.md has it.
_MAX_PRICE = 9_999_999_999.99
# Values of a column that are looked at before the whole.
_FIRST = 100
# Value of a cell that holds something other than a number: outside every accepted range.
UNREADABLE = 0


class DecimalEvidence(Flag):
    """Evidence in a column's values about its decimal sign.

    A group is the shape `45.000` or `45,000`, which proves nothing; a third is a third decimal, as
    in `45000,000`.
    """

    NONE = 0
    COMMA = auto()
    DOT = auto()
    DOT_GROUP = auto()
    COMMA_GROUP = auto()
    COMMA_THIRD = auto()
    DOT_THIRD = auto()

    @property
    def convention(self) -> DecimalMark:
        """The column's decimal sign: the proven one; else that beside the groups; else comma."""
        if proven := self & (DecimalEvidence.COMMA | DecimalEvidence.DOT):
            return "dot" if proven == DecimalEvidence.DOT else "comma"
        if self.third_decimals:
            return self.third_decimals[0]
        return "dot" if self == DecimalEvidence.COMMA_GROUP else "comma"

    @property
    def is_mixed(self) -> bool:
        """Whether both signs are proven."""
        return DecimalEvidence.COMMA | DecimalEvidence.DOT in self

    @property
    def third_decimals(self) -> list[DecimalMark]:
        """The signs that stand before three decimals."""
        thirds: dict[DecimalMark, DecimalEvidence] = {
            "comma": DecimalEvidence.COMMA_THIRD,
            "dot": DecimalEvidence.DOT_THIRD,
        }
        return [mark for mark, third in thirds.items() if third in self]

    @property
    def unproven_groups(self) -> list[str]:
        """The shapes of groups whose sign no other value proves to be one of thousands."""
        shapes = {
            "45.000": (DecimalEvidence.DOT_GROUP, DecimalEvidence.COMMA, "dot"),
            "45,000": (DecimalEvidence.COMMA_GROUP, DecimalEvidence.DOT, "comma"),
        }
        return [
            shape
            for shape, (group, proof, mark) in shapes.items()
            if group in self and proof not in self and mark not in self.third_decimals
        ]


def amounts_of(texts: pl.Series) -> pl.Series:
    """Return prices without `R$`, `BRL` or `reais`, and blanks where they say nothing."""
    return patch(texts, texts.str.contains(_DECORATED), _undecorated)


def _undecorated(texts: pl.Series) -> pl.Series:
    amounts = texts.str.strip_chars().str.replace(rf"(?i)^(?:{SIGN_OF_REAIS})\s*", "")
    has_more = amounts.str.contains(r"[A-Za-z$]$")
    bare = patch(
        amounts, has_more, lambda some: some.str.replace(rf"(?i)\s*(?:{NAME_OF_REAIS})$", "")
    )
    has_groups = bare.str.contains(_GROUPED)
    return patch(bare, has_groups, lambda some: some.str.replace_all(_BLANK, ""))


def decimal_evidence(amounts: pl.Series) -> DecimalEvidence:
    """Return the evidence in `amounts`, a column or a part of it, about their decimal sign."""
    evidence = DecimalEvidence.NONE
    if amounts.is_empty():
        return evidence
    is_plain = amounts.str.contains(_PLAIN)
    if amounts.filter(is_plain).str.contains(".", literal=True).any():
        evidence |= DecimalEvidence.DOT
    unusual = amounts.filter(~is_plain)
    late = unusual.filter(unusual.str.contains(_LATE))
    is_group = late.str.contains(_THOUSANDS)
    groups, other_late = late.filter(is_group), late.filter(~is_group)
    if other_late.str.contains(RIDDLE).any():
        unusual = unusual.filter(~unusual.str.contains(RIDDLE))
    for values, pattern, shown in (
        (unusual, _PROVES_COMMA, DecimalEvidence.COMMA),
        (unusual, _PROVES_DOT, DecimalEvidence.DOT),
        (groups, r"\.", DecimalEvidence.DOT_GROUP),
        (groups, ",", DecimalEvidence.COMMA_GROUP),
        (other_late, _THIRD_COMMA, DecimalEvidence.COMMA_THIRD),
        (other_late, _THIRD_DOT, DecimalEvidence.DOT_THIRD),
    ):
        # The first values show most of what a column shows, and cost nothing.
        if any(part.str.contains(pattern).any() for part in (values.head(_FIRST), values)):
            evidence |= shown
    return evidence


def low_count(amounts: pl.Series, mark: DecimalMark | None) -> int:
    """Return how many amounts are below LOW_PRICE; see `prices_from_texts` for `mark`."""
    also = rf"|^[0-9]{{1,3}}\{SIGNS[mark]}[0-9]{{3}}$" if mark else ""
    return int(amounts.str.contains(_LOW + also).sum())


def rounded_count(amounts: pl.Series, mark: DecimalMark | None) -> int:
    """Return how many amounts have a part of a cent; see `prices_from_texts` for `mark`."""
    also = rf"|\{SIGNS[mark]}[0-9]{{2}}[1-9]$" if mark else ""
    long = amounts.filter(amounts.str.contains(_LONG + also))
    return int((~long.str.contains(_NOISE)).sum())


def native_rounded_count(numbers: pl.Series) -> int:
    """Return how many spreadsheet numbers have a part of a cent."""
    return int(((numbers - numbers.round(2)).abs() > _NATIVE_NOISE).sum())


def fipe_code_count(amounts: pl.Series) -> int:
    """Return how many amounts are codes of the FIPE table instead."""
    is_as_long = amounts.str.len_chars().is_between(*_FIPE_CODE_LENGTHS)
    return int(amounts.filter(is_as_long).str.contains(FIPE_CODE).sum())


def prices_from_texts(
    texts: pl.Series, mark: DecimalMark | None = None, thirds: Sequence[DecimalMark] = ()
) -> pl.Series:
    """Parse prices, rounded half-even to two places; UNREADABLE for anything but a price.

    A value that proves its decimal sign is parsed by it. Three digits after the only sign are
    thousands, unless the sender has set the decimal sign, `mark`, or the sign is one of `thirds`
    (see `DecimalEvidence.third_decimals`). Null stays null.
    """
    usual = UsualPrices.among(texts)
    plain = patch(texts, usual.grouped, ungrouped)
    plain = patch(plain, usual.others, lambda some: _numbers(some, mark, thirds))
    # Polars rounds half-even when it reads a text as a decimal, and gives null for too many digits.
    return _readable(plain.cast(PRICE, strict=False), texts)


def _numbers(
    texts: pl.Series, mark: DecimalMark | None, thirds: Sequence[DecimalMark]
) -> pl.Series:
    """Rewrite prices in any writing as `1234.56`; null for anything but a price."""
    amounts = amounts_of(texts)
    plain = patch(
        amounts, ~amounts.str.contains(_PLAIN), lambda some: _with_dot(some, mark, thirds)
    )
    is_code = amounts.str.contains(_BARE_FIPE_CODE).fill_null(False)
    return plain.zip_with(~is_code, pl.Series([None], dtype=pl.String))


def _with_dot(
    amounts: pl.Series, mark: DecimalMark | None, thirds: Sequence[DecimalMark]
) -> pl.Series:
    """Rewrite `1.234,56` and `1,234.56` as `1234.56`; null for anything but a number."""
    amount = pl.col("amount")
    by_comma = amount.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    by_dot = amount.str.replace_all(",", "", literal=True)
    sure = "".join(sign for mark, sign in SIGNS.items() if mark not in thirds)
    thousands = _THOUSANDS if not thirds else rf"^[1-9][0-9]{{0,2}}[{sure or 'x'}][0-9]{{3}}$"
    is_said = amount.str.contains(_SAID[mark]) if mark else pl.lit(value=False)
    number = (
        pl.when(is_said)
        .then(by_dot if mark == "dot" else by_comma)
        .when(amount.str.contains(RIDDLE))
        .then(pl.lit(None))
        .when(amount.str.contains(_PROVES_COMMA))
        .then(by_comma)
        .when(amount.str.contains(_PROVES_DOT))
        .then(by_dot)
        .when(amount.str.contains(thousands))
        .then(amount.str.replace(r"[.,]", ""))
    )
    return amounts.to_frame("amount").lazy().select(number).collect().to_series()


def prices_from_numbers(numbers: pl.Series) -> pl.Series:
    """Convert spreadsheet numbers (Float64) to prices, half-even; UNREADABLE outside the range."""
    rounded = numbers.round(2, mode="half_to_even")
    fits = rounded.is_between(0, _MAX_PRICE) | numbers.is_null()
    return _readable(rounded.zip_with(fits, pl.Series([0.0])).cast(PRICE), numbers)


def years_from_texts(texts: pl.Series) -> pl.Series:
    """Parse years (Int32): `2020`, `2020.0`, `2020 Flex`, or `2020/2021`, manufacture and model.

    The model year of a pair is that of manufacture or the next; any other pair is UNREADABLE.
    """
    digits = patch(texts, ~texts.str.contains(_YEAR), _year_digits)
    return _readable(digits.cast(pl.Int32, strict=False), texts)


def fuel_count(texts: pl.Series) -> int:
    """Return how many years are read without the fuel beside them."""
    longer = texts.filter(texts.str.len_bytes() > _YEAR_LENGTH)
    if longer.is_empty():
        return 0
    unusual = tidy_code(longer)
    is_read = years_from_texts(unusual) != UNREADABLE
    return int((unusual.str.contains(r"\p{L}$") & is_read).sum())


def _year_digits(texts: pl.Series) -> pl.Series:
    text = pl.col("text")
    whole = text.str.extract(rf"^([0-9]{{1,9}})(?:[.,]0+)?{_WITH_FUEL}$")
    made, model = (
        text.str.extract(rf"{_YEAR_PAIR}{_WITH_FUEL}$", group).cast(pl.Int32) for group in (1, 2)
    )
    model_year = pl.when((model - made).is_between(0, 1)).then(model.cast(pl.String))
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
