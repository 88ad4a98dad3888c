"""Text from outside, as parameters and headers bring it."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from vehicle_pipeline.domain.storable import is_storable


def storable(text: str) -> str:
    """Return a text that the database can hold; raises PydanticCustomError for others."""
    if not is_storable(text):
        raise PydanticCustomError("unstorable_text", "Text holds characters that cannot be stored")
    return text


# A filter that a form sends empty is none. The last annotation, so that the others see no None.
Blank = BeforeValidator(lambda value: None if value == "" else value)
# What may reach the database. Where it comes in, it also has a length.
Text = Annotated[str, AfterValidator(storable)]
