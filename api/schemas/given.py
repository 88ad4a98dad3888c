"""JSON objects that callers send."""

from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from vehicle_pipeline.domain.excerpts import excerpt


class Given(BaseModel):
    """An object without unknown fields: one that silently does nothing would not be noticed."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown(cls, given: Any) -> Any:
        known = [field.alias or name for name, field in cls.model_fields.items()]
        unknown = [name for name in given if name not in known] if isinstance(given, dict) else []
        if unknown:
            kind = PydanticCustomError("unknown_name", "Unknown name", {"known": ", ".join(known)})
            raise ValidationError.from_exception_data(
                cls.__name__,
                [InitErrorDetails(type=kind, loc=(excerpt(name),), input=None) for name in unknown],
            )
        return given
