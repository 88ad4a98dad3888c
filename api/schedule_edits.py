"""Schedules made and changed, by whichever way people ask for it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from api.schedule_checks import check_source
from api.schemas.schedule_terms import NewSchedule, ScheduleChanges
from api.services import Services
from vehicle_pipeline.contracts import DialectOverrides
from vehicle_pipeline.domain.schedules.terms import checked, term_faults
from vehicle_pipeline.errors import BadOptionError, BadScheduleError, ScheduleFaultsError
from vehicle_pipeline.schedule_contracts import Schedule

# What is judged together: options are for files of one kind.
_OF_SOURCE = {"source", "overrides"}


def create(services: Services, new: NewSchedule, now: datetime) -> Schedule:
    """Store a schedule.

    Raises BadScheduleError, BadOptionError or, for several of them, ScheduleFaultsError;
    ScheduleNameTakenError.
    """
    _refuse(faults(services, dict(new.terms)))
    return services.schedules.create(uuid4(), checked(new.terms), now)


def change(
    services: Services, schedule_id: UUID, changes: ScheduleChanges, now: datetime
) -> Schedule:
    """Change what is named; raises what `create` does, and ScheduleNotFoundError."""
    named = changes.model_fields_set
    if named & _OF_SOURCE:
        named = named | _OF_SOURCE
    after = changes.applied(services.schedules.get(schedule_id))
    _refuse(faults(services, {name: getattr(after, name) for name in named}))
    return services.schedules.change(
        schedule_id, lambda before: checked(changes.applied(before)), now
    )


def faults(services: Services, given: Mapping[str, Any]) -> list[BadScheduleError | BadOptionError]:
    """Return what is wrong with some of a schedule's terms, by their names."""
    found = term_faults(given)
    if "source" in given:
        try:
            check_source(given["source"], given.get("overrides", DialectOverrides()), services)
        except (BadScheduleError, BadOptionError) as error:
            found.append(error)
    return found


def _refuse(found: list[BadScheduleError | BadOptionError]) -> None:
    if len(found) == 1:
        raise found[0]
    if found:
        raise ScheduleFaultsError(found)
