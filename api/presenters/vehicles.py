"""Vehicles and their histories as answers."""

from api.schemas.vehicles import FieldChange, Origin, Vehicle, VehicleEvent
from vehicle_pipeline.adapters import vehicle_history
from vehicle_pipeline.adapters.vehicle_queries import VehicleRecord


def present_vehicle(vehicle: VehicleRecord) -> Vehicle:
    """Return a vehicle with where it came from."""
    plain = vehicle.model_dump(include=set(Vehicle.model_fields))
    origin = Origin(
        job_id=vehicle.import_id, filename=vehicle.filename, row_number=vehicle.source_row
    )
    return Vehicle(**plain, placa_mercosul=vehicle.plate, origin=origin)


def present_event(event: vehicle_history.VehicleEvent) -> VehicleEvent:
    """Return an event of a vehicle's history."""
    changes = {
        name: FieldChange(before=change.before, after=change.after)
        for name, change in event.changes.items()
    }
    return VehicleEvent(**event.model_dump(exclude={"changes"}), changes=changes)
