"""Correcting rejected rows in the page; what is corrected becomes an import of its own."""

from collections import Counter
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from api import repairs
from api.access.rules import IMPORT
from api.console.import_links import linked
from api.console.pages.imports.actions import import_page
from api.console.pages.imports.repair_form import TypedFields
from api.console.pages.imports.repair_place import NamedRows, RepairPlace, RowsLeft
from api.console.pages.imports.typed_rows import TypedRow, known, typed_rows, with_suggestion
from api.console.rendering import Page, ShownPage, go_to
from api.console.routing import PageRoute
from api.console.words import fault_said
from api.dependencies import AllServices
from api.services import Services
from vehicle_pipeline.domain.records import FIELDS
from vehicle_pipeline.errors import RowsAlreadySentError
from vehicle_pipeline.spreadsheets.rejected.repair import CELL_CHARACTERS

router = APIRouter(
    prefix="/importacoes/{job_id}/reparo", route_class=PageRoute, include_in_schema=False
)


@router.get("", dependencies=[IMPORT])
def show_repair(page: ShownPage, place: RowsLeft) -> Response:
    """Show rejected rows as fields, without those that were corrected and sent."""
    return _show(page, place, typed_rows(place, {}))


@router.post("/avaliar", dependencies=[IMPORT])
def judge(page: ShownPage, place: NamedRows, typed: TypedFields) -> Response:
    """Say what is wrong with what was typed so far; nothing is stored."""
    rows = typed_rows(place, typed)
    found = {
        str(row.number): {
            "state": page.text(_state(row)),
            "isReady": row.is_ready,
            "price": _price(page, row),
            "sent": row.child and {"href": import_page(row.child), "text": page.text(_where(row))},
            "faults": {field: _faults(page, row, field) for field in ("", *FIELDS)},
        }
        for row in rows
    }
    return JSONResponse({"rows": found, "summary": _summary(page, rows)})


@router.post("", dependencies=[IMPORT])
def send(page: ShownPage, services: AllServices, place: NamedRows, typed: TypedFields) -> Response:
    """Import what is corrected, and show again what is still wrong."""
    rows = typed_rows(place, typed)
    if name := typed.get("usar"):
        rows = typed_rows(place, {**typed, **with_suggestion(rows, name)})
        return _show(page, place, rows)
    if typed.get("acao") != "enviar":
        return _show(page, place, rows)
    if child_id := _sent_before(services, place, rows):
        return go_to(import_page(child_id), "ui_repair_sent")
    if fault := _refusal(rows):
        return _show(page, place, rows, fault)
    ready = {row.number: row.corrected for row in rows if row.corrected and row.is_ready}
    content = place.repair.written([*ready.values()])
    try:
        child = repairs.send(services, place.detail.record, ready.keys(), content)
    except RowsAlreadySentError:
        # Some between the two questions; the page that is shown now knows which.
        taken = _as_taken(services, place)
        return _show(page, taken, typed_rows(taken, typed), "ui_repair_sent_before")
    if all(row.is_ready for row in rows if row.corrected or row.is_taken):
        return go_to(import_page(child.id), "ui_repair_sent")
    taken = _as_taken(services, place)
    rows = typed_rows(taken, {**typed, **dict.fromkeys(map(known, ready), "")})
    return _show(page, taken, rows, sent_now=len(ready))


def _as_taken(services: Services, place: RepairPlace) -> RepairPlace:
    """Return the place with the rows that imports have taken by now."""
    return place.with_children(services.repairs.children(place.job_id))


def _sent_before(services: Services, place: RepairPlace, rows: list[TypedRow]) -> UUID | None:
    """Return the import that has just these corrections, where a form comes a second time."""
    taken = [row.retyped for row in rows if row.child and row.retyped]
    if not taken or any(row.corrected for row in rows):
        return None
    return repairs.sent_before(services, place.detail.record, place.repair.written(taken))


def _refusal(rows: list[TypedRow]) -> str | None:
    """Return the code of the sentence that says why rows are not sent, if so."""
    changed = [row for row in rows if row.corrected]
    if not changed:
        return "ui_repair_taken" if any(row.is_taken for row in rows) else "ui_repair_unchanged"
    if not any(row.is_ready for row in changed):
        return "ui_repair_still_wrong"
    return None


def _show(
    page: Page, place: RepairPlace, rows: list[TypedRow], fault: str = "", *, sent_now: int = 0
) -> Response:
    record = place.detail.record
    taken = [row for row in rows if row.is_taken]
    # What is said of them with their links is not said twice.
    said = "" if fault == "ui_repair_taken" else fault
    context: dict[str, Any] = {
        "record": record,
        "taken": taken,
        "known": known,
        "where": _where,
        "sent": Counter(place.children.values()),
        "rows": rows,
        "place": place,
        "fields": FIELDS,
        "limit": CELL_CHARACTERS,
        "state": _state,
        "price": lambda row: _price(page, row),
        "said": lambda row, field: _faults(page, row, field),
        "summary": _summary(page, rows),
        "fault": said and page.text(said),
        "sent_now": sent_now,
    }
    return page.show("imports/repair.html", status=422 if fault else 200, **context)


def _faults(page: Page, row: TypedRow, field: str) -> dict[str, str]:
    """Return what is wrong with a cell in one text, and what was probably meant."""
    faults = row.of(field)
    sentences = [fault_said(page, fault) for fault in faults]
    text = ". ".join(sentences)
    suggestions = [fault.suggestion for fault in faults if fault.suggestion]
    suggestion = suggestions[0] if suggestions else ""
    return {
        "text": text,
        "html": linked(text),
        "suggestion": suggestion,
        "offer": suggestion and page.text("ui_repair_use", suggestion=suggestion),
    }


def _state(row: TypedRow) -> str:
    if row.child:
        return "ui_repair_sent_row"
    if row.is_ready:
        return "ui_repair_ready"
    return "ui_repair_wrong" if row.corrected else "ui_repair_untouched"


def _price(page: Page, row: TypedRow) -> str:
    """Return how the price of a row that would enter is understood."""
    if not row.is_ready or row.price is None:
        return ""
    return f"{page.text('ui_field_valor_fipe')}: {page.formats.money(row.price)}"


def _where(row: TypedRow) -> str:
    return "ui_repair_taken_row" if row.is_taken else "ui_repair_sent_where"


def _summary(page: Page, rows: list[TypedRow]) -> str:
    """Return how many rows the page offers, how many are changed, and how those are."""
    shown = sum(row.child is None for row in rows)
    changed = sum(row.corrected is not None for row in rows)
    ready = sum(row.is_ready for row in rows)
    if not shown:
        return page.text("ui_repair_summary_sent")
    if not changed:
        return page.text("ui_repair_summary_unchanged", shown=shown)
    counts = {"shown": shown, "changed": changed, "ready": ready, "wrong": changed - ready}
    return page.text("ui_repair_summary", **counts)
