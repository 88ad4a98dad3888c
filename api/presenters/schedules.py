"""Schedules, occurrences and objects in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from api.language import say
from api.presenters.imports import PREFIX
from api.schemas.schedules import (
    ObjectAgain,
    Occurrence,
    OccurrenceImport,
    Schedule,
    ScheduleLinks,
    ScheduleNote,
    ScheduleWebhook,
    SourceObject,
)
from vehicle_pipeline import schedule_contracts as stored
from vehicle_pipeline.adapters.schedules.queries import ScheduleDetail
from vehicle_pipeline.adapters.schedules.requests import ImportAgain
from vehicle_pipeline.contracts import Assumption, ImportStatus
from vehicle_pipeline.domain.messages import Language
from vehicle_pipeline.domain.schedules.reasons import reasons
from vehicle_pipeline.domain.schedules.short_months import skipped_day
from vehicle_pipeline.domain.schedules.timetable import Timetable


def schedule_path(schedule_id: UUID) -> str:
    """Return the path of a schedule."""
    return f"{PREFIX}/schedules/{schedule_id}"


def present_schedule(
    detail: ScheduleDetail, now: datetime, language: Language, notes: Sequence[Assumption] = ()
) -> Schedule:
    """Return a schedule with the times that are next after `now`; `notes` come behind its own."""
    found, last = detail.schedule, detail.last_occurrence
    computed = {"next_times", "last_occurrence", "not_started_because", "links", "webhook", "notes"}
    computed |= {"paused_because", "paused_because_code"}
    because = found.paused_because
    told = found.webhook
    is_kept_off = detail.is_off and found.enabled
    return Schedule(
        **{name: getattr(found, name) for name in Schedule.model_fields if name not in computed},
        next_times=Timetable(found.cron, found.timezone).next_times(now),
        notes=_notes([skipped_day(found.cron), *notes], language),
        last_occurrence=last and present_occurrence(last, detail.statuses, language),
        paused_because=because and say(because.code, because.params, language),
        paused_because_code=because and because.code,
        not_started_because=say("schedules_turned_off", {}, language) if is_kept_off else None,
        links=_links(found.id),
        webhook=told and ScheduleWebhook(receiver=told.receiver, events=list(told.events)),
    )


def present_occurrence(
    found: stored.Occurrence, statuses: Mapping[UUID, ImportStatus], language: Language
) -> Occurrence:
    """Return an occurrence with the sentences that say why, and the `statuses` of its imports."""
    said = [say(each.code, each.params, language) for each in reasons(found)]
    imports = [OccurrenceImport(job_id=each, status=statuses.get(each)) for each in found.job_ids]
    return Occurrence(**_plain(found, Occurrence), reason=". ".join(said) or None, imports=imports)


def present_object(found: stored.SourceObject, language: Language) -> SourceObject:
    """Return an object with the sentence that says why."""
    return SourceObject(**_object(found, language))


def present_again(
    again: ImportAgain, statuses: Mapping[UUID, ImportStatus], language: Language
) -> ObjectAgain:
    """Return an object that is to be imported again."""
    found = again.occurrence
    occurrence = found and present_occurrence(found, statuses, language)
    return ObjectAgain(**_object(again.object, language), occurrence=occurrence)


def _object(found: stored.SourceObject, language: Language) -> dict[str, Any]:
    reason = found.reason and say(found.reason, found.params, language)
    return {**_plain(found, SourceObject), "reason": reason}


def _plain(found: stored.Occurrence | stored.SourceObject, wanted: type[Any]) -> dict[str, Any]:
    plain = found.model_dump(include=set(wanted.model_fields) - {"reason", "imports"})
    return {**plain, "reason_code": found.reason}


def _notes(notes: Iterable[Assumption | None], language: Language) -> list[ScheduleNote]:
    return [
        ScheduleNote(code=each.code, message=say(each.code, each.params, language))
        for each in notes
        if each
    ]


def _links(schedule_id: UUID) -> ScheduleLinks:
    path = schedule_path(schedule_id)
    return ScheduleLinks(
        itself=path,
        occurrences=f"{path}/occurrences",
        objects=f"{path}/objects",
        imports=f"{PREFIX}/imports?schedule_id={schedule_id}",
    )
