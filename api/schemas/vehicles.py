"""Vehicles as JSON; money is a decimal string."""

from decimal import Decimal
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


class VehicleList(Page):
    """Vehicles in the order asked for."""

    items: list[Vehicle]
