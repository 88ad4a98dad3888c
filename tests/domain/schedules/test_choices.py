"""Choices say the same as the expressions that they are made of, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vehicle_pipeline.domain.schedules.choices import DAYS, EVERY, Choice, choice_of

MINUTES, HOURS = st.integers(0, 59), st.integers(0, 23)
WEEKDAYS = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))
CHOICES = st.one_of(
    st.builds(Choice, st.just("daily"), HOURS, MINUTES),
    st.builds(Choice, st.just("weekdays"), HOURS, MINUTES, weekdays=WEEKDAYS),
    st.builds(Choice, st.just("monthly"), HOURS, MINUTES, day=st.sampled_from(DAYS)),
    st.builds(Choice, st.just("last_day"), HOURS, MINUTES),
    st.builds(Choice, st.just("hourly"), minute=MINUTES, every=st.sampled_from(EVERY)),
)


@given(CHOICES)
def test_a_choice_is_found_again_in_its_expression(choice: Choice) -> None:
    assert choice_of(choice.cron) == choice


@pytest.mark.parametrize(
    ("cron", "weekdays"),
    [
        ("0 6 * * MON-FRI", (1, 2, 3, 4, 5)),
        ("0 6 * * mon,Wed", (1, 3)),
        ("0 6 * * 7", (0,)),
        ("0 6 * * 5-7", (0, 5, 6)),
    ],
)
def test_days_of_the_week_are_known_by_number_and_name(
    cron: str, weekdays: tuple[int, ...]
) -> None:
    assert choice_of(cron) == Choice("weekdays", weekdays=weekdays)


@pytest.mark.parametrize(
    "cron",
    [
        "*/5 * * * *",
        "0 */5 * * *",
        "0 6-8 * * *",
        "0 6 1,15 * *",
        "0 6 LW * *",
        "0 6 L,15 * *",
        "0 6 L 2 *",
        "0 6 L * MON",
        "0 6 1 1 *",
        "0 6 1 * MON",
        "0 6 * * MON#1",
        "0 6 * * FRI-MON",
        "0 */2 1 * *",
        "0,30 6 * * *",
    ],
)
def test_what_choices_cannot_say_stays_an_expression(cron: str) -> None:
    assert choice_of(cron) == Choice("expression", expression=cron)
    assert choice_of(cron).cron == cron
