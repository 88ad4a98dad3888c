"""What is wrong with what a person typed into a form, by field."""

from collections.abc import Mapping
from typing import TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from api.parameter_faults import field_errors
from vehicle_pipeline.domain.messages import Language

Model = TypeVar("Model", bound=BaseModel)
# Field -> the sentence that says what would be right.
Faults = dict[str, str]


def validated(
    model: type[Model], typed: Mapping[str, object], language: Language
) -> tuple[Model | None, Faults]:
    """Return the model of what was typed, or what is wrong with it, in the API's sentences."""
    try:
        return model.model_validate(typed), {}
    except ValidationError as error:
        found = field_errors(RequestValidationError(error.errors(), body=typed), language)
        return None, {fault.field: fault.reason for fault in found}
