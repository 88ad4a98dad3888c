"""FIPE values as text, read without any of the project's code."""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal, NamedTuple

Sign = Literal[".", ","]
CENT = Decimal("0.01")
LARGEST = Decimal("9999999999.99")


class Reading(NamedTuple):
    """What one text can mean: as a number, and which decimal sign it proves."""

    proved: Sign | None
    # The number under each decimal sign; the same twice unless the text is ambiguous.
    values: dict[Sign, Decimal]


def read(text: str) -> Reading | None:
    """Every meaning of `text`; None when it is no number."""
    body = "".join(text.split())
    if body[:2].upper() == "R$":
        body = body[2:]
    if not re.fullmatch(r"[0-9]+([.,][0-9]+)*", body):
        return None
    marks = [char for char in body if char in ".,"]
    if not marks:
        return unproved(Decimal(body))
    if len(set(marks)) == 2:
        return with_both_marks(body)
    if marks[0] == ".":
        return with_one_kind_of_mark(body, ".", ",")
    return with_one_kind_of_mark(body, ",", ".")


def unproved(value: Decimal) -> Reading:
    return Reading(None, {".": value, ",": value})


def proved(sign: Sign, value: Decimal) -> Reading:
    return Reading(sign, {".": value, ",": value})


def with_both_marks(body: str) -> Reading | None:
    sign: Sign = "." if body.rfind(".") > body.rfind(",") else ","
    whole, fraction = body.rsplit(sign, 1)
    digits = ungrouped(whole, "," if sign == "." else ".")
    return None if digits is None else proved(sign, Decimal(f"{digits}.{fraction}"))


def with_one_kind_of_mark(body: str, mark: Sign, other: Sign) -> Reading | None:
    grouped = ungrouped(body, mark)
    if body.count(mark) > 1:
        return None if grouped is None else proved(other, Decimal(grouped))
    decimal = Decimal(body.replace(mark, "."))
    if grouped is None:
        return proved(mark, decimal)
    values: dict[Sign, Decimal] = {".": decimal, ",": decimal}
    values[other] = Decimal(grouped)
    return Reading(None, values)


def ungrouped(text: str, mark: Sign) -> str | None:
    """The digits of a number grouped by thousands; None when the groups are no such thing.

    Nobody groups behind a leading zero, so 0.125 is a fraction and not ambiguous.
    """
    first, *groups = text.split(mark)
    if not re.fullmatch(r"[1-9][0-9]{0,2}", first) or any(len(group) != 3 for group in groups):
        return None
    return first + "".join(groups)


def column_sign(texts: Iterable[str]) -> Sign:
    """The decimal sign of ambiguous values in a column that holds `texts`."""
    readings = [read(text) for text in texts]
    signs = {reading.proved for reading in readings if reading is not None}
    return "." if signs >= {"."} and "," not in signs else ","


def price(text: str, ambiguous: Sign) -> Decimal | None:
    """The price in reais with two places; None when it is not acceptable."""
    reading = read(text)
    if reading is None:
        return None
    value = reading.values[ambiguous]
    if value > LARGEST + 1:  # far larger ones have more digits than `quantize` can give
        return None
    value = value.quantize(CENT, ROUND_HALF_EVEN)
    return value if 0 < value <= LARGEST else None
