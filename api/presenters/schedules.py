"""Schedules, occurrences and objects in the reader's language."""

from datetime import datetime
from typing import Any
from uuid import UUID

from api.language import say
from api.presenters.imports import PREFIX
from api.schemas.schedules import (
    ObjectAgain,
    Occurrence,
    Schedule,
    ScheduleLinks,
    ScheduleWebhook,
    SourceObject,
)
from vehicle_pipeline import schedule_contracts as stored
from vehicle_pipeline.adapters.schedules.queries import ScheduleDetail
from vehicle_pipeline.adapters.schedules.requests import ImportAgain
from vehicle_pipeline.domain.messages import Language
from vehicle_pipeline.domain.schedules.reasons import reasons
from vehicle_pipeline.domain.schedules.timetable import Timetable


def schedule_path(schedule_id: UUID) -> str:
    """Return the path of a schedule."""
    return f"{PREFIX}/schedules/{schedule_id}"


def present_schedule(detail: ScheduleDetail, now: datetime, language: Language) -> Schedule:
    """Return a schedule with the times that are next after `now`."""
    found, last = detail.schedule, detail.last_occurrence
    computed = {"next_times", "last_occurrence", "not_started_because", "links", "webhook"}
    computed |= {"paused_because", "paused_because_code"}
    because = found.paused_because
    told = found.webhook
    is_kept_off = detail.is_off and found.enabled
    return Schedule(
        **{name: getattr(found, name) for name in Schedule.model_fields if name not in computed},
        next_times=Timetable(found.cron, found.timezone).next_times(now),
        last_occurrence=last and present_occurrence(last, language),
        paused_because=because and say(because.code, because.params, language),
        paused_because_code=because and because.code,
        not_started_because=say("schedules_turned_off", {}, language) if is_kept_off else None,
        links=_links(found.id),
        webhook=told and ScheduleWebhook(receiver=told.receiver, events=list(told.events)),
    )


def present_occurrence(found: stored.Occurrence, language: Language) -> Occurrence:
    """Return an occurrence with the sentences that say why."""
    said = [say(each.code, each.params, language) for each in reasons(found)]
    return Occurrence(**_plain(found, Occurrence), reason=". ".join(said) or None)


def present_object(found: stored.SourceObject, language: Language) -> SourceObject:
    """Return an object with the sentence that says why."""
    return SourceObject(**_object(found, language))


def present_again(again: ImportAgain, language: Language) -> ObjectAgain:
    """Return an object that is to be imported again."""
    occurrence = again.occurrence and present_occurrence(again.occurrence, language)
    return ObjectAgain(**_object(again.object, language), occurrence=occurrence)


def _object(found: stored.SourceObject, language: Language) -> dict[str, Any]:
    reason = found.reason and say(found.reason, found.params, language)
    return {**_plain(found, SourceObject), "reason": reason}


def _plain(found: stored.Occurrence | stored.SourceObject, wanted: type[Any]) -> dict[str, Any]:
    plain = found.model_dump(include=set(wanted.model_fields) - {"reason"})
    return {**plain, "reason_code": found.reason}


def _links(schedule_id: UUID) -> ScheduleLinks:
    path = schedule_path(schedule_id)
    return ScheduleLinks(
        itself=path,
        occurrences=f"{path}/occurrences",
        objects=f"{path}/objects",
        imports=f"{PREFIX}/imports?schedule_id={schedule_id}",
    )
