"""Correcting rejected rows in the page; what is corrected becomes an import of its own."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import JSONResponse, Response

from api import repairs
from api.console.pages.imports.actions import import_page
from api.console.pages.imports.possible import can_repair
from api.console.pages.imports.typed_rows import (
    TypedFields,
    TypedRow,
    typed_rows,
    with_suggestion,
)
from api.console.rendering import Page, ShownPage, go_to
from api.console.routing import PageRoute
from api.dependencies import AllServices
from api.errors import ApiError, check_rows_kept
from vehicle_pipeline.adapters.imports.queries import ImportDetail
from vehicle_pipeline.domain.records import FIELDS
from vehicle_pipeline.spreadsheets.rejected.error_table import (
    ErrorTable,
    RejectedRecord,
    fault_sentence,
)
from vehicle_pipeline.spreadsheets.rejected.repair import CELL_CHARACTERS, Repair

ROWS = 25

router = APIRouter(
    prefix="/importacoes/{job_id}/reparo", route_class=PageRoute, include_in_schema=False
)


@dataclass(frozen=True)
class _Place:
    """Some rejected rows of an import: those behind a row, and whether others follow."""

    detail: ImportDetail
    repair: Repair
    behind: int
    records: list[RejectedRecord]
    has_more: bool


def _place(
    page: ShownPage,
    services: AllServices,
    job_id: UUID,
    depois: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> _Place:
    detail = services.imports.get(job_id)
    check_rows_kept(detail.record)
    if not detail.record.status.is_terminal:
        raise ApiError(409, "import_not_finished")
    if not can_repair(detail.record):
        raise ApiError(409, "ui_repair_nothing")
    table = ErrorTable(job_id, detail.record.dialect, page.reader.language)
    records = services.imports.rejected_behind(job_id, depois, ROWS + 1)
    return _Place(detail, Repair(table), depois, records[:ROWS], len(records) > ROWS)


Place = Annotated[_Place, Depends(_place)]


@router.get("")
def show_repair(page: ShownPage, place: Place) -> Response:
    """Show rejected rows as fields."""
    return _show(page, place, typed_rows(place.repair, place.records, {}))


@router.post("/avaliar")
def judge(page: ShownPage, place: Place, typed: TypedFields) -> Response:
    """Say what is wrong with what was typed so far; nothing is stored."""
    rows = typed_rows(place.repair, place.records, typed)
    found = {
        str(row.number): {
            "state": page.text(_state(row)),
            "isReady": row.is_ready,
            "faults": {field: _faults(page, row, field) for field in ("", *FIELDS)},
        }
        for row in rows
    }
    return JSONResponse({"rows": found, "summary": _summary(page, rows)})


@router.post("")
def send(page: ShownPage, services: AllServices, place: Place, typed: TypedFields) -> Response:
    """Import what was corrected, or show what is still wrong."""
    rows = typed_rows(place.repair, place.records, typed)
    if name := typed.get("usar"):
        rows = typed_rows(place.repair, place.records, with_suggestion(rows, name))
        return _show(page, place, rows)
    if typed.get("acao") != "enviar":
        return _show(page, place, rows)
    changed = [row for row in rows if row.corrected]
    if not changed:
        return _show(page, place, rows, "ui_repair_unchanged")
    if not all(row.is_ready for row in changed):
        return _show(page, place, rows, "ui_repair_still_wrong")
    content = place.repair.written([row.corrected for row in changed if row.corrected])
    child = repairs.send(services, place.detail.record, content)
    return go_to(import_page(child.id), "ui_repair_sent")


def _show(page: Page, place: _Place, rows: list[TypedRow], fault: str = "") -> Response:
    last = rows[-1].number if rows and place.has_more else None
    context: dict[str, Any] = {
        "record": place.detail.record,
        "children": place.detail.corrections,
        "behind": place.behind,
        "rows": rows,
        "next": last,
        "fields": FIELDS,
        "limit": CELL_CHARACTERS,
        "state": _state,
        "said": lambda row, field: _faults(page, row, field),
        "summary": _summary(page, rows),
        "fault": fault and page.text(fault),
    }
    return page.show("imports/repair.html", status=422 if fault else 200, **context)


def _faults(page: Page, row: TypedRow, field: str) -> dict[str, str]:
    """Return what is wrong with a cell in one text, and what was probably meant."""
    faults = row.of(field)
    sentences = [fault_sentence(fault, page.reader.language) for fault in faults]
    suggestions = [fault.suggestion for fault in faults if fault.suggestion]
    suggestion = suggestions[0] if suggestions else ""
    return {
        "text": ". ".join(sentences),
        "suggestion": suggestion,
        "offer": suggestion and page.text("ui_repair_use", suggestion=suggestion),
    }


def _state(row: TypedRow) -> str:
    if row.is_ready:
        return "ui_repair_ready"
    return "ui_repair_wrong" if row.corrected else "ui_repair_untouched"


def _summary(page: Page, rows: list[TypedRow]) -> str:
    ready = sum(row.is_ready for row in rows)
    wrong = sum(row.corrected is not None for row in rows) - ready
    return page.text("ui_repair_summary", ready=ready, wrong=wrong)
