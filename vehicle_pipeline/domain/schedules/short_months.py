"""Days of the month that not every month has: cron skips them without a word."""

from datetime import UTC, datetime

from cronsim import CronSim

from vehicle_pipeline.contracts import Assumption

# How many days each month always has.
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ANY = datetime(2000, 1, 1, tzinfo=UTC)


def skipped_day(cron: str) -> Assumption | None:
    """Return what a valid expression skips in short months, as a sentence's code and params.

    Only days that were named are spoken of: nobody misses the 31st of every second day.
    """
    field = cron.split()[2]
    ticks = CronSim(cron, _ANY)
    shortest = min(_DAYS[month - 1] for month in ticks.months)
    first = min(ticks.days)
    if first > shortest and ticks.day_and:
        return Assumption(code="short_months_skipped", params={"day": first})
    named = {int(term) for term in field.split(",") if term.isdecimal()}
    missing = [day for day in named if day > shortest]
    # The last day of the month is below all others, as CronSim counts.
    if missing and first > 0:
        return Assumption(code="short_months_day_skipped", params={"day": min(missing)})
    return None
