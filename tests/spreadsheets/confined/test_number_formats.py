"""What formats of numbers show, told by their codes."""

import datetime as dt

import pytest

from vehicle_pipeline.spreadsheets.confined.number_formats import Shown, is_date, shown_by

NOTHING_ELSE = [
    *("General", "0", "#,##0.00", "@", "", "Standard", "0.00E+00", "# ?/?", "[Red]0;[Blue]-0"),
    *('"R$" #,##0.00', "R$ #,##0.00", "\\R\\$0", "[$R$-416]#,##0.00", "[$R$]0", "[$$-416]0"),
    *('_-"R$"* #,##0.00_-;-"R$"* #,##0.00_-', "[$BRL] #,##0", "[$-416]0", '0 "km"'),
    *("yyyy", "dd/mm/yyyy", "mmm-yy", "h:mm", "mm:ss.0", "[h]:mm:ss", "dd/mm/aaaa", "[$-416]yyyy"),
]


@pytest.mark.parametrize("code", NOTHING_ELSE)
def test_numbers_reais_and_whole_dates_are_shown_as_they_are(code: str) -> None:
    assert shown_by(code) is None


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("0%", "45%"),
        ("0.00%", "45%"),
        ("[Red]0%;-0%", "45%"),
        ('0.0"%"', "0,45%"),
        ("0\\%", "0,45%"),
        ("[$US$-409] #,##0.00", "US$ 0,45"),
        ('"US$" #,##0', "US$ 0,45"),
        ("\\U\\S\\$0", "US$ 0,45"),
        ("[$$-409]0", "$ 0,45"),
        ("$0", "$ 0,45"),
        ("[$€-407] 0", "€ 0,45"),
        ("0 €", "€ 0,45"),
        ("[$EUR] 0", "EUR 0,45"),
        ('0 "dólares"', "dólares 0,45"),
        ("_-[$£-809]* 0_-", "£ 0,45"),
        ("[$AR$-2C0A]0", "AR$ 0,45"),
    ],
)
def test_per_cents_and_other_money_are_shown_with_their_sign(code: str, text: str) -> None:
    shown = shown_by(code)
    assert shown
    assert shown.text(0.45) == text


@pytest.mark.parametrize("code", ["d-mmm", "dd/mm", "mmm", "dddd", "[$-416]d/mmm;@", "d/m h:mm"])
def test_a_date_whose_year_is_not_shown_is_a_day(code: str) -> None:
    assert shown_by(code) == Shown("day")
    assert Shown("day").text(dt.date(2026, 11, 10)) == "10/nov"


@pytest.mark.parametrize("value", ["45000", True, None, dt.date(2020, 1, 1)])
def test_a_format_of_numbers_says_nothing_about_other_values(value: object) -> None:
    assert Shown("percentage").text(value) is None
    assert Shown("money", symbol="€").text(value) is None


def test_large_numbers_are_grouped_as_here() -> None:
    assert Shown("money", symbol="€").text(1_234_567.5) == "€ 1.234.567,50"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("yyyy", True),
        ("h:mm", True),
        ("d-mmm", True),
        ("0", False),
        ('"dias" 0', False),
        ("@", False),
    ],
)
def test_formats_of_days_and_times_are_told_from_others(code: str, expected: bool) -> None:
    assert is_date(code) is expected


@pytest.mark.parametrize("code", ['"', "\\", "[", "[$", "_", "*", "[$-", '"' * 999, "[$" * 999])
def test_a_format_may_be_anything(code: str) -> None:
    shown_by(code)
    is_date(code)
