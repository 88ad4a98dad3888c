"""Brazilian licence plates: which texts are accepted, and their canonical form.

An old plate `LLLNNNN` became `LLLNLNN` in the change to Mercosul plates: its fifth character, a
digit, turned into a letter (Resolução Contran 780/2019, Anexo II). The Mercosul form is canonical.
"""

import re

import polars as pl

from vehicle_pipeline.domain.columns import patch

CANONICAL = r"^[A-Z]{3}[0-9][A-Z][0-9]{2}$"
# Fifth character: digit on the old plate, letter on the Mercosul plate of the same vehicle.
_LETTER_OF_DIGIT = dict(zip("0123456789", "ABCDEFGHIJ", strict=True))
# Hyphens, dashes and minus signs, for use between square brackets.
DASHES = "\\-\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
# Separators between the characters of a plate. Python counts \x1c-\x1f as space, Polars does not.
_SEPARATORS = rf"[\s\x1c-\x1f.{DASHES}]"
# Letters are spelt out in both cases: case-insensitive matching would let `ſ` pass for `s`.
_WRITTEN = r"^[A-Za-z]{3}[0-9][A-Za-z0-9][0-9]{2}$"


def canonical(text: str) -> str | None:
    """Return the canonical form of a plate as a person wrote it, or None if it is not one."""
    compact = re.sub(_SEPARATORS, "", text)
    if not re.fullmatch(_WRITTEN, compact, re.ASCII):
        return None
    upper = compact.upper()
    return upper[:4] + _LETTER_OF_DIGIT.get(upper[4], upper[4]) + upper[5:]


def canonical_column(texts: pl.Series) -> pl.Series:
    """Like `canonical`, for a column: null stays null, a text that is no plate becomes ""."""
    canonical_already = texts.str.contains(CANONICAL)
    return patch(texts, ~canonical_already, _canonical)


def _canonical(texts: pl.Series) -> pl.Series:
    compact = texts.str.replace_all(_SEPARATORS, "")
    is_plate = compact.str.contains(_WRITTEN)
    upper = compact.str.to_uppercase()
    fifth = upper.str.slice(4, 1).replace(_LETTER_OF_DIGIT)
    return (upper.str.slice(0, 4) + fifth + upper.str.slice(5, 2)).zip_with(
        is_plate, pl.Series([""])
    )


def same_writing(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    """Whether two plates as written differ only in case and separators."""
    return _compact(one) == _compact(other)


def _compact(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(_SEPARATORS, "").str.to_uppercase()
