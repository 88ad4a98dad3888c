"""What a schedule does: its due times, the objects of its source, and what people ask for."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query

from api.access.rules import IMPORT
from api.dependencies import AllServices, Limit, ScheduleReads, Skip
from api.language import CallerLanguage
from api.openapi import one_of, problems
from api.presenters.schedules import present_again, present_object, present_occurrence
from api.schemas.numbers import Digits
from api.schemas.schedules import ObjectAgain, ObjectList, Occurrence, OccurrenceList
from api.schemas.text import Blank
from vehicle_pipeline.schedule_contracts import ObjectState, OccurrenceState

router = APIRouter(prefix="/schedules/{schedule_id}", tags=["schedules"])

# An id of PostgreSQL's.
_Number = Annotated[Digits, Path(ge=1, le=2**63 - 1)]
_LISTED = problems(422, 503, schedule_not_found=404)


@router.post(
    "/run",
    dependencies=[IMPORT],
    status_code=202,
    responses=problems(422, 503, schedule_not_found=404),
)
def run_schedule(
    services: AllServices, reads: ScheduleReads, language: CallerLanguage, schedule_id: UUID
) -> Occurrence:
    """Have a schedule run now, also one that is paused.

    Its occurrence starts within a minute, or when the one that is running is over, imports
    included. If one waits to be started already, the answer is that one.
    """
    occurrence = services.schedule_requests.run_now(schedule_id, datetime.now(UTC))
    return present_occurrence(occurrence, reads.statuses([occurrence]), language)


@router.get("/occurrences", responses=_LISTED)
def list_occurrences(
    reads: ScheduleReads,
    language: CallerLanguage,
    schedule_id: UUID,
    skip: Skip = 0,
    limit: Limit = 50,
    state: Annotated[OccurrenceState | None, Blank] = None,
) -> OccurrenceList:
    """List the due times of a schedule and what became of each, the latest first."""
    page = reads.occurrences(schedule_id, state=state, skip=skip, limit=limit)
    statuses = reads.statuses(page.items)
    items = [present_occurrence(each, statuses, language) for each in page.items]
    return OccurrenceList(items=items, total=page.total, skip=skip, limit=limit)


@router.post(
    "/occurrences/{occurrence_id}/replay",
    dependencies=[IMPORT],
    status_code=202,
    responses={
        **one_of(404, "occurrence_not_found", "schedule_not_found"),
        **problems(422, 503, occurrence_under_way=409),
    },
)
def replay_occurrence(
    services: AllServices,
    reads: ScheduleReads,
    language: CallerLanguage,
    schedule_id: UUID,
    occurrence_id: _Number,
) -> Occurrence:
    """Have a due time that is over, or was missed, run (again): it starts within a minute."""
    occurrence = services.schedule_requests.replay(schedule_id, occurrence_id)
    return present_occurrence(occurrence, reads.statuses([occurrence]), language)


@router.get("/objects", responses=_LISTED)
def list_objects(
    reads: ScheduleReads,
    language: CallerLanguage,
    schedule_id: UUID,
    skip: Skip = 0,
    limit: Limit = 50,
    state: Annotated[ObjectState | None, Query(description="Only those in it."), Blank] = None,
) -> ObjectList:
    """List every version of an object that the source has shown, the newest first."""
    page = reads.objects(schedule_id, state=state, skip=skip, limit=limit)
    items = [present_object(each, language) for each in page.items]
    return ObjectList(items=items, total=page.total, skip=skip, limit=limit)


@router.post(
    "/objects/{object_id}/import",
    dependencies=[IMPORT],
    status_code=202,
    responses={
        **one_of(404, "object_not_found", "schedule_not_found"),
        **problems(422, 503, object_under_way=409),
    },
)
def import_object_again(
    services: AllServices,
    reads: ScheduleReads,
    language: CallerLanguage,
    schedule_id: UUID,
    object_id: _Number,
) -> ObjectAgain:
    """Have an object imported again, even if its content was: the schedule runs now.

    A paused schedule is not run, because everything else that is new would come along.
    """
    again = services.schedule_requests.import_again(schedule_id, object_id, datetime.now(UTC))
    statuses = reads.statuses([again.occurrence] if again.occurrence else [])
    return present_again(again, statuses, language)
