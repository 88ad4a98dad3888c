"""Errors as JSON."""

from pydantic import Field

from api.schemas.base import Answer


class FieldError(Answer):
    """One parameter that is not as it should be."""

    field: str
    reason: str


class Problem(Answer):
    """An error (RFC 9457)."""

    type: str = Field(examples=["urn:vehicle-pipeline:problem:import_not_found"])
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(
        description="One sentence for a person, in pt-BR unless English is preferred.",
        examples=["Importação não encontrada"],
    )
    instance: str = Field(description="Path of the request.")
    code: str = Field(description="Stable; for programs.", examples=["import_not_found"])
    errors: list[FieldError] | None = Field(None, description="Parameters concerned, if any.")
