"""The vehicles that imports have brought."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query

from api.dependencies import History, Limit, Skip, Vehicles
from api.errors import ApiError, check_range
from api.openapi import problems
from api.presenters.vehicles import present_event, present_vehicle
from api.schemas.numbers import Digits
from api.schemas.plates import Plate
from api.schemas.text import Blank, Text
from api.schemas.vehicles import Vehicle, VehicleHistoryList, VehicleList
from vehicle_pipeline.adapters.vehicle_queries import VehicleFilter, VehicleSort

router = APIRouter(prefix="/vehicles", tags=["vehicles"])

Placa = Annotated[Text, Path(max_length=50, description="Old or Mercosul form.")]
Year = Annotated[Digits | None, Query(ge=0, le=9999)]


@router.get("", responses=problems(422, 503))
def list_vehicles(
    vehicles: Vehicles,
    skip: Skip = 0,
    limit: Limit = 50,
    placa: Annotated[Plate | None, Query(description="Old or Mercosul form."), Blank] = None,
    modelo: Annotated[
        Text | None,
        Query(max_length=200, description="Part of it; case and accents do not count."),
        Blank,
    ] = None,
    ano_min: Year = None,
    ano_max: Year = None,
    job_id: Annotated[UUID | None, Query(description="Last changed by this import."), Blank] = None,
    sort: VehicleSort = VehicleSort.PLACA,
) -> VehicleList:
    """List the vehicles for which everything that is given holds."""
    check_range("ano_min", ano_min, "ano_max", ano_max)
    wanted = VehicleFilter(
        placa=placa, modelo=modelo, ano_min=ano_min, ano_max=ano_max, job_id=job_id
    )
    page = vehicles.page(wanted, sort, skip=skip, limit=limit)
    items = [present_vehicle(vehicle) for vehicle in page.items]
    return VehicleList(items=items, total=page.total, skip=skip, limit=limit)


@router.get("/{placa}", responses=problems(404, 422, 503))
def get_vehicle(vehicles: Vehicles, placa: Placa) -> Vehicle:
    """Return the vehicle with this plate, in either form, and where its values come from."""
    vehicle = vehicles.get(placa)
    if vehicle is None:
        raise ApiError(404, "vehicle_not_found", plate=placa)
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
        raise ApiError(404, "vehicle_not_found", plate=placa)
    items = [present_event(event) for event in page.items]
    return VehicleHistoryList(items=items, total=page.total, skip=skip, limit=limit)
