"""What number formats show in place of the number: per cents, other money, dates without a year."""

import datetime as dt
import re
from typing import Any, Literal, NamedTuple

from vehicle_pipeline.domain.shown_values import FOREIGN_CURRENCY, MONTHS

# Excel's limit is 255 characters; what is longer is a format of no program.
_LONGEST = 1_000
# Formats that have a number only: per cents, and `d-mmm`. Of money, which each country has its own
# format for under one number, these show nothing.
BUILT_IN = {9: "0%", 10: "0.00%", 16: "d-mmm"}
# Those of days and times.
BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
# A text in quotes, an escaped character, a blank as wide as a character or a filling one, a
# currency with the country that it is written for, a condition or colour, any other character.
_TOKEN = re.compile(
    r'"([^"]*)"?|\\(.)|[_*].?|\[\$([^\]\-]*)([^\]]*)\]?|\[[^\]]*\]?|([^"\\_*\[])', re.DOTALL
)
_FOREIGN = re.compile(FOREIGN_CURRENCY)
# Codes of the number itself, and what stands around a symbol.
_NO_SYMBOL = str.maketrans("", "", "0123456789#?.,;()+-/:<>& \xa0")
_BRAZIL = "416"
# Characters kept of a symbol.
_SYMBOL = 20


class Shown(NamedTuple):
    """What a format shows: per cents (`factor` times the number), money, or a date's day."""

    kind: Literal["percentage", "money", "day"]
    factor: int = 1
    symbol: str = ""

    def text(self, value: Any) -> str | None:
        """Return the text that people see; None where the format has no bearing on a value."""
        if self.kind == "day":
            return day_and_month(value) if isinstance(value, dt.date) else None
        if type(value) not in (int, float):
            return None
        if self.kind == "money":
            return f"{self.symbol} {_as_here(f'{value:,.2f}')}"
        return f"{_as_here(f'{value * self.factor:,.10g}')}%"


def shown_by(code: str) -> Shown | None:
    """Return what a format shows in place of numbers; None for a number or a date with its year."""
    texts, codes = _parts(code[:_LONGEST])
    visible = "".join(texts)
    if "%" in visible:
        return Shown("percentage", factor=100 if "%" in codes else 1)
    symbol = visible.translate(_NO_SYMBOL)[:_SYMBOL]
    if _FOREIGN.search(symbol):
        return Shown("money", symbol=symbol)
    return Shown("day") if _is_date_without_year(codes.lower()) else None


def is_date(code: str) -> bool:
    """Whether a format is one of days or times."""
    codes = _parts(code[:_LONGEST])[1].lower()
    return not _is_number(codes) and any(sign in codes for sign in "dmyhs")


def day_and_month(date: dt.date) -> str:
    """As Excel shows `d-mmm` here."""
    return f"{date.day:02}/{MONTHS[date.month - 1]}"


def _parts(code: str) -> tuple[list[str], str]:
    """Return all that the first section shows, in its order, and its own codes."""
    texts, codes = [], []
    for token in _TOKEN.finditer(code):
        quoted, escaped, symbol, country, own = token.groups()
        if own == ";":
            break
        if symbol == "$" and country.endswith(_BRAZIL):
            symbol = "R$"
        texts.append(quoted or escaped or symbol or own or "")
        codes.append(own or "")
    return texts, "".join(codes)


def _is_date_without_year(codes: str) -> bool:
    if _is_number(codes):
        return False
    # Era years; and `aaaa`, the year to those who write formats in Portuguese.
    shows_year = any(sign in codes for sign in ("y", "e", "aa"))
    shows_time = "h" in codes or "s" in codes
    return not shows_year and ("d" in codes or ("m" in codes and not shows_time))


def _is_number(codes: str) -> bool:
    return "general" in codes or "standard" in codes or "0" in codes or "#" in codes


def _as_here(number: str) -> str:
    """With a decimal comma."""
    return number.translate(str.maketrans(",.", ".,"))
