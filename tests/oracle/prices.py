"""FIPE values as text, read without any of the project's code."""

import re
from decimal import ROUND_HALF_EVEN, Decimal

CENT = Decimal("0.01")
LARGEST = Decimal("9999999999.99")


def read(text: str) -> Decimal | None:
    """The number that `text` means; None when it is none, or might be two."""
    body = "".join(text.split())
    if body[:2].upper() == "R$":
        body = body[2:]
    if not re.fullmatch(r"[0-9]+([.,][0-9]+)*", body) or is_fipe_code(body):
        return None
    marks = [char for char in body if char in ".,"]
    if not marks:
        return Decimal(body)
    if len(set(marks)) == 2:
        return with_both_marks(body)
    return with_one_kind_of_mark(body, marks[0])


def is_fipe_code(body: str) -> bool:
    """Seven digits with a zero before them are a code of the table."""
    return len(body) == 7 and body.isdecimal() and body[0] == "0"


def with_both_marks(body: str) -> Decimal | None:
    sign = "." if body.rfind(".") > body.rfind(",") else ","
    whole, fraction = body.rsplit(sign, 1)
    digits = ungrouped(whole, "," if sign == "." else ".")
    return None if digits is None else Decimal(f"{digits}.{fraction}")


def with_one_kind_of_mark(body: str, mark: str) -> Decimal | None:
    """Three digits after the only mark are thousands, or nothing: no price has three decimals."""
    if body.count(mark) == 1 and len(body.rsplit(mark)[1]) != 3:
        return Decimal(body.replace(mark, "."))
    digits = ungrouped(body, mark)
    return None if digits is None else Decimal(digits)


def ungrouped(text: str, mark: str) -> str | None:
    """The digits of a number grouped by thousands; None when the groups are no such thing.

    Nobody groups behind a leading zero.
    """
    first, *groups = text.split(mark)
    if not re.fullmatch(r"[1-9][0-9]{0,2}", first) or any(len(group) != 3 for group in groups):
        return None
    return first + "".join(groups)


def price(text: str) -> Decimal | None:
    """The price in reais with two places; None when it is not acceptable."""
    value = read(text)
    if value is None or value > LARGEST + 1:  # more digits than `quantize` can give
        return None
    value = value.quantize(CENT, ROUND_HALF_EVEN)
    return value if 0 < value <= LARGEST else None
