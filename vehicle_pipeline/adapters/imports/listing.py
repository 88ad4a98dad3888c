"""Which imports a list has, in which order, and where its next page begins."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from psycopg import sql

from vehicle_pipeline.adapters.postgres.database import load_statements
from vehicle_pipeline.adapters.postgres.filters import containing, together
from vehicle_pipeline.contracts import ConflictPolicy, ImportStatus
from vehicle_pipeline.domain.plates import canonical
from vehicle_pipeline.domain.storable import is_storable
from vehicle_pipeline.frozen import Frozen

_SQL = load_statements("import_queries")


class ImportSort(StrEnum):
    """Orders of the list; a minus means descending."""

    CREATED_AT_DESC = "-created_at"
    CREATED_AT = "created_at"
    FILENAME = "filename"
    FILENAME_DESC = "-filename"

    @property
    def column(self) -> str:
        """The column that comes first; imports with the same value are sorted by id."""
        return self.removeprefix("-")

    @property
    def is_descending(self) -> bool:
        """Whether the last comes first."""
        return self.startswith("-")


class ImportFilter(Frozen):
    """Conditions that all have to hold; None means any."""

    status: ImportStatus | None = None
    dry_run: bool | None = None
    filename: str | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None
    schedule_id: UUID | None = None
    on_conflict: ConflictPolicy | None = None
    # In either form: imports and undos that wrote the vehicle.
    placa: str | None = None


class Cursor(Frozen):
    """The end of a page: another begins behind or before it, whatever is uploaded meanwhile."""

    sort: ImportSort
    text: str
    id: UUID

    @classmethod
    def of(cls, sort: ImportSort, row: Mapping[str, Any]) -> Self:
        """Return the cursor at a row of `import_jobs`."""
        value = row[sort.column]
        text = value.isoformat() if isinstance(value, datetime) else value
        return cls(sort=sort, text=text, id=row["id"])

    @property
    def value(self) -> str | datetime:
        """What the import has in the column of the order; raises ValueError for nonsense."""
        if self.sort.column == "created_at":
            return datetime.fromisoformat(self.text)
        if not is_storable(self.text):
            raise ValueError(self.text)
        return self.text

    def __str__(self) -> str:
        return urlsafe_b64encode(self.model_dump_json().encode()).decode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the cursor that `text` is; raises ValueError for anything else."""
        cursor = cls.model_validate_json(urlsafe_b64decode(text.encode()))
        if isinstance(cursor.value, datetime) and cursor.value.tzinfo is None:
            raise ValueError(text)
        return cursor


def conditions(
    wanted: ImportFilter, place: Cursor | None = None, *, backwards: bool = False
) -> tuple[sql.Composed, dict[str, Any]]:
    """Return the conditions of a list and their values: behind a place or, backwards, before it."""
    values = wanted.model_dump(exclude_none=True)
    named: list[sql.Composable] = [sql.SQL(getattr(_SQL, f"where_{name}")) for name in values]
    if wanted.filename is not None:
        values["filename"] = containing(wanted.filename)
    if wanted.placa is not None:
        values["placa"] = canonical(wanted.placa) or ""
    if place is not None:
        statement = _SQL.smaller if place.sort.is_descending != backwards else _SQL.larger
        named.append(sql.SQL(statement).format(column=sql.Identifier(place.sort.column)))
        values |= {"last_value": place.value, "last_id": place.id}
    return together(named), values


def order(sort: ImportSort, *, backwards: bool = False) -> sql.Composed:
    """Return the order of a list; backwards, its last comes first."""
    direction = sql.SQL("desc" if sort.is_descending != backwards else "asc")
    return sql.SQL("{} {}, id {}").format(sql.Identifier(sort.column), direction, direction)
