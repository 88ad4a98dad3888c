"""Integers from outside, as parameters bring them."""

from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError


def _digits(text: object) -> object:
    if isinstance(text, str) and not (text.isascii() and text.isdecimal()):
        raise PydanticCustomError("not_digits", "Input should be an integer in digits from 0 to 9")
    return text


# pydantic alone also takes a sign, blanks, `1_0` and `1.0`.
Digits = Annotated[int, BeforeValidator(_digits)]
