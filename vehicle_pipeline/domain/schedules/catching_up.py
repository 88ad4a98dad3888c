"""What becomes of due times: which run, which run late, which are missed, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from vehicle_pipeline.domain.schedules.timetable import Timetable
from vehicle_pipeline.schedule_contracts import MissedPolicy

# A time that is noticed so late is on time still: a busy daemon is not down.
ON_TIME = timedelta(minutes=2)
# Times listed one by one; a schedule of every minute has so many in a week.
MOST_LISTED = 10_000
_FIRST_LOOK = timedelta(days=7)

Absence = Literal["outage", "pause"]


@dataclass(frozen=True)
class Planned:
    """A due time with what becomes of it; `reason` and `params` name a sentence."""

    due_at: datetime
    state: Literal["due", "missed"]
    reason: str | None = None
    params: dict[str, Any] = field(default_factory=dict)


def plan(
    timetable: Timetable,
    since: datetime,
    now: datetime,
    missed: MissedPolicy,
    *,
    limit: int,
    absence: Absence = "outage",
) -> list[Planned]:
    """Return what becomes of the due times after `since` up to `now`, oldest first.

    `limit`: how many missed times MissedPolicy.ALL runs late, the newest. After a pause none is on
    time: all of them passed while nothing was to run. Where there are more than MOST_LISTED, one
    entry stands for the older ones.
    """
    times = _newest(timetable, since, now)
    begin = now if absence == "pause" else now - ON_TIME
    late = [due for due in times if _is_late(due, begin, absence)]
    on_time = [Planned(due, "due") for due in times[len(late) :]]
    omitted = late[: max(0, len(times) - MOST_LISTED)]
    listed = late[len(omitted) :]
    planned = [_omitted(timetable, since, omitted[-1])] if omitted else []
    return [*planned, *_late(listed, missed, limit, absence, bool(on_time)), *on_time]


def _is_late(due: datetime, begin: datetime, absence: Absence) -> bool:
    moment, limit = due.astimezone(UTC), begin.astimezone(UTC)
    return moment <= limit if absence == "pause" else moment < limit


def _late(
    late: Sequence[datetime],
    missed: MissedPolicy,
    limit: int,
    absence: Absence,
    is_superseded: bool,
) -> list[Planned]:
    match missed:
        case MissedPolicy.NONE:
            return [Planned(due, "missed", f"missed_in_{absence}") for due in late]
        case MissedPolicy.LATEST:
            count, reason, params = 0 if is_superseded else 1, "missed_before_latest", {}
        case MissedPolicy.ALL:
            count, reason, params = limit, "missed_beyond_limit", {"limit": limit}
    first = max(0, len(late) - count)
    return [
        *(Planned(due, "missed", reason, dict(params)) for due in late[:first]),
        *(Planned(due, "due", f"caught_up_after_{absence}") for due in late[first:]),
    ]


def _omitted(timetable: Timetable, since: datetime, last: datetime) -> Planned:
    first = next(timetable.after(since))
    return Planned(last, "missed", "missed_unlisted", {"first": first.isoformat()})


def _newest(timetable: Timetable, since: datetime, until: datetime) -> list[datetime]:
    """Return the due times, oldest first, or MOST_LISTED and one where there are more.

    Looks back further and further, so that a pause of years costs no more than its newest times.
    """
    reach = _FIRST_LOOK
    while True:
        start = max(since, until - reach)
        times = list(timetable.between(start, until))
        if len(times) > MOST_LISTED or start == since:
            return times[-MOST_LISTED - 1 :]
        reach *= 2
