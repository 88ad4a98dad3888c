"""Numbers from outside, as parameters bring them."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError


def _digits(text: object) -> object:
    if isinstance(text, str) and not (text.isascii() and text.isdecimal()):
        raise PydanticCustomError("not_digits", "Input should be an integer in digits from 0 to 9")
    return text


# pydantic alone also takes a sign, blanks, `1_0` and `1.0`.
Digits = Annotated[int, BeforeValidator(_digits)]


# As much as a price may be.
_AMOUNT = re.compile("^[0-9]{1,10}(\\.[0-9]{1,2})?$", re.ASCII)


def _amount(text: object) -> object:
    if isinstance(text, str) and not _AMOUNT.match(text):
        raise PydanticCustomError("not_an_amount", "Input should be an amount, such as 45000.00")
    return text


# Reais. pydantic alone also takes a sign, blanks, `1e3` and `1_0`.
Amount = Annotated[
    Decimal,
    BeforeValidator(_amount),
    WithJsonSchema(
        {"type": "string", "pattern": _AMOUNT.pattern, "maxLength": 13, "examples": ["45000.00"]}
    ),
]
