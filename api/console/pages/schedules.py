"""Schedules: the list of them, one with what it did, and what people ask of it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.access.rules import IMPORT
from api.console.rendering import Page, ShownPage, go_to
from api.console.routing import PageRoute
from api.console.schedule_form import LIMITS, in_words
from api.dependencies import AllServices, Skip
from api.presenters.schedules import present_object, present_occurrence, present_schedule
from api.schemas.numbers import Digits
from api.schemas.text import Blank
from api.services import Services
from vehicle_pipeline.errors import (
    ImportNotFoundError,
    OccurrenceNotFoundError,
    OccurrenceUnderWayError,
    SourceObjectNotFoundError,
    SourceObjectUnderWayError,
)
from vehicle_pipeline.schedule_contracts import (
    LocationSource,
    ObjectState,
    OccurrenceState,
    UploadSource,
)

router = APIRouter(prefix="/agendamentos", route_class=PageRoute, include_in_schema=False)

_ROWS = 50
# An id of PostgreSQL's.
_Number = Annotated[Digits, Path(ge=1, le=2**63 - 1)]
_OfOccurrence = Annotated[OccurrenceState | None, Query(), Blank]
# What people have done with a schedule, at most.
ACTIONS = 20
# Where a button was pressed: in the list, or on the page of its schedule.
_Place = Annotated[Literal["lista", ""], Query(alias="de")]
_OfObject = Annotated[ObjectState | None, Query(), Blank]


@router.get("")
def list_schedules(page: ShownPage, services: AllServices, skip: Skip = 0) -> Response:
    """Show the schedules, by name."""
    found = services.schedule_queries.page(skip=skip, limit=_ROWS)
    now, language = datetime.now(UTC), page.reader.language
    shown = [present_schedule(each, now, language) for each in found.items]
    return page.show(
        "schedules/list.html",
        schedules=shown,
        words={each.id: in_words(each.cron, page) for each in shown},
        total=found.total,
        **_pager(skip, len(shown), found.total, {}, "skip"),
    )


@router.get("/{schedule_id}")
def show_schedule(
    page: ShownPage,
    services: AllServices,
    schedule_id: UUID,
    state: _OfOccurrence = None,
    skip: Skip = 0,
    object_state: _OfObject = None,
    object_skip: Skip = 0,
) -> Response:
    """Show a schedule, its due times and the objects of its source."""
    language = page.reader.language
    detail = services.schedule_queries.get(schedule_id)
    found = present_schedule(detail, datetime.now(UTC), language)
    return page.show(
        "schedules/schedule.html",
        schedule=found,
        words=in_words(found.cron, page),
        source_filename=_filename(services, found.source),
        limits=[name for name in LIMITS if getattr(found.guard, name) is not None],
        actions=services.audit_log.page(limit=ACTIONS, schedule_id=schedule_id),
        overrides=found.overrides.model_dump(mode="json", exclude_none=True, exclude_defaults=True),
        **_occurrences(page, services, schedule_id, state, skip),
        **_objects(page, services, schedule_id, object_state, object_skip),
    )


@router.get("/{schedule_id}/horarios")
def show_occurrences(
    page: ShownPage,
    services: AllServices,
    schedule_id: UUID,
    state: _OfOccurrence = None,
    skip: Skip = 0,
) -> Response:
    """Show the part of the page that changes while a schedule runs."""
    context = _occurrences(page, services, schedule_id, state, skip)
    return page.show("schedules/occurrences.html", schedule_id=schedule_id, **context)


@router.get("/{schedule_id}/arquivos")
def show_objects(
    page: ShownPage,
    services: AllServices,
    schedule_id: UUID,
    object_state: _OfObject = None,
    object_skip: Skip = 0,
) -> Response:
    """Show the files of the source alone, for the page that is open."""
    context = _objects(page, services, schedule_id, object_state, object_skip)
    return page.show("schedules/objects.html", schedule_id=schedule_id, **context)


@router.post("/{schedule_id}/executar", dependencies=[IMPORT])
def run(services: AllServices, schedule_id: UUID, place: _Place = "") -> Response:
    """Have it run now, also one that is paused."""
    services.schedule_requests.run_now(schedule_id, datetime.now(UTC))
    return _back(schedule_id, "ui_schedule_started", place)


@router.post("/{schedule_id}/pausar", dependencies=[IMPORT])
def pause(services: AllServices, schedule_id: UUID, place: _Place = "") -> Response:
    """Let no time of it start any more."""
    services.schedules.pause(schedule_id, datetime.now(UTC))
    return _back(schedule_id, "ui_schedule_paused", place)


@router.post("/{schedule_id}/retomar", dependencies=[IMPORT])
def resume(services: AllServices, schedule_id: UUID, place: _Place = "") -> Response:
    """Let it run again."""
    services.schedules.resume(schedule_id, datetime.now(UTC))
    return _back(schedule_id, "ui_schedule_resumed", place)


@router.post("/{schedule_id}/excluir", dependencies=[IMPORT])
def delete(services: AllServices, schedule_id: UUID) -> Response:
    """Remove it; its imports stay."""
    services.schedules.delete(schedule_id)
    return go_to("/agendamentos", "ui_schedule_deleted")


@router.post("/{schedule_id}/horarios/{occurrence_id}/repetir", dependencies=[IMPORT])
def replay(services: AllServices, schedule_id: UUID, occurrence_id: _Number) -> Response:
    """Have a due time that is over run again."""
    try:
        services.schedule_requests.replay(schedule_id, occurrence_id)
    except OccurrenceUnderWayError:
        return _back(schedule_id, "occurrence_under_way")
    except OccurrenceNotFoundError:
        return _back(schedule_id, "occurrence_not_found")
    return _back(schedule_id, "ui_schedule_replayed")


@router.post("/{schedule_id}/arquivos/{object_id}/importar", dependencies=[IMPORT])
def import_again(services: AllServices, schedule_id: UUID, object_id: _Number) -> Response:
    """Have an object imported again."""
    try:
        again = services.schedule_requests.import_again(schedule_id, object_id, datetime.now(UTC))
    except SourceObjectUnderWayError:
        return _back(schedule_id, "object_under_way")
    except SourceObjectNotFoundError:
        return _back(schedule_id, "object_not_found")
    return _back(
        schedule_id, "ui_schedule_again" if again.occurrence else "ui_schedule_again_later"
    )


def _filename(services: Services, source: UploadSource | LocationSource) -> str | None:
    """Return the name of the file that comes again, or its import's id when that is gone."""
    if not isinstance(source, UploadSource):
        return None
    try:
        return services.jobs.get(source.import_id).filename
    except ImportNotFoundError:
        return str(source.import_id)


