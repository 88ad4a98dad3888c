"""Proposed corrections of prices that the rules reject; see `proposals`."""

from collections.abc import Callable

import polars as pl

from vehicle_pipeline.domain.numbers import BLANK_GROUPS
from vehicle_pipeline.domain.shown_values import NAME_OF_REAIS, SIGN_OF_REAIS

Proposal = Callable[[pl.Expr], pl.Expr]

# Groups with blanks between, and what may follow.
_GROUPED = rf"{BLANK_GROUPS}(?:[^0-9\s]|$)"


def where(condition: pl.Expr, text: pl.Expr) -> pl.Expr:
    """Return a proposal where its condition holds, else null."""
    return pl.when(condition).then(text)


def _bare_price(text: pl.Expr) -> pl.Expr:
    """Strip words, currency and spaces around a price."""
    bare = (
        text.str.replace(r"(?i)^\s*(?:valor|fipe|valor fipe)?[\s:]*(?:R\s*\$|BRL|RS)?[\s:.]*", "")
        .str.replace(r"^[=+'’‘“\"]+", "")
        .str.replace(r"(?i)\s*(?:reais|BRL|R\$)?[\s.,;”’\"]*(?:,-{1,2})?\s*$", "")
    )
    # Two numbers are not one.
    is_one = ~bare.str.contains(r"[0-9]\s+[0-9]") | bare.str.contains(_GROUPED)
    return where(is_one, bare.str.replace_all(r"\s", ""))


def _undecorated_price(text: pl.Expr) -> pl.Expr:
    """`Valor: BRL 45.000,00`, `45.000,-`; none if it was rejected for its three digits."""
    bare = _bare_price(text)
    digits = r"[1-9][0-9]{0,2}[.,][0-9]{3}"
    is_only_group = text.str.contains(
        rf"(?i)^(?:{SIGN_OF_REAIS})?\s?{digits}\s?(?:{NAME_OF_REAIS})?$"
    )
    with_cents = bare + pl.when(bare.str.contains(".", literal=True)).then(pl.lit(",00")).otherwise(
        pl.lit(".00")
    )
    return where(
        bare.str.contains(r"^[0-9][0-9.,]*$") & ~is_only_group,
        pl.when(bare.str.contains(rf"^{digits}$")).then(with_cents).otherwise(bare),
    )


def _apostrophes(text: pl.Expr) -> pl.Expr:
    """`1'234.50`: apostrophes between the thousands."""
    bare = _bare_price(text)
    is_grouped = bare.str.contains(r"^[1-9][0-9]{0,2}(?:['’´`][0-9]{3})+(?:[.,][0-9]{1,2})?$")
    return where(is_grouped, bare.str.replace_all(r"['’´`]", ""))


def _thousands(text: pl.Expr) -> pl.Expr:
    """`45 mil`, `R$ 45,5 mil`."""
    thousands = _bare_price(text).str.extract(r"(?i)^([0-9]{1,4}(?:[.,][0-9]{1,2})?)(?:mil|k)$")
    amount = thousands.str.replace(",", ".", literal=True).cast(pl.Decimal(12, 2)) * 1000
    return amount.cast(pl.Int64).cast(pl.String)


def _same_marks(text: pl.Expr) -> pl.Expr:
    """`45.000.00` and `45,000,00`: the last two digits are cents."""
    bare = _bare_price(text)
    return pl.coalesce(
        where(
            bare.str.contains(r"^[1-9][0-9]{0,2}(?:\.[0-9]{3})+\.[0-9]{2}$"),
            bare.str.replace(r"\.([0-9]{2})$", ",$1"),
        ),
        where(
            bare.str.contains(r"^[1-9][0-9]{0,2}(?:,[0-9]{3})+,[0-9]{2}$"),
            bare.str.replace(r",([0-9]{2})$", ".$1"),
        ),
    )


def _zero_decimals(text: pl.Expr) -> pl.Expr:
    """`45.000,000`: what is behind the cents says nothing."""
    bare = _bare_price(text)
    whole = r"^(?:[0-9]{4,}[.,]|[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+,|(?:,[0-9]{3})+\.))"
    return where(bare.str.contains(rf"{whole}[0-9]{{2}}0$"), bare.str.replace(r"0$", ""))


def _letter_o(text: pl.Expr) -> pl.Expr:
    """`45.0O0,00`: letters O for zeros; `45.0l0,00`: one l or I between digits for a 1."""
    bare = _bare_price(text)
    return pl.coalesce(
        where(
            bare.str.contains(r"^[1-9][0-9.,]*[Oo][0-9Oo.,]*$"), bare.str.replace_all(r"[Oo]", "0")
        ),
        where(
            bare.str.contains(r"^[1-9][0-9.,]*[Il][0-9][0-9.,]*$"), bare.str.replace("[Il]", "1")
        ),
    )


# The best first.
PRICE_PROPOSALS: list[Proposal] = [
    _undecorated_price,
    _apostrophes,
    _thousands,
    _same_marks,
    _zero_decimals,
    _letter_o,
]
