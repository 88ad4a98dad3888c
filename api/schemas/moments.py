"""Moments from outside, as parameters bring them."""

from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator
from pydantic_core import PydanticCustomError


def _written(text: object) -> object:
    if not (isinstance(text, str) and text[:4].isdecimal() and text[4:5] == "-"):
        raise PydanticCustomError(
            "not_rfc_3339", "Input should be a moment with its offset, such as 2026-03-01T00:00:00Z"
        )
    return text


# pydantic alone also takes seconds since 1970.
Moment = Annotated[AwareDatetime, BeforeValidator(_written)]
