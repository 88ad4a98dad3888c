"""Numbers and prices in sentences, with the marks of the reader's language."""

import re
from decimal import Decimal
from typing import Literal

# `messages.Language`, which needs this module.
_Language = Literal["pt", "en"]

# Python writes 1,234.5, as English does.
_SWAPPED = str.maketrans(",.", ".,")
# A price in reais that a text ends in, as it is stored: R$ 45.000,00.
_PRICE = re.compile(r"R\$ [0-9.]{1,20},[0-9]{2}\Z")


def number(value: float | Decimal, language: _Language) -> str:
    """Return `1.234.567` or `50,5` in pt-BR, `1,234,567` or `50.5` in English; four decimals."""
    text = f"{value:,}" if isinstance(value, int) else _fraction(value)
    return text.translate(_SWAPPED) if language == "pt" else text


def price_here(text: str, language: _Language) -> str:
    """Return a text with the price at its end in the reader's marks: `Gol, 2020, R$ 45,000.00`."""
    if language == "pt" or not (found := _PRICE.search(text)):
        return text
    return text[: found.start()] + found[0].translate(_SWAPPED)


def _fraction(value: float | Decimal) -> str:
    return f"{value:,.4f}".rstrip("0").rstrip(".")
