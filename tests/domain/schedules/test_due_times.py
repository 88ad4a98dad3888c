"""The due times of any expression, by an oracle that looks at every minute of a wall clock."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.domain.schedules.moments import at
from vehicle_pipeline.domain.schedules import zones
from vehicle_pipeline.domain.schedules.timetable import Timetable, timetable

MINUTE = timedelta(minutes=1)
# Days around a change of the clock, or an ordinary one.
WINDOWS = [
    ("America/Sao_Paulo", "2018-02-16T00:00Z"),
    ("America/Sao_Paulo", "2018-11-03T00:00Z"),
    ("America/Sao_Paulo", "2024-02-27T00:00Z"),
    ("Europe/Lisbon", "2026-03-28T00:00Z"),
    ("Europe/Lisbon", "2026-10-24T00:00Z"),
    ("Australia/Lord_Howe", "2026-04-03T12:00Z"),
    ("Asia/Kolkata", "2026-12-30T00:00Z"),
]


def listed(low: int, high: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(low, high), min_size=1, max_size=4, unique=True)


@st.composite
def expressions(draw: st.DrawFn) -> tuple[str, list[list[int]], bool]:
    """An expression, the numbers that its fields admit, and whether its hours are fixed."""
    fields, admitted = [], []
    for low, high, star in ((0, 59, 5), (0, 23, 3), (1, 31, 2), (1, 12, 2), (0, 6, 2)):
        if draw(st.integers(0, 5)) < star:
            step = draw(st.integers(1, 7))
            fields.append(f"*/{step}" if step > 1 else "*")
            admitted.append(list(range(low, high + 1, step)))
        else:
            numbers = draw(listed(low, high))
            fields.append(",".join(map(str, numbers)))
            admitted.append(numbers)
    is_fixed = not (fields[0].startswith("*") or fields[1].startswith("*"))
    return " ".join(fields), admitted, is_fixed


def shows(wall: datetime, cron: str, admitted: list[list[int]]) -> bool:
    """Whether a clock on the wall shows a time of the expression."""
    minutes, hours, days, months, weekdays = admitted
    _, _, day, _, weekday = cron.split()
    by_day, by_weekday = wall.day in days, wall.isoweekday() % 7 in weekdays
    either = not (day.startswith("*") or weekday.startswith("*"))
    return (
        wall.minute in minutes
        and wall.hour in hours
        and wall.month in months
        and (by_day or by_weekday if either else by_day and by_weekday)
    )


def minutes(start: datetime, end: datetime) -> Iterator[datetime]:
    while (start := start + MINUTE) <= end:
        yield start


def fixed_times(
    zone: ZoneInfo, start: datetime, end: datetime, cron: str, admitted: list[list[int]]
) -> set[datetime]:
    """Every wall time once, whether the clock shows it never, once or twice."""
    first, last = (
        (moment + shift).astimezone(zone).replace(tzinfo=None)
        for moment, shift in ((start, -timedelta(hours=3)), (end, timedelta(hours=3)))
    )
    shown = {
        moment.astimezone(zone).replace(tzinfo=None): moment
        for moment in reversed([*minutes(start - timedelta(hours=6), end + timedelta(hours=6))])
    }
    found = set()
    for wall in minutes(first, last):
        if shows(wall, cron, admitted):
            later = wall
            while later not in shown:
                later += MINUTE
            found.add(shown[later])
    return {moment for moment in found if start < moment <= end}


@given(st.sampled_from(WINDOWS), expressions())
def test_due_times_are_those_that_the_clock_on_the_wall_shows(
    window: tuple[str, str], expression: tuple[str, list[list[int]], bool]
) -> None:
    name, begin = window
    cron, admitted, is_fixed = expression
    zone, start = zones.zone(name), at(begin)
    end = start + timedelta(days=3)
    found = [due.astimezone(UTC) for due in Timetable(cron, name).between(start, end)]
    assert found == sorted(set(found))
    if is_fixed:
        assert set(found) == fixed_times(zone, start, end, cron, admitted)
        return
    # CronSim goes from hour to hour, and the clock of this island is changed by half an hour.
    assume(name != "Australia/Lord_Howe")
    shown = {m for m in minutes(start, end) if shows(m.astimezone(zone), cron, admitted)}
    assert shown <= set(found)
    # A day that begins inside a gap begins at its end.
    assert all(is_after_gap(moment, zone) for moment in set(found) - shown)


def is_after_gap(moment: datetime, zone: ZoneInfo) -> bool:
    before = (moment - MINUTE).astimezone(zone).replace(tzinfo=None)
    return moment.astimezone(zone).replace(tzinfo=None) - before > MINUTE


@given(
    st.sampled_from(WINDOWS),
    expressions(),
    st.lists(st.integers(0, 3 * 86_400), max_size=4),
)
def test_a_stretch_of_time_can_be_looked_at_in_parts(
    window: tuple[str, str], expression: tuple[str, list[list[int]], bool], cuts: list[int]
) -> None:
    name, begin = window
    times = Timetable(expression[0], name)
    start = at(begin)
    bounds = [start + timedelta(seconds=cut) for cut in sorted({0, *cuts, 3 * 86_400})]
    parts = [due for one, next_ in pairwise(bounds) for due in times.between(one, next_)]
    assert parts == list(times.between(bounds[0], bounds[-1]))


@pytest.mark.parametrize("cron", ["* * * * *", "30 0 * * *"])
def test_the_next_times_are_five(cron: str) -> None:
    assert len(timetable(cron).next_times(at("2026-01-01T00:00Z"))) == 5
