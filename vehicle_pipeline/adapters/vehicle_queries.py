"""What people read about vehicles: a filtered, sorted list, and one vehicle by its plate."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from psycopg import sql

from vehicle_pipeline.adapters.postgres.database import Database, load_statements
from vehicle_pipeline.adapters.postgres.filters import containing, together
from vehicle_pipeline.domain.plates import canonical
from vehicle_pipeline.frozen import Frozen

_SQL = load_statements("vehicle_queries")


class VehicleSort(StrEnum):
    """Orders of the list; a minus means descending."""

    PLACA = "placa"
    PLACA_DESC = "-placa"
    MODELO = "modelo"
    MODELO_DESC = "-modelo"
    ANO = "ano"
    ANO_DESC = "-ano"
    VALOR_FIPE = "valor_fipe"
    VALOR_FIPE_DESC = "-valor_fipe"
    UPDATED_AT = "updated_at"
    UPDATED_AT_DESC = "-updated_at"


class VehicleFilter(Frozen):
    """Conditions that all have to hold; None means any."""

    placa: str | None = None
    modelo: str | None = None
    ano_min: int | None = None
    ano_max: int | None = None
    job_id: UUID | None = None


class VehicleRecord(Frozen):
    """One vehicle; `plate` is the canonical plate, `placa` the plate as it was written."""

    plate: str
    placa: str
    modelo: str
    ano: int
    valor_fipe: Decimal
    import_id: UUID
    source_row: int
    filename: str | None
    created_at: datetime
    updated_at: datetime


class VehiclePage(Frozen):
    """Some vehicles in the order asked for, and how many match in all."""

    items: list[VehicleRecord]
    total: int


class VehicleQueries:
    """Reads; never changes anything."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(
        self, wanted: VehicleFilter, sort: VehicleSort, *, skip: int, limit: int
    ) -> VehiclePage:
        """Return the matching vehicles after the first `skip`."""
        values = filter_values(wanted)
        slots = {"conditions": conditions(values), "order": order(sort)}
        page = sql.SQL(_SQL.page).format(**slots)
        count = sql.SQL(_SQL.count).format(**slots)
        with self._database.transaction() as connection:
            rows = connection.execute(page, {**values, "skip": skip, "limit": limit}).fetchall()
            (counted,) = connection.execute(count, values).fetchall()
        return VehiclePage(items=[VehicleRecord(**row) for row in rows], total=counted["total"])

    def count(self, wanted: VehicleFilter) -> int:
        """Return how many vehicles match."""
        values = filter_values(wanted)
        statement = sql.SQL(_SQL.count).format(conditions=conditions(values))
        with self._database.transaction() as connection:
            (counted,) = connection.execute(statement, values).fetchall()
        return int(counted["total"])

    def get(self, placa: str) -> VehicleRecord | None:
        """Return the vehicle with this plate in either form, or None."""
        found = self.page(VehicleFilter(placa=placa), VehicleSort.PLACA, skip=0, limit=1)
        return found.items[0] if found.items else None


def filter_values(wanted: VehicleFilter) -> dict[str, Any]:
    """Return the values that the `conditions` of a filter refer to, by name."""
    values = wanted.model_dump(exclude_none=True)
    if wanted.placa is not None:
        # A text that is no plate matches no vehicle.
        values["placa"] = canonical(wanted.placa) or ""
    if wanted.modelo is not None:
        values["modelo"] = containing(wanted.modelo)
    return values


def conditions(values: dict[str, Any]) -> sql.Composed:
    """Return the condition for all of the `filter_values`."""
    return together(sql.SQL(getattr(_SQL, f"where_{name}")) for name in values)


def order(sort: VehicleSort) -> sql.Composed:
    """Return what follows `order by`; plates make it the same every time."""
    column = "plate" if sort.lstrip("-") == "placa" else sort.lstrip("-")
    direction = sql.SQL("desc" if sort.startswith("-") else "asc")
    return sql.SQL("{} {}, plate").format(sql.Identifier(column), direction)
