"""What imports and undos have done to a vehicle, newest first."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from vehicle_pipeline.adapters.postgres.database import Database, load_statements, one
from vehicle_pipeline.domain.plates import canonical
from vehicle_pipeline.frozen import Frozen

_SQL = load_statements("vehicle_history")
_FIELDS = ("placa", "modelo", "ano", "valor_fipe")


class FieldChange(Frozen):
    """A field's value before and after; None where there was, or is, no vehicle."""

    before: Any
    after: Any


class VehicleEvent(Frozen):
    """One event in a vehicle's life. `row_number` is the row of the import's file, if it has one.

    An `updated` event whose values before are all None is the first that is kept. `undone_by`: the
    undo of the import, if there is one.
    """

    job_id: UUID
    filename: str | None
    row_number: int | None
    kind: Literal["inserted", "updated", "restored", "removed"]
    changes: dict[str, FieldChange]
    changed_at: datetime
    undone_by: UUID | None


class HistoryPage(Frozen):
    """Some events, newest first, and how many there are in all; none of an unknown vehicle."""

    items: list[VehicleEvent]
    total: int


class VehicleHistory:
    """Reads; never changes anything."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, placa: str, *, skip: int, limit: int) -> HistoryPage:
        """Return the events of the vehicle with this plate, in either form."""
        values = {"plate": canonical(placa) or "", "skip": skip, "limit": limit}
        with self._database.transaction() as connection:
            rows = connection.execute(_SQL.events, values).fetchall()
            total = one(connection, _SQL.count, values)["total"]
        return HistoryPage(items=[_event(row) for row in rows], total=total)


def _event(row: dict[str, Any]) -> VehicleEvent:
    pairs = {name: (row[f"{name}_before"], row[f"{name}_after"]) for name in _FIELDS}
    plain = {name: row[name] for name in VehicleEvent.model_fields if name != "changes"}
    changes = {
        name: FieldChange(before=before, after=after)
        for name, (before, after) in pairs.items()
        if before != after
    }
    return VehicleEvent(**plain, changes=changes)
