"""Writes numbers as a section of a format shows them, with the signs that are used here."""

import math
import re
from collections.abc import Iterator, Sequence

from vehicle_pipeline.domain.shown_values import REAIS_AFTER, REAIS_BEFORE
from vehicle_pipeline.spreadsheets.confined.format_sections import Part, Section

# Decimals that are worth showing, and divisions by a thousand.
_DECIMALS = 15
_SCALE = 9
_GROUP = 3
_NO_SIGNS = str.maketrans("", "", ".,")
_AMOUNT = re.compile(
    rf"{REAIS_BEFORE}([0-9][0-9.,\s]*+)-{{0,2}}{REAIS_AFTER}".replace("(?i)", ""),
    re.IGNORECASE,
)


def as_here(number: str) -> str:
    """With a decimal comma."""
    return number.translate(str.maketrans(",.", ".,"))


def scale(parts: Sequence[Part]) -> int:
    """By which power of a thousand a number is divided: commas behind its digits."""
    return sum(map(_commas_behind, _halves(parts)))


def _commas_behind(parts: Sequence[Part]) -> int:
    marks = "".join(part.text for part in parts if part.kind != "text")
    return len(marks) - len(marks.rstrip(","))


def written(section: Section, number: float) -> str:
    """Return what is shown of a number that is not below 0."""
    whole, decimals = _halves(section.parts)
    if any(part.kind == "general" for part in section.parts):
        return _around(section, as_here(f"{number:.10g}"))
    if exponent := next((part for part in section.parts if part.kind == "exponent"), None):
        return _around(section, _scientific(whole, decimals, exponent.text, number))
    places = min(sum(part.kind == "digit" for part in decimals), _DECIMALS)
    digits, _, fraction = (
        f"{number / 1000 ** min(scale(section.parts), _SCALE):.{places}f}".partition(".")
    )
    return _whole(whole, digits) + _decimals(decimals, fraction)


def shows(visible: str, number: float) -> bool:
    """Whether a text is a number as it is, rounded or in reais, by either decimal sign."""
    amount = _AMOUNT.fullmatch(visible)
    if amount is None:
        return False
    digits = "".join(amount[1].split())
    return any(abs(read - number) <= unit * 0.5001 for read, unit in _readings(digits))


def _readings(digits: str) -> Iterator[tuple[float, float]]:
    """What digits with signs between may mean, and the unit of the last of them."""
    yield float(digits.translate(_NO_SIGNS)), 1.0
    for sign in ".,":
        whole, has_decimals, decimals = digits.rpartition(sign)
        # Nobody knows whether `45.000` has three decimals, or digits that the format added.
        is_group = len(decimals) == _GROUP and len(whole) <= _GROUP
        if has_decimals and decimals.isdecimal() and not is_group:
            unit = 1 / 10 ** len(decimals)
            yield float(whole.translate(_NO_SIGNS) + "." + decimals), unit


def _scientific(
    whole: Sequence[Part], decimals: Sequence[Part], exponent: str, number: float
) -> str:
    """`1,13E+03`; the exponent is a multiple of the number of places before the sign."""
    step = max(sum(part.kind == "digit" for part in whole), 1)
    places = min(sum(part.kind == "digit" for part in decimals), _DECIMALS)
    power = math.floor(math.log10(number)) // step * step
    digits = f"{abs(power):0{len(exponent) - 2}}"
    return as_here(f"{number / 10.0**power:.{places}f}E{'-' if power < 0 else '+'}{digits}")


def _halves(parts: Sequence[Part]) -> tuple[Sequence[Part], Sequence[Part]]:
    at = next((at for at, part in enumerate(parts) if part == Part("mark", ".")), len(parts))
    return parts[:at], parts[at:]


def _around(section: Section, number: str) -> str:
    before, _, after = section.texts
    return before + number + after


def _whole(parts: Sequence[Part], digits: str) -> str:
    """Fill the places from the right; the first takes all digits that are left."""
    has_groups = any(part == Part("mark", ",") for part in parts) and not scale(parts)
    left = sum(part.kind == "digit" for part in parts)
    rest, count, shown = digits.lstrip("0"), 0, ""
    for part in reversed(parts):
        if part.kind == "text":
            shown = part.text + shown
        if part.kind != "digit":
            continue
        left -= 1
        for digit in _taken(rest, part.text, take_all=not left):
            is_group = has_groups and count and count % _GROUP == 0
            shown, count = digit + ("." if is_group else "") + shown, count + 1
        rest = rest[:-1]
    return shown


def _taken(rest: str, place: str, *, take_all: bool) -> str:
    """The digits for a place, the last one first."""
    if not rest:
        return {"0": "0", "?": " "}.get(place, "")
    return rest[::-1] if take_all else rest[-1]


def _decimals(parts: Sequence[Part], fraction: str) -> str:
    shown, at = "", 0
    for part in parts:
        if part.kind == "digit":
            shown, at = shown + fraction[at : at + 1], at + 1
        elif part == Part("mark", "."):
            shown += ","
        elif part.kind == "text":
            shown += part.text
    return shown
