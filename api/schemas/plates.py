"""Plates from outside, as parameters bring them."""

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from api.schemas.text import storable
from vehicle_pipeline.domain.plates import canonical


def _plate(text: str) -> str:
    if canonical(text) is None:
        raise PydanticCustomError("not_a_plate", "Input should be a whole plate, such as ABC1D23")
    return text


# In either form, as a person writes it. A text that is no plate would match no vehicle.
# The length is checked first.
Plate = Annotated[str, Field(max_length=50), AfterValidator(storable), AfterValidator(_plate)]
