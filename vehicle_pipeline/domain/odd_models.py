"""Recognizes texts in the model column that are no names as anybody meant them.

`REASONS` has the pattern of each by the code of its sentence, in a syntax for Polars. Signs of
HTML or of a formula inside a text are no reason: pages escape them, and exports neutralise them.
"""

import polars as pl

from vehicle_pipeline.domain.cell_texts import CONTROL_PICTURE, JOINT
from vehicle_pipeline.domain.columns import patch
from vehicle_pipeline.domain.escapes import ESCAPED
from vehicle_pipeline.domain.look_alikes import IN_LATIN_TEXT

# Reverses the letters behind it.
REVERSED = r"\x{202e}"
_PLATE = r"[A-Za-z]{3}[\s.\-]?[0-9][A-Za-z0-9][0-9]{2}"
_YEAR = r"(?:19|20)[0-9]{2}(?:/[0-9]{2,4})?"
_PRICE = r"R\$[^\t\r\n]*|[0-9.]+,[0-9]{2}"
_BREAK = r"[\t\r\n]"
_OTHER_CELL = rf"{_BREAK}\s*(?:{_PLATE}|{_YEAR}|{_PRICE})\s*(?:{_BREAK}|$)|^\s*{_PLATE}\s*{_BREAK}"
# Apostrophes with which programs keep a text from being changed. No name begins with one.
QUOTES = "['’‘´`]"
REASONS = {
    "reversed_text": REVERSED,
    "control_character": CONTROL_PICTURE,
    "escaped_text": ESCAPED,
    # A question mark, or a sign that nobody types, in place of a letter that an encoding lacked.
    "lost_letters": r"\p{L}\?+(?:[\p{L}\s)/.,;\-]|$)|(?:^|[\s(/\-])\?+\p{L}|[¿□▯◻]",
    "joined_cells": JOINT,
    # `#1` may be a number.
    "commented_row": r"^(?:#\s*[\p{L}\"]|(?://|--|/\*|<!--)\s*[\p{L}\p{N}\"])",
    # Programs save what was typed with `+` or `-` as `=+` and `=-`: without `=`, it is a text.
    "formula_text": r"^=|^@[A-Za-z.]+\(",
    "quoted_model": f"^{QUOTES}",
    "foreign_model": IN_LATIN_TEXT,
}
# What each of them has; far cheaper to search for.
_HINTS = r"[&%=\\?¿#@\x{100}-\x{10ffff}]|^[/\-'´`<]|\+A"
_ANY = "|".join(f"(?:{pattern})" for pattern in REASONS.values())


def is_odd(texts: pl.Series) -> pl.Series:
    """Whether a text has one of the patterns."""
    suspects = texts.str.contains(_HINTS)
    at = suspects.fill_null(value=False).arg_true()
    return suspects.scatter(at, texts.gather(at).str.contains(_ANY)) if len(at) else suspects


def with_joints(texts: pl.Series) -> pl.Series:
    """Return texts with JOINT for breaks between parts of which one belongs to another column."""
    return patch(texts, texts.str.contains(_BREAK), _with_joints)


def _with_joints(texts: pl.Series) -> pl.Series:
    joined = texts.str.contains(_OTHER_CELL)
    return patch(texts, joined, lambda some: some.str.replace_all(_BREAK, JOINT))
