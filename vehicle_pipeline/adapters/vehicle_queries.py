"""What people read about vehicles: a filtered, sorted list, and one vehicle by its plate."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from psycopg import sql
from pydantic import TypeAdapter

from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements, one
from vehicle_pipeline.adapters.postgres.filters import containing, together
from vehicle_pipeline.domain.plates import canonical
from vehicle_pipeline.domain.storable import is_storable
from vehicle_pipeline.frozen import Frozen

_SQL = load_statements("vehicle_queries")
# Fewer vehicles than this are counted; a million take as long as the rest of a page.
_FEW = 20_000


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

    @property
    def column(self) -> str:
        """The column that comes first; vehicles with the same value are sorted by plate."""
        name = self.removeprefix("-")
        return "plate" if name == "placa" else name

    @property
    def is_descending(self) -> bool:
        """Whether the last comes first."""
        return self.startswith("-")


class VehicleFilter(Frozen):
    """Conditions that all have to hold; None means any."""

    placa: str | None = None
    modelo: str | None = None
    ano_min: int | None = None
    ano_max: int | None = None
    valor_fipe_min: Decimal | None = None
    valor_fipe_max: Decimal | None = None
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


# What a column of an order holds.
_TYPES: dict[str, TypeAdapter[Any]] = {
    "plate": TypeAdapter(str),
    "modelo": TypeAdapter(str),
    "ano": TypeAdapter(int),
    "valor_fipe": TypeAdapter(Decimal),
    "updated_at": TypeAdapter(datetime),
}


class VehicleCursor(Frozen):
    """The last vehicle of a page: the next page begins behind it, whatever is imported meanwhile.

    `value`: what the vehicle has in the column of the order, as text.
    """

    sort: VehicleSort
    value: str
    plate: str

    @classmethod
    def of(cls, sort: VehicleSort, vehicle: VehicleRecord) -> Self:
        """Return the cursor behind a vehicle."""
        value = getattr(vehicle, sort.column)
        text = value.isoformat() if isinstance(value, datetime) else str(value)
        return cls(sort=sort, value=text, plate=vehicle.plate)

    def __str__(self) -> str:
        return urlsafe_b64encode(self.model_dump_json().encode()).decode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the cursor that `text` is; raises ValueError for anything else."""
        cursor = cls.model_validate_json(urlsafe_b64decode(text.encode()))
        _TYPES[cursor.sort.column].validate_python(cursor.value)
        if not (is_storable(cursor.value) and is_storable(cursor.plate)):
            raise ValueError(text)
        return cursor


class VehicleSlice(Frozen):
    """Some vehicles in the order asked for, and where the next ones begin; None: at their end."""

    items: list[VehicleRecord]
    next: VehicleCursor | None


class VehiclePage(Frozen):
    """Some vehicles in the order asked for, how many match in all, and where the next begin."""

    items: list[VehicleRecord]
    total: int
    next: VehicleCursor | None


class VehicleQueries:
    """Reads; never changes anything."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(
        self,
        wanted: VehicleFilter,
        sort: VehicleSort,
        *,
        skip: int,
        limit: int,
        after: VehicleCursor | None = None,
    ) -> VehiclePage:
        """Return the matching vehicles after the first `skip` of those behind a cursor."""
        values = filter_values(wanted)
        count = sql.SQL(_SQL.count).format(conditions=conditions(values))
        with self._database.transaction() as connection:
            found = _slice(connection, values, sort, after, skip, limit)
            (counted,) = connection.execute(count, values).fetchall()
        return VehiclePage(items=found.items, total=counted["total"], next=found.next)

    def behind(
        self, wanted: VehicleFilter, sort: VehicleSort, *, after: VehicleCursor | None, limit: int
    ) -> VehicleSlice:
        """Return the matching vehicles behind a cursor of the same order; none are counted."""
        with self._database.transaction() as connection:
            return _slice(connection, filter_values(wanted), sort, after, 0, limit)

    def estimate(self) -> int:
        """Return about how many vehicles there are; exactly, if they are few."""
        with self._database.transaction() as connection:
            return int(one(connection, _SQL.estimate, {"few": _FEW})["total"])

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
    direction = sql.SQL("desc" if sort.is_descending else "asc")
    return sql.SQL("{} {}, plate").format(sql.Identifier(sort.column), direction)


def _slice(
    connection: Connection,
    values: dict[str, Any],
    sort: VehicleSort,
    after: VehicleCursor | None,
    skip: int,
    limit: int,
) -> VehicleSlice:
    """Return some vehicles, planned for these very values: rare models need another way."""
    named = [conditions(values)]
    given = {**values, "skip": skip, "limit": limit + 1}
    if after is not None:
        named.append(_behind(sort))
        given |= {"last_value": after.value, "last_plate": after.plate}
    page = sql.SQL(_SQL.page).format(conditions=together(named), order=order(sort))
    # One more, to know whether there is a next page.
    found = connection.execute(page, given, prepare=False).fetchall()
    items = [VehicleRecord(**row) for row in found[:limit]]
    is_end = len(found) <= limit
    return VehicleSlice(items=items, next=None if is_end else VehicleCursor.of(sort, items[-1]))


def _behind(sort: VehicleSort) -> sql.Composed:
    """Return the condition for what comes after the vehicle of a cursor."""
    sign = sql.SQL("<" if sort.is_descending else ">")
    statement = _SQL.behind_plate if sort.column == "plate" else _SQL.behind
    return sql.SQL(statement).format(column=sql.Identifier(sort.column), sign=sign)