def _back(schedule_id: UUID, notice: str, place: str = "") -> Response:
    return go_to("/agendamentos" if place == "lista" else f"/agendamentos/{schedule_id}", notice)


def _occurrences(
    page: Page, services: Services, schedule_id: UUID, state: OccurrenceState | None, skip: int
) -> dict[str, Any]:
    found = services.schedule_queries.occurrences(schedule_id, state=state, skip=skip, limit=_ROWS)
    given = {"state": state.value} if state else {}
    statuses, language = services.schedule_queries.statuses(found.items), page.reader.language
    return {
        "occurrences": [present_occurrence(each, statuses, language) for each in found.items],
        "open_occurrences": {each.id for each in found.items if each.state.is_open},
        "state": state.value if state else "",
        "states": [each.value for each in OccurrenceState],
        "live": f"/agendamentos/{schedule_id}/horarios?{urlencode({**given, 'skip': skip})}",
        **_pager(skip, len(found.items), found.total, given, "skip"),
    }


def _objects(
    page: Page, services: Services, schedule_id: UUID, state: ObjectState | None, skip: int
) -> dict[str, Any]:
    found = services.schedule_queries.objects(schedule_id, state=state, skip=skip, limit=_ROWS)
    given = {"object_state": state.value} if state else {}
    pager = _pager(skip, len(found.items), found.total, given, "object_skip", "#arquivos")
    return {
        "objects": [present_object(each, page.reader.language) for each in found.items],
        "object_state": state.value if state else "",
        "object_states": [each.value for each in ObjectState],
        "objects_live": f"/agendamentos/{schedule_id}/arquivos?"
        + urlencode({**given, "object_skip": skip}),
        **{f"object_{name}": address for name, address in pager.items()},
    }


def _pager(
    skip: int, shown: int, total: int, given: Mapping[str, str], name: str, place: str = ""
) -> dict[str, Any]:
    """Return the addresses of the pages before and behind."""

    def at(start: int) -> str:
        return f"?{urlencode({**given, name: start})}{place}"

    end = skip + shown
    return {
        "previous": at(max(0, skip - _ROWS)) if skip else None,
        "next": at(end) if end < total else None,
    }
