"""A list in an environment variable, separated by commas."""

from typing import Annotated

from pydantic import BeforeValidator
from pydantic_settings import NoDecode


def split(value: object) -> object:
    """Return the parts of a text; anything else as it is."""
    if not isinstance(value, str):
        return value
    return [part.strip() for part in value.split(",") if part.strip()]


CommaSeparated = Annotated[tuple[str, ...], NoDecode, BeforeValidator(split)]
