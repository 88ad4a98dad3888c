"""Schedules: made, read, changed, paused, resumed and removed."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response

from api import schedule_edits
from api.access.rules import IMPORT
from api.dependencies import AllServices, Limit, ScheduleReads, Skip
from api.etags import REVALIDATED, is_known, tag_of
from api.json_body import JsonRoute
from api.language import CallerLanguage
from api.openapi import one_of, problems
from api.presenters.schedules import present_schedule, schedule_path
from api.schemas.schedule_terms import NewSchedule, ScheduleChanges
from api.schemas.schedules import Schedule, ScheduleList
from api.schemas.text import Blank, Text
from vehicle_pipeline.contracts import Assumption
from vehicle_pipeline.domain.schedules.terms import tidy

router = APIRouter(prefix="/schedules", tags=["schedules"], route_class=JsonRoute)

# What the owner of a schedule may have got wrong.
_TERMS = {
    **problems(503, malformed_json=400, body_too_large=413, not_json=415, schedule_name_taken=409),
    **one_of(
        422,
        *("bad_cron", "too_often", "never_due", "bad_timezone", "bad_source", "bad_glob"),
        *("bad_name", "bad_webhook", "text_option", "workbook_option", "invalid_parameters"),
    ),
}
_OF_ONE = problems(422, 503, schedule_not_found=404)


@router.get("", responses=problems(422, 503))
def list_schedules(
    reads: ScheduleReads,
    language: CallerLanguage,
    skip: Skip = 0,
    limit: Limit = 50,
    name: Annotated[
        Text | None, Query(max_length=100, description="Only the one of this name."), Blank
    ] = None,
) -> ScheduleList:
    """List the schedules, by name."""
    page = reads.page(name=name and tidy(name), skip=skip, limit=limit)
    now = datetime.now(UTC)
    items = [present_schedule(detail, now, language) for detail in page.items]
    return ScheduleList(items=items, total=page.total, skip=skip, limit=limit)


@router.post(
    "",
    dependencies=[IMPORT],
    status_code=201,
    responses={201: {"headers": {"Location": {"schema": {"type": "string"}}}}, **_TERMS},
)
def create_schedule(
    response: Response, services: AllServices, language: CallerLanguage, new: NewSchedule
) -> Schedule:
    """Make a schedule, due from now on: its first time is the next one.

    A folder or bucket that does not exist, or may not be read, is refused; where it does not
    answer now, `notes` says so.
    """
    made = schedule_edits.create(services, new, datetime.now(UTC))
    response.headers["Location"] = schedule_path(made.schedule.id)
    return _shown(services, made.schedule.id, language, made.notes)


@router.get(
    "/{schedule_id}",
    response_model=Schedule,
    responses={
        200: {"headers": {"ETag": {"schema": {"type": "string"}}}},
        304: {"description": "It is as If-None-Match names it"},
        **_OF_ONE,
    },
)
def get_schedule(
    response: Response,
    services: AllServices,
    language: CallerLanguage,
    schedule_id: UUID,
    known: Annotated[Text | None, Header(alias="If-None-Match", max_length=1_000)] = None,
) -> Schedule | Response:
    """Return one schedule with its next five times and its last occurrence."""
    schedule = _shown(services, schedule_id, language)
    tag = tag_of(schedule.model_dump_json().encode(), is_weak=True)
    response.headers.update({"ETag": tag, "Cache-Control": REVALIDATED})
    if is_known(known, tag):
        return Response(status_code=304, headers=response.headers)
    return schedule


@router.patch(
    "/{schedule_id}",
    dependencies=[IMPORT],
    responses={**_TERMS, **problems(schedule_not_found=404)},
)
def change_schedule(
    services: AllServices, language: CallerLanguage, schedule_id: UUID, changes: ScheduleChanges
) -> Schedule:
    """Change what is named; the rest stays. Times that are past are those of the old terms.

    An object, as `source` or `guard`, is replaced as a whole. `enabled` pauses and resumes.
    """
    changed = schedule_edits.change(services, schedule_id, changes, datetime.now(UTC))
    return _shown(services, schedule_id, language, changed.notes)


@router.delete("/{schedule_id}", dependencies=[IMPORT], status_code=204, responses=_OF_ONE)
def delete_schedule(services: AllServices, schedule_id: UUID) -> None:
    """Remove a schedule with its occurrences and the list of its source's objects.

    Imports that it made stay, and those that are under way go on.
    """
    services.schedules.delete(schedule_id)


@router.post("/{schedule_id}/pause", dependencies=[IMPORT], responses=_OF_ONE)
def pause_schedule(services: AllServices, language: CallerLanguage, schedule_id: UUID) -> Schedule:
    """Let no time of it start any more; one that is paused is left as it is."""
    services.schedules.pause(schedule_id, datetime.now(UTC))
    return _shown(services, schedule_id, language)


@router.post("/{schedule_id}/resume", dependencies=[IMPORT], responses=_OF_ONE)
def resume_schedule(services: AllServices, language: CallerLanguage, schedule_id: UUID) -> Schedule:
    """Let it run again; `missed` says which times of the pause are caught up."""
    services.schedules.resume(schedule_id, datetime.now(UTC))
    return _shown(services, schedule_id, language)


def _shown(
    services: AllServices,
    schedule_id: UUID,
    language: CallerLanguage,
    notes: Sequence[Assumption] = (),
) -> Schedule:
    detail = services.schedule_queries.get(schedule_id)
    return present_schedule(detail, datetime.now(UTC), language, notes)
