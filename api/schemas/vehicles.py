"""Vehicles as JSON; money is a decimal string."""

from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.schemas.base import Answer, Page, UtcTime


class Origin(Answer):
    """Where a vehicle's values come from."""

    job_id: UUID
    filename: str | None
    row_number: int


class Vehicle(Answer):
    """A vehicle."""

    placa: str = Field(description="As it was written.", examples=["ABC1234"])
    placa_mercosul: str = Field(description="Canonical form.", examples=["ABC1C34"])
    modelo: str
    ano: int
    valor_fipe: Decimal = Field(examples=["45000.00"])
    origin: Origin
    created_at: UtcTime
    updated_at: UtcTime


class FieldChange(Answer):
    """A field before and after; null where there was, or is, no vehicle, or it is not kept."""

    before: Decimal | int | str | None
    after: Decimal | int | str | None


class VehicleEvent(Answer):
    """What an import, or the undo of one, did to a vehicle."""

    job_id: UUID
    filename: str | None = Field(description="Of the import's file.")
    row_number: int | None = Field(description="In the import's file; null of an undo.")
    kind: Literal["inserted", "updated", "restored", "removed"]
    changes: dict[str, FieldChange] = Field(
        examples=[{"valor_fipe": {"before": "45000.00", "after": "43900.00"}}]
    )
    changed_at: UtcTime
    undone_by: UUID | None = Field(description="The undo of the import.", examples=[None])


class VehicleHistoryList(Page):
    """Events of one vehicle, newest first."""

    items: list[VehicleEvent]


class VehicleList(Page):
    """Vehicles in the order asked for."""

    items: list[Vehicle]
    next: str | None = Field(
        description="`after` of the next page; null at the end of the list.", examples=[None]
    )
