"""Schedules made and changed, by whichever way people ask for it."""

from datetime import datetime
from uuid import UUID, uuid4

from api.schedule_checks import check_source
from api.schemas.schedule_terms import NewSchedule, ScheduleChanges
from api.services import Services
from vehicle_pipeline.domain.schedules.terms import checked
from vehicle_pipeline.schedule_contracts import Schedule


def create(services: Services, new: NewSchedule, now: datetime) -> Schedule:
    """Store a schedule; raises BadScheduleError, BadOptionError, ScheduleNameTakenError."""
    terms = checked(new.terms)
    check_source(terms, services)
    return services.schedules.create(uuid4(), terms, now)


def change(
    services: Services, schedule_id: UUID, changes: ScheduleChanges, now: datetime
) -> Schedule:
    """Change what is named; raises what `create` does, and ScheduleNotFoundError."""
    if changes.model_fields_set & {"source", "overrides"}:
        before = services.schedules.get(schedule_id)
        check_source(checked(changes.applied(before)), services)
    return services.schedules.change(
        schedule_id, lambda before: checked(changes.applied(before)), now
    )
