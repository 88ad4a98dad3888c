"""Schedules made and changed, by whichever way people ask for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from api.schedule_checks import check_source, check_webhook, look_at_location
from api.schemas.schedule_terms import NewSchedule, ScheduleChanges
from api.services import Services
from vehicle_pipeline.contracts import Assumption, DialectOverrides
from vehicle_pipeline.domain.schedules.terms import checked, term_faults
from vehicle_pipeline.errors import (
    BadOptionError,
    BadScheduleError,
    ScheduleChangedMeanwhileError,
    ScheduleFaultsError,
)
from vehicle_pipeline.schedule_contracts import (
    LocationSource,
    Schedule,
    ScheduleTerms,
    UploadSource,
)

# What is judged together: options are for files of one kind.
_OF_SOURCE = {"source", "overrides"}
# Pausing is a button of its own, and webhooks are set by the API alone.
_IN_FORM = ScheduleTerms.model_fields.keys() - {"enabled", "webhook"}


@dataclass(frozen=True)
class Judgement:
    """What is wrong with terms, and what is worth knowing about them."""

    faults: list[BadScheduleError | BadOptionError]
    notes: list[Assumption]


@dataclass(frozen=True)
class Saved:
    """A schedule that was stored, and what its owner is to know about it now."""

    schedule: Schedule
    notes: list[Assumption]


def create(services: Services, new: NewSchedule, now: datetime) -> Saved:
    """Store a schedule.

    Raises BadScheduleError, BadOptionError or, for several of them, ScheduleFaultsError;
    ScheduleNameTakenError.
    """
    notes = _accepted(judge(services, dict(new.terms)))
    return Saved(services.schedules.create(uuid4(), checked(new.terms), now), notes)


def edition(terms: ScheduleTerms) -> str:
    """Name the state of the terms that one form changes together: equal if they are."""
    plain = terms.model_dump_json(by_alias=True, include=_IN_FORM)
    return sha256(plain.encode()).hexdigest()


def change(
    services: Services,
    schedule_id: UUID,
    changes: ScheduleChanges,
    now: datetime,
    seen: str | None = None,
) -> Saved:
    """Change what is named; raises what `create` does, and ScheduleNotFoundError.

    `seen`: the edition that is changed. Raises ScheduleChangedMeanwhileError if it is another one
    by now.
    """
    named = changes.model_fields_set
    if named & _OF_SOURCE:
        named = named | _OF_SOURCE
    before = services.schedules.get(schedule_id)
    after = changes.applied(before)
    given = {name: getattr(after, name) for name in named}
    notes = _accepted(judge(services, given, before))

    def changed(before: Schedule) -> ScheduleTerms:
        if seen is not None and edition(before) != seen:
            raise ScheduleChangedMeanwhileError(schedule_id)
        return checked(changes.applied(before))

    return Saved(services.schedules.change(schedule_id, changed, now), notes)


def judge(
    services: Services, given: Mapping[str, Any], before: Schedule | None = None
) -> Judgement:
    """Judge some of a schedule's terms, by their names; `before` is the one that they change.

    A location that stays is not looked at: who renames a schedule need not mend its folder first.
    """
    judgement = Judgement(term_faults(given), [])
    try:
        if webhook := given.get("webhook"):
            check_webhook(webhook, services)
    except BadScheduleError as error:
        judgement.faults.append(error)
    source = given.get("source")
    if source is None:
        return judgement
    try:
        check_source(source, given.get("overrides", DialectOverrides()), services)
        is_new = before is None or _location(before.source) != _location(source)
        if is_new and (location := _location(source)):
            note = look_at_location(location, services)
            judgement.notes.extend([note] if note else [])
    except (BadScheduleError, BadOptionError) as error:
        judgement.faults.append(error)
    return judgement


def _location(source: UploadSource | LocationSource) -> str | None:
    return source.location if isinstance(source, LocationSource) else None


def _accepted(judgement: Judgement) -> list[Assumption]:
    """Return the notes about terms in which nothing is wrong."""
    found = judgement.faults
    if len(found) == 1:
        raise found[0]
    if found:
        raise ScheduleFaultsError(found)
    return judgement.notes
