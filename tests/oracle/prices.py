"""FIPE values as text, read without any of the project's code."""

import re
from collections.abc import Collection, Iterable
from decimal import ROUND_HALF_EVEN, Decimal

CENT = Decimal("0.01")
LARGEST = Decimal("9999999999.99")


def read(text: str, thirds: Collection[str] = ()) -> Decimal | None:
    """The number that `text` means; None when it is none, or might be two.

    `thirds` are the marks that stand before three decimals elsewhere in the column.
    """
    body = bare(text)
    if not re.fullmatch(r"[0-9]+([.,][0-9]+)*", body) or is_fipe_code(body):
        return None
    marks = [char for char in body if char in ".,"]
    if not marks:
        return Decimal(body)
    if len(set(marks)) == 2:
        return with_both_marks(body)
    return with_one_kind_of_mark(body, marks[0], thirds)


def bare(text: str) -> str:
    """Without words for reais, and without blanks where they stand for signs of thousands."""
    body = text.strip().upper()
    for word in ("R$", "BRL"):
        if body.startswith(word):
            body = body.removeprefix(word).lstrip()
            break
    for word in ("R$", "BRL", "REAIS"):
        if body.endswith(word):
            body = body.removesuffix(word).rstrip()
            break
    first, *groups = re.split("[ \u00a0\u2007\u2009\u202f]", body)
    sizes = [len(re.split("[.,]", group)[0]) for group in groups]
    is_grouped = all(size == 3 for size in sizes) and 0 < len(first) <= 3 and first[0] != "0"
    return first + "".join(groups) if groups and is_grouped else body


def third_marks(texts: Iterable[str]) -> set[str]:
    """The marks that some value of a column has before three decimals."""
    found = set()
    for body in map(bare, texts):
        whole, mark, fraction = re.fullmatch(r"(.*?)([.,]?)([0-9]*)", body, re.DOTALL).groups()  # type: ignore[union-attr]
        if not mark or len(fraction) != 3 or not re.fullmatch("[0-9.,]+", whole):
            continue
        other = "," if mark == "." else "."
        is_grouped = other in whole and ungrouped(whole, other) is not None
        if is_grouped or (whole.isdecimal() and (len(whole) > 3 or whole[0] == "0")):
            found.add(mark)
    return found


def is_fipe_code(body: str) -> bool:
    """Seven digits with a zero before them are a code of the table."""
    return len(body) == 7 and body.isdecimal() and body[0] == "0"


def with_both_marks(body: str) -> Decimal | None:
    sign = "." if body.rfind(".") > body.rfind(",") else ","
    whole, fraction = body.rsplit(sign, 1)
    digits = ungrouped(whole, "," if sign == "." else ".")
    return None if digits is None or len(fraction) == 3 else Decimal(f"{digits}.{fraction}")


def with_one_kind_of_mark(body: str, mark: str, thirds: Collection[str]) -> Decimal | None:
    """Three digits after the only mark are thousands, or nothing: no price has three decimals."""
    whole, fraction = body.rsplit(mark, 1)
    if body.count(mark) == 1 and len(fraction) != 3:
        # 45,0000 may be 450 thousand, and 4,5000 45 thousand.
        is_riddle = fraction[-4:].endswith("000") and len(fraction) > 3
        is_riddle = is_riddle and len(whole) < 4 and whole[0] != "0"
        return None if is_riddle else Decimal(body.replace(mark, "."))
    if body.count(mark) == 1 and mark in thirds:
        return None
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


def price(text: str, thirds: Collection[str]) -> Decimal | None:
    """The price in reais with two places; None when it is not acceptable."""
    value = read(text, thirds)
    if value is None or value > LARGEST + 1:  # more digits than `quantize` can give
        return None
    value = value.quantize(CENT, ROUND_HALF_EVEN)
    return value if 0 < value <= LARGEST else None
