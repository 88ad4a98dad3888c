"""The vehicles that imports have brought."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.cursors import cursor_of
from api.dependencies import History, Limit, Skip, Vehicles, WantedVehicles
from api.errors import ApiError
from api.openapi import problems
from api.presenters.vehicles import present_event, present_vehicle
from api.schemas.text import Blank, Text
from api.schemas.vehicles import Vehicle, VehicleHistoryList, VehicleList
from vehicle_pipeline.adapters.vehicle_queries import VehicleCursor, VehicleSort
from vehicle_pipeline.domain.excerpts import excerpt

router = APIRouter(prefix="/vehicles", tags=["vehicles"])

Placa = Annotated[Text, Path(max_length=50, description="Old or Mercosul form.")]

Behind = Annotated[
    Text | None,
    Query(max_length=2_000, description="`next` of a page of the same `sort`: what follows it."),
    Blank,
]


@router.get("", responses=problems(422, 503))
def list_vehicles(
    vehicles: Vehicles,
    wanted: WantedVehicles,
    skip: Skip = 0,
    limit: Limit = 50,
    sort: VehicleSort = VehicleSort.PLACA,
    after: Behind = None,
) -> VehicleList:
    """List the vehicles for which everything that is given holds.

    `next` of a page is `after` of the next one: its time does not grow with the place in the list,
    and nothing is left out or repeated, whatever is imported meanwhile.
    """
    page = vehicles.page(
        wanted, sort, skip=skip, limit=limit, after=cursor_of(VehicleCursor, after, sort)
    )
    items = [present_vehicle(vehicle) for vehicle in page.items]
    behind = page.next and str(page.next)
    return VehicleList(items=items, total=page.total, skip=skip, limit=limit, next=behind)


@router.get("/{placa}", responses=problems(404, 422, 503))
def get_vehicle(vehicles: Vehicles, placa: Placa) -> Vehicle:
    """Return the vehicle with this plate, in either form, and where its values come from."""
    vehicle = vehicles.get(placa)
    if vehicle is None:
        raise ApiError(404, "vehicle_not_found", plate=excerpt(placa))
    return present_vehicle(vehicle)


@router.get("/{placa}/history", responses=problems(404, 422, 503))
def list_vehicle_history(
    history: History, placa: Placa, skip: Skip = 0, limit: Limit = 50
) -> VehicleHistoryList:
    """List what imports and undos have done to a vehicle, newest first, from its insert on.

    A vehicle that an undo has removed has a history, too.
    """
    page = history.page(placa, skip=skip, limit=limit)
    if not page.total:
        raise ApiError(404, "vehicle_not_found", plate=excerpt(placa))
    items = [present_event(event) for event in page.items]
    return VehicleHistoryList(items=items, total=page.total, skip=skip, limit=limit)
