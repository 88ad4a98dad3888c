"""What number formats show in place of the number: per cents, other money, other digits or words,
dates without a year.
"""

import datetime as dt
import math
import re
from typing import Any, Literal, NamedTuple

from vehicle_pipeline.domain.shown_values import (
    BY_FORMAT,
    FOREIGN_CURRENCY,
    MONTHS,
    REAIS_AFTER,
    REAIS_BEFORE,
)
from vehicle_pipeline.spreadsheets.confined.format_sections import (
    PLACES,
    Section,
    for_prices,
    sections_of,
)
from vehicle_pipeline.spreadsheets.confined.written_numbers import as_here, scale, written

# Excel's limit is 255 characters; what is longer is a format of no program.
LONGEST = 1_000
# Formats that have a number only: per cents, exponents, and `d-mmm`. Of money, which each country
# has its own format for under one number, these show nothing.
BUILT_IN = {9: "0%", 10: "0.00%", 11: "0.00E+00", 16: "d-mmm", 48: "##0.0E+0"}
# Those that change nothing of a price.
BUILT_IN_PLAIN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    12: "# ?/?",
    13: "# ??/??",
    **dict.fromkeys((5, 6, 42), '"R$ "#,##0'),
    **dict.fromkeys((7, 8, 44), '"R$ "#,##0.00'),
    **dict.fromkeys((37, 38, 41), "#,##0"),
    **dict.fromkeys((39, 40, 43), "#,##0.00"),
}
# Those of days and times.
BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_FOREIGN = re.compile(FOREIGN_CURRENCY)
_BEFORE, _AFTER = re.compile(REAIS_BEFORE), re.compile(REAIS_AFTER)
# Cents that a format adds to whole reais.
_CENTS = re.compile(r"(?<!\s)\s*+[.,](?:00|--?)")
# What is shown could be another number.
_AMBIGUOUS = re.compile(r"[\s0-9.,/R$]*")
# `mm:ss.0`
_TIME = re.compile(r"[hmsap:/ ]*+(?:[.,]0+)?[hmsap:/ ]*+", re.IGNORECASE)
# Codes of the number itself, and what stands around a symbol.
_NO_SYMBOL = str.maketrans("", "", "0123456789#?.,;()+-/:<>& \xa0")
# Characters kept of a symbol, and of a format.
_SYMBOL = 20
_CODE = 60


class Shown(NamedTuple):
    """What a format shows: per cents (`factor` times the number), money, a date's day, or what a
    `section` makes of the number.
    """

    kind: Literal["percentage", "money", "day", "other"]
    factor: int = 1
    symbol: str = ""
    section: Section | None = None
    code: str = ""

    def text(self, value: Any) -> str | None:
        """Return the text that people see; None where the format has no bearing on a value."""
        if self.kind == "day":
            return self._day(value) if isinstance(value, dt.date) else None
        if type(value) not in (int, float) or not math.isfinite(value):
            return None
        if self.section is not None:
            # There are no such prices and years.
            return _other(self.section, value, self.code) if value > 0 else None
        if self.kind == "money":
            return f"{self.symbol} {as_here(f'{value:,.2f}')}"
        return f"{as_here(f'{value * self.factor:,.10g}')}%"

    def _day(self, date: dt.date) -> str:
        return marked(f"{date:%d/%m/%Y}", self.code) if self.code else day_and_month(date)


class ByValue(NamedTuple):
    """What a format with conditions shows; None where that is the number."""

    cases: list[tuple[Section, Shown | None]]
    kind: Literal["by value"] = "by value"

    def text(self, value: Any) -> str | None:
        """See `Shown.text`."""
        if type(value) not in (int, float):
            return None
        applying = (shown for section, shown in self.cases if section.is_for(value))
        shown = next(applying, None)
        return shown.text(value) if shown else None


Look = Shown | ByValue


def shown_by(code: str) -> Look | None:
    """Return what a format shows in place of numbers; None for a number or a date with its year."""
    code = code[:LONGEST]
    sections = sections_of(code)
    if not code.strip():
        return None
    cases = [(section, _shown(section, code)) for section in for_prices(sections)]
    if len(cases) == 1:
        return cases[0][1]
    return ByValue(cases) if any(shown for _, shown in cases) else None


def is_date(code: str) -> bool:
    """Whether a format is one of days or times."""
    return _is_date(sections_of(code[:LONGEST])[0].codes.lower())


def day_and_month(date: dt.date) -> str:
    """As Excel shows `d-mmm` here."""
    return f"{date.day:02}/{MONTHS[date.month - 1]}"


def marked(text: str, code: str = "da célula") -> str:
    """Return what is shown, with the format where it could be taken for the number."""
    text = " ".join(text.split())
    if not _AMBIGUOUS.fullmatch(text):
        return text
    return f"{text} ({BY_FORMAT} {code[:_CODE]})".lstrip()


def _shown(section: Section, code: str) -> Shown | None:
    codes = section.codes.lower()
    if _is_date(codes):
        return _day(section, code)
    if "%" in section.visible:
        return Shown("percentage", factor=100 if "%" in codes else 1)
    if section.currency and not _BEFORE.fullmatch(section.currency):
        return Shown("money", symbol=section.currency[:_SYMBOL])
    symbol = section.visible.translate(_NO_SYMBOL)[:_SYMBOL]
    if _FOREIGN.search(symbol):
        return Shown("money", symbol=symbol)
    return Shown("other", section=section, code=code) if _is_altered(section) else None


def _is_altered(section: Section) -> bool:
    """Whether anything but reais is shown beside the digits, or not all digits are shown."""
    if section.is_fraction:
        return False
    before, inside, after = section.texts
    is_whole = not any(part.text == "." for part in section.parts if part.kind == "mark")
    if is_whole:
        after = _CENTS.sub("", after, count=1)
    if any(part.kind == "exponent" for part in section.parts):
        return True
    has_number = any(part.kind in PLACES for part in section.parts)
    is_plain = _BEFORE.fullmatch(before) and not inside.strip() and _AFTER.fullmatch(after)
    return not has_number or not is_plain or scale(section.parts) > 0


def _other(section: Section, value: float, code: str) -> str:
    shown = "".join(char if char.isprintable() else " " for char in written(section, value))
    return marked(shown, code)


def _is_date(codes: str) -> bool:
    if not any(sign in codes for sign in ("d", "m", "y", "h", "s", "aa")):
        return False
    return not any(sign in codes for sign in "0#?@") or _TIME.fullmatch(codes) is not None


def _day(section: Section, code: str) -> Shown | None:
    """What is shown of a date without its year, or with digits that are not the date's."""
    if any(char.isdigit() for text in section.texts for char in text):
        return Shown("day", code=code)
    codes = section.codes.lower()
    # Era years; and `aaaa`, the year to those who write formats in Portuguese.
    shows_year = any(sign in codes for sign in ("y", "e", "aa"))
    shows_time = "h" in codes or "s" in codes
    is_day = "d" in codes or ("m" in codes and not shows_time)
    return Shown("day") if is_day and not shows_year else None
