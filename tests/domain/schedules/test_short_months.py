"""What an expression skips in short months is said, and nothing else is."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.domain.schedules.short_months import skipped_day
from vehicle_pipeline.domain.schedules.timetable import timetable


@pytest.mark.parametrize(
    ("cron", "code", "day"),
    [
        ("0 6 31 * *", "short_months_skipped", 31),
        ("0 6 30 * *", "short_months_skipped", 30),
        ("0 6 29 * *", "short_months_skipped", 29),
        ("0 6 29 2 *", "short_months_skipped", 29),
        ("0 6 30,31 * *", "short_months_skipped", 30),
        ("0 6 29-31 * *", "short_months_skipped", 29),
        ("0 6 31 1,4 *", "short_months_skipped", 31),
        # Weekdays that begin with a star have to fit as well; others are due besides.
        ("0 6 31 * */2", "short_months_skipped", 31),
        ("0 6 31 * MON", "short_months_day_skipped", 31),
        ("0 6 1,31 * *", "short_months_day_skipped", 31),
        ("0 6 15,30,31 * *", "short_months_day_skipped", 30),
        ("0 6 30,31 4,5 *", "short_months_day_skipped", 31),
    ],
)
def test_a_day_that_some_months_lack_is_named(cron: str, code: str, day: int) -> None:
    found = skipped_day(cron)
    assert found is not None
    assert (found.code, found.params) == (code, {"day": day})
    for language, text in (("pt", f"sem o dia {day}"), ("en", f"without day {day}")):
        said = sentence(found.code, found.params, language)  # type: ignore[arg-type]
        assert text in said


@pytest.mark.parametrize(
    "cron",
    [
        *("0 6 28 * *", "0 6 L * *", "0 6 LW * *", "0 6 L,31 * *", "0 6 * * *", "0 6 */2 * *"),
        *("0 6 31 1,3,5,7,8,10,12 *", "0 6 30 4 *", "0 6 28-31 * *", "0 6 * * MON", "* * * * *"),
    ],
)
def test_what_no_month_lacks_needs_no_word(cron: str) -> None:
    assert skipped_day(cron) is None


@given(st.integers(1, 31), st.sets(st.integers(1, 12), min_size=1))
def test_a_month_is_skipped_exactly_where_it_is_said(day: int, months: set[int]) -> None:
    cron = f"0 6 {day} {','.join(map(str, sorted(months)))} *"
    # 2027 has no 29 February.
    short = [month for month in months if monthrange(2027, month)[1] < day]
    if months == set(short) and not (day == 29 and months == {2}):
        return  # never due
    found = skipped_day(cron)
    assert (found is not None) == bool(short)
    start = datetime(2026, 12, 31, 23, tzinfo=UTC)
    due = timetable(cron, "UTC").between(start, start + timedelta(days=365))
    assert {each.month for each in due} == months - set(short)
