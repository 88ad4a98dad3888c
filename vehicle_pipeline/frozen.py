"""What models have in common."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """An immutable value without unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")
