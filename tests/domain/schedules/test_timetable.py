"""Exact due times on a simulated clock, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.schedules.moments import at, due, next_times
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.domain.schedules.timetable import timetable
from vehicle_pipeline.errors import BadScheduleError


def test_an_hour_that_comes_twice_is_due_once() -> None:
    assert due("0 23 * * *", "2018-02-16T12:00-02:00", "2018-02-19T12:00-03:00") == [
        "2018-02-16T23:00:00-02:00",
        "2018-02-17T23:00:00-02:00",
        "2018-02-18T23:00:00-03:00",
    ]


@pytest.mark.parametrize("begun", ["2018-02-17T23:00-02:00", "2018-02-17T23:00-03:00"])
def test_a_search_begun_inside_the_hour_that_comes_twice_finds_none_again(begun: str) -> None:
    assert due("0 23 * * *", begun, "2018-02-18T12:00-03:00") == []


def test_a_search_begun_in_the_second_passage_gives_no_time_of_the_first() -> None:
    assert next_times("45 23 * * *", "2018-02-17T23:30-03:00")[0] == "2018-02-18T23:45:00-03:00"


def test_the_first_hour_after_the_gap_of_a_summer_time() -> None:
    assert due("0 1 4 11 *", "2018-01-01T00:00-02:00", "2018-12-31T00:00-02:00") == [
        "2018-11-04T01:00:00-02:00"
    ]


def test_a_month_after_the_gap_is_not_skipped() -> None:
    assert next_times("0 9 10 * *", "2018-10-17T00:00-03:00")[:2] == [
        "2018-11-10T09:00:00-02:00",
        "2018-12-10T09:00:00-02:00",
    ]


def test_a_time_inside_the_gap_is_due_at_its_end_once() -> None:
    assert due("30 0 * * *", "2018-11-02T12:00-03:00", "2018-11-05T12:00-02:00") == [
        "2018-11-03T00:30:00-03:00",
        "2018-11-04T01:00:00-02:00",
        "2018-11-05T00:30:00-02:00",
    ]


def test_a_time_inside_the_gap_and_one_at_its_end_are_one() -> None:
    assert due("0 0,1 * * *", "2018-11-03T12:00-03:00", "2018-11-04T12:00-02:00") == [
        "2018-11-04T01:00:00-02:00"
    ]


def test_every_half_hour_goes_by_elapsed_time() -> None:
    assert due("*/30 * * * *", "2018-02-17T22:45-02:00", "2018-02-18T00:15-03:00") == [
        "2018-02-17T23:00:00-02:00",
        "2018-02-17T23:30:00-02:00",
        "2018-02-17T23:00:00-03:00",
        "2018-02-17T23:30:00-03:00",
        "2018-02-18T00:00:00-03:00",
    ]


def test_the_29th_of_february_comes_in_leap_years_only() -> None:
    assert next_times("0 6 29 2 *", "2096-01-01T00:00-03:00")[:3] == [
        "2096-02-29T06:00:00-03:00",
        "2104-02-29T06:00:00-03:00",
        "2108-02-29T06:00:00-03:00",
    ]


def test_months_without_a_31st_are_passed_over() -> None:
    assert next_times("0 6 31 * *", "2026-03-31T06:00-03:00") == [
        f"2026-{month}-31T06:00:00-03:00" for month in ("05", "07", "08", "10", "12")
    ]


def test_the_last_day_comes_in_every_month() -> None:
    assert next_times("0 6 L * *", "2026-02-01T00:00-03:00")[:3] == [
        "2026-02-28T06:00:00-03:00",
        "2026-03-31T06:00:00-03:00",
        "2026-04-30T06:00:00-03:00",
    ]


@pytest.mark.parametrize(
    ("timezone", "first"),
    [
        ("America/Sao_Paulo", "2026-07-01T06:00:00-03:00"),
        ("Europe/Lisbon", "2026-07-01T06:00:00+01:00"),
        ("Asia/Kolkata", "2026-07-01T06:00:00+05:30"),
    ],
)
def test_a_time_is_one_of_the_schedule_s_own_zone(timezone: str, first: str) -> None:
    assert next_times("0 6 1 * *", "2026-06-15T00:00+00:00", timezone)[0] == first


def test_a_zone_may_skip_a_whole_day() -> None:
    """Samoa had no 30 December 2011."""
    found = due("0 12 * * *", "2011-12-28T23:00Z", "2012-01-01T00:00Z", "Pacific/Apia")
    assert found == [
        "2011-12-29T12:00:00-10:00",
        "2011-12-31T00:00:00+14:00",
        "2011-12-31T12:00:00+14:00",
        "2012-01-01T12:00:00+14:00",
    ]


def test_the_moment_itself_is_not_after_it_and_is_up_to_it() -> None:
    cron, six = "0 6 * * *", "2026-05-04T06:00-03:00"
    assert due(cron, six, "2026-05-05T05:59-03:00") == []
    assert due(cron, "2026-05-04T05:59:59.999999-03:00", six) == ["2026-05-04T06:00:00-03:00"]


def test_names_and_spaces_are_read_as_people_write_them() -> None:
    assert timetable(" 0  6 1 jan mon\n").cron == "0 6 1 jan mon"


@pytest.mark.parametrize(
    ("cron", "code", "reason"),
    [
        ("", "bad_cron", None),
        ("0 6 * *", "bad_cron", None),
        ("0 6 * * * * *", "bad_cron", None),
        ("todo dia", "bad_cron", None),
        ("60 6 * * *", "bad_cron", "bad_cron_minute"),
        ("*/0 6 * * *", "bad_cron", "bad_cron_minute"),
        ("0 24 * * *", "bad_cron", "bad_cron_hour"),
        ("0 6 0 * *", "bad_cron", "bad_cron_day"),
        ("0 6 ? * *", "bad_cron", "bad_cron_day"),
        ("0 6 1 13 *", "bad_cron", "bad_cron_month"),
        ("0 6 * * SEG", "bad_cron", "bad_cron_weekday"),
        ("0 6 * * MON-", "bad_cron", "bad_cron_weekday"),
        ("²* 6 * * *", "bad_cron", "bad_cron_minute"),
        ("@daily", "bad_cron", "bad_cron_name"),
        ("@reboot", "bad_cron", "bad_cron_name"),
        ("@every 10s", "bad_cron", "bad_cron_name"),
        ("0 0 6 1 * *", "bad_cron", "bad_cron_seconds"),
        ("0 0 6 1 * MOON", "bad_cron", None),
        ("* * * * * *", "too_often", None),
        ("*/10 * * * * *", "too_often", None),
        ("0,30 0 6 1 * *", "too_often", None),
        ("0 0 31 2 *", "never_due", None),
        ("0 0 30 2 *", "never_due", None),
        ("0 0 31 4,6,9,11 *", "never_due", None),
        ("0 " + "9" * 10_000 + " * * *", "bad_cron", None),
    ],
)
def test_what_is_refused(cron: str, code: str, reason: str | None) -> None:
    with pytest.raises(BadScheduleError) as refusal:
        timetable(cron)
    assert (refusal.value.code, refusal.value.params.get("reason")) == (code, reason)
    for language in ("pt", "en"):
        text = sentence(code, refusal.value.params, language)
        assert f"'{cron[:100]}" in text


@pytest.mark.parametrize("cron", ["* * * * *", "*/1 * * * *", "0-59 0-23 * * *", "0 0 31 2 mon"])
def test_every_minute_at_most_is_admitted(cron: str) -> None:
    first, second, *_ = timetable(cron).next_times(at("2026-01-01T00:00Z"))
    assert (second - first).total_seconds() >= 60


@given(st.text(alphabet="0159*/,-LW#?@ \tMONJAfeb²١\0", max_size=30))
def test_any_text_is_a_timetable_or_refused_with_a_sentence(cron: str) -> None:
    try:
        found = timetable(cron)
    except BadScheduleError as refusal:
        told = sentence(refusal.code, refusal.params, "en")
        found = None
    assert found.next_times(at("2026-01-01T00:00Z"), 1) if found else told
