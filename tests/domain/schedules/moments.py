"""Moments of a simulated clock."""

from datetime import datetime

from vehicle_pipeline.domain.schedules.timetable import timetable

SAO_PAULO = "America/Sao_Paulo"


def at(text: str) -> datetime:
    """Return the moment that RFC 3339 writes so."""
    moment = datetime.fromisoformat(text)
    assert moment.tzinfo is not None
    return moment


def due(cron: str, start: str, end: str, timezone: str = SAO_PAULO) -> list[str]:
    """Return the due times between two moments, as RFC 3339 writes them."""
    times = timetable(cron, timezone).between(at(start), at(end))
    return [time.isoformat() for time in times]


def next_times(cron: str, start: str, timezone: str = SAO_PAULO) -> list[str]:
    """Return the next five due times after a moment."""
    return [time.isoformat() for time in timetable(cron, timezone).next_times(at(start))]
