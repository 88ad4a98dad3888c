"""What all answers have in common: snake_case, UTC times."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

UtcTime = Annotated[datetime, AfterValidator(lambda time: time.astimezone(UTC))]


class Answer(BaseModel):
    """A JSON object of ours."""

    model_config = ConfigDict(populate_by_name=True)


class Page(Answer):
    """A slice of a list."""

    total: int = Field(description="How many there are in all.")
    skip: int
    limit: int
