"""What becomes of due times, on a simulated clock."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.schedules.moments import at
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.domain.schedules.catching_up import MOST_LISTED, ON_TIME, Planned, plan
from vehicle_pipeline.domain.schedules.timetable import timetable
from vehicle_pipeline.schedule_contracts import MissedPolicy

NONE, LATEST, ALL = MissedPolicy
DAILY = "0 6 * * *"


def planned(
    missed: MissedPolicy, since: str, now: str, cron: str = DAILY, **more: Any
) -> list[tuple[str, str, str | None]]:
    found = plan(timetable(cron), at(since), at(now), missed, **{"limit": 3, **more})
    return [(each.due_at.strftime("%d %H:%M"), each.state, each.reason) for each in found]


@pytest.mark.parametrize("missed", MissedPolicy)
def test_a_time_that_is_on_time_runs(missed: MissedPolicy) -> None:
    found = planned(missed, "2026-05-04T05:59-03:00", "2026-05-04T06:00:07-03:00")
    assert found == [("04 06:00", "due", None)]


@pytest.mark.parametrize("missed", MissedPolicy)
def test_nothing_is_due_between_two_times(missed: MissedPolicy) -> None:
    assert planned(missed, "2026-05-04T06:00-03:00", "2026-05-05T05:59:59-03:00") == []


@pytest.mark.parametrize("missed", MissedPolicy)
def test_a_clock_that_was_put_back_makes_nothing_due(missed: MissedPolicy) -> None:
    assert planned(missed, "2026-05-04T06:00-03:00", "2026-05-03T06:00-03:00") == []


def test_after_an_outage_none_is_caught_up() -> None:
    assert planned(NONE, "2026-05-01T12:00-03:00", "2026-05-04T12:00-03:00") == [
        ("02 06:00", "missed", "missed_in_outage"),
        ("03 06:00", "missed", "missed_in_outage"),
        ("04 06:00", "missed", "missed_in_outage"),
    ]


def test_after_an_outage_the_latest_is_caught_up() -> None:
    assert planned(LATEST, "2026-05-01T12:00-03:00", "2026-05-04T12:00-03:00") == [
        ("02 06:00", "missed", "missed_before_latest"),
        ("03 06:00", "missed", "missed_before_latest"),
        ("04 06:00", "due", "caught_up_after_outage"),
    ]


def test_the_latest_is_the_one_that_is_on_time_if_there_is_one() -> None:
    assert planned(LATEST, "2026-05-02T12:00-03:00", "2026-05-04T06:01-03:00") == [
        ("03 06:00", "missed", "missed_before_latest"),
        ("04 06:00", "due", None),
    ]


def test_after_an_outage_all_are_caught_up_within_the_limit() -> None:
    assert planned(ALL, "2026-05-01T12:00-03:00", "2026-05-06T06:01-03:00") == [
        ("02 06:00", "missed", "missed_beyond_limit"),
        ("03 06:00", "due", "caught_up_after_outage"),
        ("04 06:00", "due", "caught_up_after_outage"),
        ("05 06:00", "due", "caught_up_after_outage"),
        ("06 06:00", "due", None),
    ]


@pytest.mark.parametrize(
    ("missed", "states"),
    [(NONE, ["missed"] * 2), (LATEST, ["missed", "due"]), (ALL, ["due"] * 2)],
)
def test_after_a_pause_times_are_missed_or_caught_up_by_the_same_rule(
    missed: MissedPolicy, states: list[str]
) -> None:
    found = planned(missed, "2026-05-02T12:00-03:00", "2026-05-04T06:00:30-03:00", absence="pause")
    assert [state for _, state, _ in found] == states
    assert found[-1][2] == ("missed_in_pause" if missed is NONE else "caught_up_after_pause")


@pytest.mark.parametrize("missed", MissedPolicy)
def test_an_edit_after_today_s_time_replays_nothing(missed: MissedPolicy) -> None:
    """The schedule is looked at from its edit on."""
    edited = "2026-05-04T10:00-03:00"
    assert planned(missed, edited, "2026-05-04T10:01-03:00", cron="0 9 * * *") == []
    assert planned(missed, edited, "2026-05-05T09:00-03:00", cron="0 9 * * *") == [
        ("05 09:00", "due", None)
    ]
    assert planned(missed, edited, "2026-05-04T11:00-03:00", cron="0 11 * * *") == [
        ("04 11:00", "due", None)
    ]


def test_an_hour_that_comes_twice_is_not_missed_once() -> None:
    found = plan(
        timetable("0 23 * * *"),
        at("2018-02-17T23:00-02:00"),
        at("2018-02-17T23:00:05-03:00"),
        ALL,
        limit=3,
    )
    assert found == []


def test_after_a_long_pause_one_entry_stands_for_the_oldest_times() -> None:
    since, now = at("2016-01-01T00:00Z"), at("2026-01-01T00:00:30Z")
    found = plan(timetable("* * * * *", "UTC"), since, now, LATEST, limit=3)
    assert len(found) == MOST_LISTED + 1
    assert found[0] == Planned(
        now.replace(second=0) - timedelta(minutes=MOST_LISTED),
        "missed",
        "missed_unlisted",
        {"first": "2016-01-01T00:01:00+00:00"},
    )


CRONS = st.sampled_from(["* * * * *", "*/7 * * * *", "0 23 * * *", "30 0 * * *", "15 3 * * 1-5"])
# Not so long that times of every minute would not be listed one by one.
SECONDS = st.integers(0, 6 * 86_400)
BEGIN = datetime(2018, 10, 31, tzinfo=UTC)


@given(CRONS, st.lists(SECONDS, min_size=2, max_size=8), st.sampled_from(MissedPolicy))
def test_every_due_time_is_planned_exactly_once_however_often_the_daemon_is_away(
    cron: str, ticks: list[int], missed: MissedPolicy
) -> None:
    times = timetable(cron)
    moments = [BEGIN + timedelta(seconds=tick) for tick in sorted(ticks)]
    found = [
        each
        for since, now in pairwise(moments)
        for each in plan(times, since, now, missed, limit=2)
    ]
    assert [each.due_at for each in found] == list(times.between(moments[0], moments[-1]))


@given(CRONS, SECONDS, SECONDS, st.sampled_from(MissedPolicy), st.integers(0, 5))
def test_the_rule_for_missed_times_holds(
    cron: str, one: int, other: int, missed: MissedPolicy, limit: int
) -> None:
    since, now = (BEGIN + timedelta(seconds=tick) for tick in sorted((one, other)))
    found = plan(timetable(cron), since, now, missed, limit=limit)
    late = [each for each in found if each.due_at.astimezone(UTC) < now - ON_TIME]
    assert all(each.state == "due" and not each.reason for each in found[len(late) :])
    running = [each for each in late if each.state == "due"]
    most = {NONE: 0, LATEST: 0 if len(found) > len(late) else 1, ALL: limit}[missed]
    assert running == late[max(0, len(late) - most) :]
    for each in late:
        assert each.reason is not None
        assert sentence(each.reason, each.params) != sentence(each.reason, each.params, "en")
