"""When a schedule is due: a cron expression of five fields in a time zone.

As in Debian's cron, a time that a change of the clock skips is due at the first moment after the
gap, and one that comes twice is due at its first. Expressions with `*` for minutes or hours follow
the elapsed time instead.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice, takewhile

from cronsim import CronSim, CronSimError

from vehicle_pipeline.domain.excerpts import excerpt
from vehicle_pipeline.domain.schedules import zones
from vehicle_pipeline.errors import BadScheduleError

# Longer than any list of minutes, and short enough for a table of schedules.
_LONGEST = 250
_FIELDS = ("minute", "hour", "day", "month", "weekday")
# The same as CronSim names their values.
_VALUES = ("minutes", "hours", "days", "months", "weekdays")
# Expressions have no years, so any moment shows whether one is ever due.
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Timetable:
    """The due times of a schedule; made by `timetable`."""

    cron: str
    timezone: str

    def after(self, moment: datetime) -> Iterator[datetime]:
        """Yield the due times after a moment, each once and in order, with the zone's offset."""
        zone = zones.zone(self.timezone)
        # Datetimes of one zone are compared by their wall clocks, which come twice in autumn.
        last = moment.astimezone(UTC)
        for tick in CronSim(self.cron, last.astimezone(zone)):
            due = tick.astimezone(UTC)
            # Begun in an hour that comes twice, CronSim gives times of its first passage, too.
            if due > last:
                last = due
                yield due.astimezone(zone)

    def between(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """Yield the due times after `start` up to and including `end`."""
        last = end.astimezone(UTC)
        return takewhile(lambda due: due.astimezone(UTC) <= last, self.after(start))

    def next_times(self, moment: datetime, count: int = 5) -> list[datetime]:
        """Return the next due times after a moment."""
        return list(islice(self.after(moment), count))


def timetable(cron: str, timezone: str = zones.DEFAULT) -> Timetable:
    """Return the timetable of an expression; raises BadScheduleError.

    Its codes are bad_timezone, bad_cron, too_often (more than once a minute) and never_due.
    """
    zones.zone(timezone)
    fields = cron[: _LONGEST + 1].split()
    expression = " ".join(fields)
    if len(cron) > _LONGEST:
        raise _bad(cron)
    if cron.strip().startswith("@"):
        raise _bad(cron, "bad_cron_name")
    if len(fields) == 6:
        raise _with_seconds(expression)
    if len(fields) != 5:
        raise _bad(cron)
    for place, name in enumerate(_FIELDS):
        if not _is_valid(_alone(place, fields[place])):
            raise _bad(cron, f"bad_cron_{name}")
        for term in fields[place].split(","):
            if "/" in term and _count(place, term) == 1:
                step = excerpt(term)
                raise BadScheduleError(
                    "bad_cron", cron=excerpt(cron), term=step, reason="bad_cron_step"
                )
    if not _is_valid(expression) or next(CronSim(expression, _EPOCH), None) is None:
        raise BadScheduleError("never_due", cron=excerpt(cron))
    return Timetable(expression, timezone)


def _alone(place: int, field: str) -> str:
    """Return the expression of one field, by its place."""
    fields = ["*"] * 5
    fields[place] = field
    return " ".join(fields)


def _count(place: int, field: str) -> int:
    """Return how many values a field has."""
    return len(getattr(CronSim(_alone(place, field), _EPOCH), _VALUES[place]))


def _is_valid(expression: str) -> bool:
    try:
        CronSim(expression, _EPOCH)
    except CronSimError:
        return False
    return True


def _with_seconds(expression: str) -> BadScheduleError:
    """Six fields: the first is of seconds."""
    seconds, *_ = expression.split()
    if not _is_valid(expression):
        return _bad(expression)
    if len(CronSim(f"{seconds} * * * * *", _EPOCH).seconds) > 1:
        return BadScheduleError("too_often", cron=excerpt(expression))
    return _bad(expression, "bad_cron_seconds")


def _bad(cron: str, reason: str | None = None) -> BadScheduleError:
    more = {"reason": reason} if reason else {}
    return BadScheduleError("bad_cron", cron=excerpt(cron), **more)
