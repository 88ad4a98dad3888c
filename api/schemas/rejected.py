"""Rejected rows as JSON."""

from pydantic import Field

from api.schemas.base import Answer, Page
from vehicle_pipeline.domain.rejections import SHOWN_CHARACTERS


class RejectedItem(Answer):
    """One fault of one row; a row with several faults has one item each."""

    row_number: int = Field(description="As the spreadsheet shows it: the first row is 1.")
    code: str = Field(examples=["invalid_plate"])
    column: str = Field(examples=["placa"])
    value: str | None = Field(
        description=f"As it was written; one of more than {SHOWN_CHARACTERS} characters is cut and "
        "ends in an ellipsis.",
        examples=["AJ0-4689"],
    )
    message: str = Field(examples=["Placa 'AJ0-4689' inválida: use ABC1234 ou ABC1D23"])
    suggestion: str | None = Field(
        description="What was probably meant and would be accepted; never applied silently.",
        examples=["AJO-4689"],
    )


class RejectedList(Page):
    """Rejected rows, in file order."""

    items: list[RejectedItem]
