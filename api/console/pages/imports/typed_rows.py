"""The rows of a repair page: as stored, as typed, and what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from api.console.pages.imports.repair_place import RepairPlace
from vehicle_pipeline.contracts import RejectedRow
from vehicle_pipeline.domain.records import FIELDS
from vehicle_pipeline.domain.schema import row_schema
from vehicle_pipeline.spreadsheets.rejected.error_table import RejectedRecord
from vehicle_pipeline.spreadsheets.rejected.repair import Verdict


@dataclass(frozen=True)
class TypedRow:
    """A rejected row; `retyped` is it with what was typed, None where nothing was changed."""

    record: RejectedRecord
    cells: dict[str, str]
    retyped: RejectedRecord | None
    faults: list[RejectedRow]
    # As the rules understand what was typed.
    price: Decimal | None = None
    # The import that has it, corrected before.
    child: UUID | None = None
    # Whether this page knew of that, because it sent the row, or showed it as sent.
    is_known: bool = False

    @property
    def number(self) -> int:
        """As the spreadsheet shows it."""
        return self.record.row_number

    @property
    def corrected(self) -> RejectedRecord | None:
        """The row as it is to be sent; what was typed into a row that a child has goes nowhere."""
        return None if self.child else self.retyped

    @property
    def is_taken(self) -> bool:
        """Whether somebody else sent the row while it was corrected here."""
        return self.child is not None and self.retyped is not None and not self.is_known

    @property
    def is_ready(self) -> bool:
        """Whether it was corrected and would enter."""
        return self.corrected is not None and not self.faults

    def of(self, field: str) -> list[RejectedRow]:
        """Return the faults of one cell; those of the whole row have the field ''."""
        return [fault for fault in self.faults if fault.field == field]


def typed_rows(place: RepairPlace, typed: Mapping[str, str]) -> list[TypedRow]:
    """Return the rows with what was typed (`placa-7`), judged as their import would judge them."""
    cells = {record.row_number: _cells(place, record, typed) for record in place.records}
    retyped = {
        record.row_number: place.repair.corrected(record, cells[record.row_number])
        for record in place.records
    }
    changed = [each for row, each in retyped.items() if each and row not in place.children]
    judged = place.repair.judged(changed, row_schema(datetime.now(UTC).year), place.registered)
    return [
        TypedRow(
            record=record,
            cells=cells[number],
            retyped=retyped[number],
            faults=_faults(place, record, judged.get(number)),
            price=judged[number].price if number in judged else None,
            child=place.children.get(number),
            is_known=known(number) in typed,
        )
        for record in place.records
        for number in [record.row_number]
    ]


def _faults(
    place: RepairPlace, record: RejectedRecord, verdict: Verdict | None
) -> list[RejectedRow]:
    if record.row_number in place.children:
        return []
    return verdict.faults if verdict else record.faults


def known(number: int) -> str:
    """Return the field by which a page says that it knows a row to be sent."""
    return f"enviada-{number}"


def _cells(place: RepairPlace, record: RejectedRecord, typed: Mapping[str, str]) -> dict[str, str]:
    shown = place.repair.texts(record)
    return {name: typed.get(f"{name}-{record.row_number}", shown[name]) for name in FIELDS}


def with_suggestion(rows: list[TypedRow], name: str) -> dict[str, str]:
    """Return the cells typed, the one of this name (`placa-7`) replaced by its suggestion."""
    cells = {f"{field}-{row.number}": text for row in rows for field, text in row.cells.items()}
    for row in rows:
        for fault in row.faults:
            if name == f"{fault.field}-{row.number}" and fault.suggestion:
                cells[name] = fault.suggestion
    return cells
