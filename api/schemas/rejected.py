"""Rejected rows as JSON."""

from pydantic import Field

from api.schemas.base import Answer, Page


class RejectedItem(Answer):
    """One fault of one row; a row with several faults has one item each."""

    row_number: int = Field(description="As the spreadsheet shows it: the first row is 1.")
    code: str = Field(examples=["invalid_plate"])
    column: str = Field(examples=["placa"])
    value: str | None = Field(examples=["AB-123"])
    message: str = Field(examples=["Placa 'AB-123' inválida"])
    suggestion: str | None = Field(description="Never applied silently.")


class RejectedList(Page):
    """Rejected rows, in file order."""

    items: list[RejectedItem]
