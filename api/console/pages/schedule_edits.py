"""The form by which people make a schedule, and change one."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Form, Query
from pydantic import BaseModel
from starlette.responses import Response

from api import schedule_edits
from api.access.rules import IMPORT
from api.console.faults import Faults, validated
from api.console.reading_form import COLUMNS, DELIMITERS, ENCODINGS, control_of
from api.console.rendering import Page, ShownPage, go_to
from api.console.routing import PageRoute
from api.console.schedule_form import LIMITS, ScheduleForm
from api.dependencies import AllServices
from api.parameter_faults import field_of
from api.schedule_edits import Saved
from api.schemas.schedule_terms import NewSchedule, ScheduleChanges
from api.services import Services
from vehicle_pipeline.contracts import ConflictPolicy
from vehicle_pipeline.domain.schedules import zones
from vehicle_pipeline.domain.schedules.choices import DAYS, EVERY, WEEKDAYS
from vehicle_pipeline.domain.schedules.short_months import skipped_day
from vehicle_pipeline.domain.schedules.timetable import timetable
from vehicle_pipeline.errors import (
    BadOptionError,
    BadScheduleError,
    ScheduleChangedMeanwhileError,
    ScheduleFaultsError,
    ScheduleNameTakenError,
)
from vehicle_pipeline.schedule_contracts import MissedPolicy, Pick, Schedule

router = APIRouter(prefix="/agendamentos", route_class=PageRoute, include_in_schema=False)

Typed = Annotated[ScheduleForm, Form()]
Given = TypeVar("Given", bound=BaseModel)

_KINDS = ("daily", "weekdays", "monthly", "last_day", "hourly", "expression")


@router.get("/novo", dependencies=[IMPORT])
def new(
    page: ShownPage, services: AllServices, importacao: Annotated[UUID | None, Query()] = None
) -> Response:
    """Show the form of a new schedule, or of one that imports an upload anew."""
    form = ScheduleForm(timezone=zones.DEFAULT)
    if importacao:
        form = form.model_copy(update={"origin": "import", "import_id": str(importacao)})
    return _form(page, services, form)


@router.post("/novo", dependencies=[IMPORT])
def create(page: ShownPage, services: AllServices, form: Typed) -> Response:
    """Make a schedule, or show what is wrong with it."""
    return _carry_out(
        page,
        services,
        form,
        NewSchedule,
        lambda new, now: schedule_edits.create(services, new, now),
    )


@router.get("/{schedule_id}/editar", dependencies=[IMPORT])
def edit(page: ShownPage, services: AllServices, schedule_id: UUID) -> Response:
    """Show the form of a schedule."""
    found = services.schedules.get(schedule_id)
    return _form(page, services, ScheduleForm.of(found, page), schedule_id=schedule_id)


@router.post("/{schedule_id}/editar", dependencies=[IMPORT])
def change(page: ShownPage, services: AllServices, schedule_id: UUID, form: Typed) -> Response:
    """Change a schedule, or show what is wrong with it."""
    services.schedules.get(schedule_id)

    def work(changes: ScheduleChanges, now: datetime) -> Saved:
        return schedule_edits.change(services, schedule_id, changes, now, form.seen or None)

    try:
        return _carry_out(page, services, form, ScheduleChanges, work, schedule_id)
    except ScheduleChangedMeanwhileError:
        return _changed_meanwhile(page, services, form, schedule_id)


def _carry_out(
    page: Page,
    services: Services,
    form: ScheduleForm,
    model: type[Given],
    work: Callable[[Given, datetime], Saved],
    schedule_id: UUID | None = None,
) -> Response:
    """Do what the form asks for, and show the schedule; or show the form again."""
    now = datetime.now(UTC)
    if form.do == "preview":
        shown, faults = _next_times(page, form, now)
        status = 422 if faults else 200
        return _form(page, services, form, faults, shown, status=status, schedule_id=schedule_id)
    typed, faults = form.terms(page)
    given, more = validated(model, typed, page.reader.language)
    faults = {_FORM_NAMES.get(name, name): text for name, text in {**more, **faults}.items()}
    if given is None or faults:
        # What else is wrong is said at once, not when these are mended.
        before = services.schedules.get(schedule_id) if schedule_id else None
        faults = {**_more_faults(page, services, typed, before), **faults}
    else:
        try:
            made = work(given, now)
        except ScheduleFaultsError as error:
            faults = _refused(page, error.faults)
        except (BadScheduleError, BadOptionError) as error:
            faults = _refused(page, [error])
        except ScheduleNameTakenError:
            faults = {"name": page.text("schedule_name_taken")}
        else:
            notice = "ui_schedule_changed" if schedule_id else "ui_schedule_created"
            # The one note that is about this moment; others stand on the page at any time.
            unseen = "_unseen" if made.notes else ""
            return go_to(f"/agendamentos/{made.schedule.id}", notice + unseen)
    return _form(page, services, form, faults, status=422, schedule_id=schedule_id)


def _changed_meanwhile(
    page: Page, services: Services, form: ScheduleForm, schedule_id: UUID
) -> Response:
    """Show what was typed, and where it differs from what holds by now: it may be saved then."""
    holds = ScheduleForm.of(services.schedules.get(schedule_id), page)
    return _form(
        page,
        services,
        form.model_copy(update={"seen": holds.seen}),
        shown={"differences": form.differences(holds, page)},
        status=409,
        schedule_id=schedule_id,
    )


# Where the API's names are no names of the form's.
_FORM_NAMES = {"import": "import_id", "source": "location"}


def _more_faults(
    page: Page, services: Services, typed: dict[str, Any], before: Schedule | None
) -> Faults:
    """Return what is wrong with those terms that are well-formed by themselves."""
    fields = (
        validated(ScheduleChanges, {name: value}, page.reader.language)[0]
        for name, value in typed.items()
    )
    given = {
        name: getattr(field, name) for field in fields if field for name in field.model_fields_set
    }
    return _refused(page, schedule_edits.judge(services, given, before).faults)


def _refused(page: Page, faults: Iterable[BadScheduleError | BadOptionError]) -> Faults:
    return {_control_of(fault): page.text(fault.code, **fault.params) for fault in faults}


def _control_of(fault: BadScheduleError | BadOptionError) -> str:
    if isinstance(fault, BadOptionError):
        return control_of(fault)
    name = field_of(fault)
    return _FORM_NAMES.get(name, name)


def _next_times(page: Page, form: ScheduleForm, now: datetime) -> tuple[dict[str, Any], Faults]:
    """Return the next five times, with what the expression skips."""
    cron, faults = form.timing(page)
    if faults:
        return {}, faults
    try:
        due = timetable(cron, form.timezone.strip())
    except BadScheduleError as error:
        return {}, _refused(page, [error])
    skipped = skipped_day(due.cron)
    note = skipped and page.text(skipped.code, **skipped.params)
    return {"times": due.next_times(now), "times_note": note}, {}


def _form(
    page: Page,
    services: Services,
    form: ScheduleForm,
    faults: Faults | None = None,
    shown: dict[str, Any] | None = None,
    *,
    status: int = 200,
    schedule_id: UUID | None = None,
) -> Response:
    context: dict[str, Any] = {
        "form": form,
        "faults": faults or {},
        "times": None,
        "times_note": None,
        "differences": None,
        **(shown or {}),
        "schedule_id": schedule_id,
        "kinds": _KINDS,
        "weekdays": WEEKDAYS,
        "days": DAYS,
        "every": EVERY,
        "picks": [each.value for each in Pick],
        "policies": [each.value for each in ConflictPolicy],
        "missed": [each.value for each in MissedPolicy],
        "limits": LIMITS,
        "encodings": ENCODINGS,
        "delimiters": DELIMITERS,
        "columns": COLUMNS,
        "roots": [str(root) for root in services.settings.source_roots],
    }
    return page.show("schedules/form.html", status=status, **context)
