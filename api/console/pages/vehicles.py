"""The vehicles: a list to search, and one vehicle with all that has happened to it."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from api.console.amounts import amount
from api.console.faults import Faults, validated
from api.console.rendering import Page, ShownPage
from api.console.routing import PageRoute
from api.dependencies import (
    AllServices,
    LastChanger,
    Modelo,
    Placa,
    Price,
    Skip,
    Year,
    wanted_vehicles,
)
from api.errors import ApiError
from api.routes.vehicles import Placa as PlacaOfPath
from api.services import Services
from vehicle_pipeline.adapters.vehicle_queries import VehicleCursor, VehicleFilter, VehicleSort
from vehicle_pipeline.domain.excerpts import excerpt
from vehicle_pipeline.errors import ImportNotFoundError

router = APIRouter(prefix="/veiculos", route_class=PageRoute, include_in_schema=False)

_ROWS = 50
_EVENTS = 50
_PRICES = {"valor_fipe_min", "valor_fipe_max"}


class Typed(BaseModel):
    """The filter as it was typed: every text is shown again, whatever it is."""

    # As long as an address may be; what a field takes is said beside it.
    model_config = ConfigDict(str_max_length=2_000)

    placa: str = ""
    modelo: str = ""
    ano_min: str = ""
    ano_max: str = ""
    valor_fipe_min: str = ""
    valor_fipe_max: str = ""
    job_id: str = ""


class _Asked(Typed):
    sort: str = VehicleSort.PLACA
    after: str = ""


class _Wanted(BaseModel):
    placa: Placa = None
    modelo: Modelo = None
    ano_min: Year = None
    ano_max: Year = None
    valor_fipe_min: Price = None
    valor_fipe_max: Price = None
    job_id: LastChanger = None


@router.get("")
def list_vehicles(
    page: ShownPage, services: AllServices, asked: Annotated[_Asked, Query()]
) -> Response:
    """Show the vehicles that match, a page at a time; none are counted."""
    typed, after = Typed(**asked.model_dump(include=set(Typed.model_fields))), asked.after
    order = VehicleSort(asked.sort) if asked.sort in set(VehicleSort) else VehicleSort.PLACA
    wanted, faults = _wanted(typed, page)
    given = {name: text for name, text in typed.model_dump().items() if text.strip()}
    place, is_lost = _place(after, order)
    found = None
    if wanted is not None:
        found = services.vehicles.behind(wanted, order, after=place, limit=_ROWS)
    # What the API understands, which is not always as it was typed.
    exact = wanted.model_dump(mode="json", exclude_none=True) if wanted else {}
    return page.show(
        "vehicles/list.html",
        status=422 if faults or is_lost else 200,
        typed=typed,
        sort=order.value,
        sorts=[each.value for each in VehicleSort],
        faults=faults,
        is_lost=is_lost,
        found=found,
        origins=services.repairs.origins(
            [(each.import_id, each.source_row) for each in found.items] if found else []
        ),
        changer=_filename(services, wanted),
        changer_id=wanted and wanted.job_id,
        total=None if given else services.vehicles.estimate(),
        is_filtered=bool(given),
        first=_address(given, order) if after else None,
        next=found and found.next and _address(given, order, after=str(found.next)),
        exported=urlencode({**exact, "sort": order.value}),
    )


@router.get("/{placa}")
def show_vehicle(
    page: ShownPage, services: AllServices, placa: PlacaOfPath, skip: Skip = 0
) -> Response:
    """Show a vehicle and its history; one that an undo has removed has a history, too."""
    vehicle = services.vehicles.get(placa)
    history = services.history.page(placa, skip=skip, limit=_EVENTS)
    if vehicle is None and not history.total:
        raise ApiError(404, "vehicle_not_found", plate=excerpt(placa))
    rows = [
        (event.job_id, event.row_number) for event in history.items if event.row_number is not None
    ]
    if vehicle:
        rows.append((vehicle.import_id, vehicle.source_row))
    end = skip + len(history.items)
    return page.show(
        "vehicles/vehicle.html",
        placa=vehicle.placa if vehicle else placa.strip().upper(),
        vehicle=vehicle,
        history=history,
        origins=services.repairs.origins(rows),
        previous=f"?skip={max(0, skip - _EVENTS)}" if skip else None,
        next=f"?skip={end}" if end < history.total else None,
    )


def _wanted(typed: Typed, page: Page) -> tuple[VehicleFilter | None, Faults]:
    texts: dict[str, Any] = {name: text.strip() for name, text in typed.model_dump().items()}
    exact = {name: amount(texts[name], page.reader.language) for name in _PRICES}
    given = {name: text for name, text in {**texts, **exact}.items() if text}
    wanted, faults = validated(_Wanted, given, page.reader.language)
    if wanted is None:
        # The API's own sentence says how the API takes it.
        amounts = dict.fromkeys(_PRICES & faults.keys(), page.text("ui_vehicles_not_an_amount"))
        return None, faults | amounts
    try:
        return wanted_vehicles(**dict(wanted)), {}
    except ApiError as refusal:
        start, end = refusal.params["start"], refusal.params["end"]
        labels = {
            "start": page.text(f"ui_vehicles_{start}"),
            "end": page.text(f"ui_vehicles_{end}"),
        }
        return None, {end: page.text(refusal.code, **labels)}


def _filename(services: Services, wanted: VehicleFilter | None) -> str | None:
    """Return the name of the file by whose import is filtered; empty: it is not kept any more."""
    if wanted is None or wanted.job_id is None:
        return None
    try:
        return services.imports.get(wanted.job_id).record.filename
    except ImportNotFoundError:
        return ""


def _place(text: str, sort: VehicleSort) -> tuple[VehicleCursor | None, bool]:
    """Return where the page begins, and whether no page has given `text`: the first page then."""
    try:
        cursor = VehicleCursor.parse(text) if text else None
    except ValueError:
        return None, True
    # Another order begins anew.
    return (cursor if cursor and cursor.sort is sort else None), False


def _address(given: dict[str, str], sort: VehicleSort, **more: str) -> str:
    return f"/veiculos?{urlencode({**given, 'sort': sort.value, **more})}"
