"""What handlers ask for, by type."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request

from api.browsers.guard import foreign_origin
from api.errors import check_range
from api.events.sources import Sources
from api.schemas.numbers import Amount, Digits
from api.schemas.plates import Plate
from api.schemas.text import Blank, Text
from api.services import Services
from vehicle_pipeline.adapters.imports.queries import ImportQueries
from vehicle_pipeline.adapters.queue.dead_letters import DeadLetters
from vehicle_pipeline.adapters.schedules.queries import ScheduleQueries
from vehicle_pipeline.adapters.vehicle_history import VehicleHistory
from vehicle_pipeline.adapters.vehicle_queries import VehicleFilter, VehicleQueries
from vehicle_pipeline.settings import Settings


def _services(request: Request) -> Services:
    services: Services = request.state.services
    return services


AllServices = Annotated[Services, Depends(_services)]


def _settings(services: AllServices) -> Settings:
    return services.settings


def _imports(services: AllServices) -> ImportQueries:
    return services.imports


def _vehicles(services: AllServices) -> VehicleQueries:
    return services.vehicles


def _history(services: AllServices) -> VehicleHistory:
    return services.history


def _dead_letters(services: AllServices) -> DeadLetters:
    return services.dead_letters


def _schedules(services: AllServices) -> ScheduleQueries:
    return services.schedule_queries


def _sources(services: AllServices) -> Sources:
    return services.sources


def refuse_foreign_pages(request: Request, services: AllServices) -> None:
    """Refuse the request of a foreign page. Changes are refused without: see `api.browsers`."""
    if refusal := foreign_origin(services.settings.api_doorkeeper, request.headers):
        raise refusal


ApiSettings = Annotated[Settings, Depends(_settings)]
Imports = Annotated[ImportQueries, Depends(_imports)]
Vehicles = Annotated[VehicleQueries, Depends(_vehicles)]
History = Annotated[VehicleHistory, Depends(_history)]
Letters = Annotated[DeadLetters, Depends(_dead_letters)]
ScheduleReads = Annotated[ScheduleQueries, Depends(_schedules)]
StreamSources = Annotated[Sources, Depends(_sources)]

Skip = Annotated[Digits, Query(ge=0, le=2**31 - 1, description="Items to leave out.")]
Limit = Annotated[Digits, Query(ge=1, le=500, description="Items at most.")]
Placa = Annotated[Plate | None, Query(description="Old or Mercosul form."), Blank]
Modelo = Annotated[
    Text | None,
    Query(max_length=200, description="Part of it; case and accents do not count."),
    Blank,
]
Year = Annotated[Digits | None, Query(ge=0, le=9999)]
Price = Annotated[Amount | None, Query(description="FIPE value in reais."), Blank]
LastChanger = Annotated[UUID | None, Query(description="Last changed by this import."), Blank]


def wanted_vehicles(
    placa: Placa = None,
    modelo: Modelo = None,
    ano_min: Year = None,
    ano_max: Year = None,
    valor_fipe_min: Price = None,
    valor_fipe_max: Price = None,
    job_id: LastChanger = None,
) -> VehicleFilter:
    """Return the filter of the list of vehicles, and of its exports."""
    check_range("ano_min", ano_min, "ano_max", ano_max)
    check_range("valor_fipe_min", valor_fipe_min, "valor_fipe_max", valor_fipe_max)
    return VehicleFilter(
        placa=placa,
        modelo=modelo,
        ano_min=ano_min,
        ano_max=ano_max,
        valor_fipe_min=valor_fipe_min,
        valor_fipe_max=valor_fipe_max,
        job_id=job_id,
    )


WantedVehicles = Annotated[VehicleFilter, Depends(wanted_vehicles)]
