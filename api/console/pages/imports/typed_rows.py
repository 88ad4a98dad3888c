"""The rows of a repair page: as stored, as typed, and what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from api.errors import ApiError
from vehicle_pipeline.contracts import RejectedRow
from vehicle_pipeline.domain.records import FIELDS
from vehicle_pipeline.domain.schema import row_schema
from vehicle_pipeline.domain.storable import is_storable
from vehicle_pipeline.spreadsheets.rejected.error_table import RejectedRecord
from vehicle_pipeline.spreadsheets.rejected.repair import CELL_CHARACTERS, Repair

# What the cells of a page can weigh, in bytes: characters of three bytes, each escaped.
_BODY_BYTES = 2_000_000
_FIELDS = 1_000


@dataclass(frozen=True)
class TypedRow:
    """A rejected row; `corrected` is it with what was typed, None where nothing was changed."""

    record: RejectedRecord
    cells: dict[str, str]
    corrected: RejectedRecord | None
    faults: list[RejectedRow]

    @property
    def number(self) -> int:
        """As the spreadsheet shows it."""
        return self.record.row_number

    @property
    def is_ready(self) -> bool:
        """Whether it was corrected and would enter."""
        return self.corrected is not None and not self.faults

    def of(self, field: str) -> list[RejectedRow]:
        """Return the faults of one cell; those of the whole row have the field ''."""
        return [fault for fault in self.faults if fault.field == field]


def typed_rows(
    repair: Repair, records: list[RejectedRecord], typed: Mapping[str, str]
) -> list[TypedRow]:
    """Return the rows with what was typed (`placa-7`), judged by the rules of the import."""
    cells = {}
    for record in records:
        shown = repair.texts(record)
        given = {field: typed.get(f"{field}-{record.row_number}") for field in FIELDS}
        cells[record.row_number] = {
            field: text if (text := given[field]) is not None else shown[field] for field in FIELDS
        }
    corrected = {
        each.row_number: repair.corrected(each, cells[each.row_number]) for each in records
    }
    changed = [each for each in corrected.values() if each]
    judged = repair.judged(changed, row_schema(datetime.now(UTC).year))
    return [
        TypedRow(
            record=record,
            cells=cells[record.row_number],
            corrected=corrected[record.row_number],
            faults=judged.get(record.row_number, record.faults),
        )
        for record in records
    ]


def with_suggestion(rows: list[TypedRow], name: str) -> dict[str, str]:
    """Return the cells typed, the one of this name (`placa-7`) replaced by its suggestion."""
    cells = {f"{field}-{row.number}": text for row in rows for field, text in row.cells.items()}
    for row in rows:
        for fault in row.faults:
            if name == f"{fault.field}-{row.number}" and fault.suggestion:
                cells[name] = fault.suggestion
    return cells


async def _typed(request: Request) -> dict[str, str]:
    """Return the fields of a form; raises ApiError (413, 422)."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _BODY_BYTES:
            raise ApiError(413, "ui_repair_too_much")
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_FIELDS)
    except ValueError as error:
        raise ApiError(422, "ui_repair_too_much") from error
    return {name: text[:CELL_CHARACTERS] for name, text in pairs if is_storable(text)}


TypedFields = Annotated[dict[str, str], Depends(_typed)]
