"""What formats of numbers show, told by their codes."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vehicle_pipeline.spreadsheets.confined.number_formats import Shown, is_date, shown_by
from vehicle_pipeline.spreadsheets.confined.written_numbers import shows

NOTHING_ELSE = [
    *("General", "0", "#,##0.00", "@", "", "Standard", "# ?/?", "[Red]0;[Blue]-0"),
    *('"R$" #,##0.00', "R$ #,##0.00", "\\R\\$0", "[$R$-416]#,##0.00", "[$R$]0", "[$$-416]0"),
    *('_-"R$"* #,##0.00_-;-"R$"* #,##0.00_-', "[$BRL] #,##0", "[$-416]0", "Geral"),
    *('_("R$"* #,##0.00_);_("R$"* (#,##0.00);_("R$"* "-"??_)', "#,##0.00_);[Red](#,##0.00)"),
    *(
        '"R$ "0;-"R$ "0',
        "#.##0,00",
        '0.00" reais"',
        "0 BRL",
        '0",00"',
        '#,##0",-"',
        "0;-0;;@",
        "**0",
    ),
    *('[<0]"dívida "0;0', "[>=1000]#,##0;0.00", "_-* 0\\ _€_-", '0;"menos "0'),
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


@pytest.mark.parametrize(
    ("number", "code", "text"),
    [
        (1130, "0.00E+00", "1,13E+03"),
        (45_000, "##0.0E+0", "45,0E+3"),
        (0.5, '"x "0E+00', "x 5E-01"),
        (45, '0" mil"', "45 mil"),
        (45, '0.0"k"', "45,0k"),
        (45, '#,##0"K"', "45K"),
        (45, '0.000" mi"', "45,000 mi"),
        (45_000, '#,##0," mil"', "45 mil"),
        (45_000, '[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "45,0K"),
        (45_000_000, '[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "45,0M"),
        (45, '[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', None),
        (45, '0 "km"', "45 km"),
        (45, "0 km", "45 km"),
        (45_000, '"km "#,##0', "km 45.000"),
        (45, '0"‰"', "45‰"),
        (45, '"cod." 0', "cod. 45"),
        (45, '"-"0', "-45"),
        (45, "(0)", "(45)"),
        (45, "+0", "+45"),
        (45, 'General" mil"', "45 mil"),
        (45, '@" mil"', "45 mil"),
        (45.5, 'Standard" mil"', "45,5 mil"),
        (45, '"ok"', "ok"),
        (45, '"Gs." 0', "Gs 45,00"),
        (45_000, "[$Gs.-3C0A] #,##0", "Gs. 45.000,00"),
        (45_000, "[$S/-280A]#,##0", "S/ 45.000,00"),
        (45_000, '"S/" #,##0', "S/ 45.000"),
        (45_000, "[$kr-41D] 0", "kr 45.000,00"),
        (11_987_654_321, "(00) 00000-0000", "(11) 98765-4321"),
        # What could be another number is shown with the format.
        (45, '0"000"', '45000 (formato 0"000")'),
        (45, '0".000,00"', '45.000,00 (formato 0".000,00")'),
        (45, '0"00,00"', '4500,00 (formato 0"00,00")'),
        (4_500_000, '0","00', '45000,00 (formato 0","00)'),
        (45_000, "#,##0,", "45 (formato #,##0,)"),
        (45_000, "0.0,", "45,0 (formato 0.0,)"),
        (45_000, "0,.00", "45,00 (formato 0,.00)"),
        (45_000, "#,##0,;-0", "45 (formato #,##0,;-0)"),
        (45, ";;;", "(formato ;;;)"),
        (45, ";", "(formato ;)"),
        (45, '0.0",00"', '45,0,00 (formato 0.0",00")'),
        (2020, '0"/2021"', '2020/2021 (formato 0"/2021")'),
        (2020, '"2019"', '2019 (formato "2019")'),
        (2020, '0"/"00', '20/20 (formato 0"/"00)'),
        (2020, "0/00", "20/20 (formato 0/00)"),
    ],
)
def test_what_a_format_adds_or_leaves_out_is_shown(number: float, code: str, text: str) -> None:
    shown = shown_by(code)
    assert shown
    assert shown.text(number) == text
    assert shown.text(-number) is None or shown.kind == "money"


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("45.000,00", 45_000, True),
        ("45,000.00", 45_000, True),
        ("R$ 45.000,13", 45_000.125, True),
        ("45.001", 45_000.5, True),
        ("4,50E+04", 45_000, False),
        ("45.000,- reais", 45_000, True),
        ("1.234.567,8", 1_234_567.8, True),
        ("45000", 45, False),
        ("45.000", 45, False),
        ("45 mil", 45, False),
        ("-45", 45, False),
        ("20/20", 2020, False),
    ],
)
def test_a_text_shows_a_number_or_another_one(text: str, number: float, expected: bool) -> None:
    assert shows(text, number) is expected


def test_digits_beside_a_date_are_shown_with_the_format() -> None:
    shown = shown_by('yyyy"/2021"')
    assert shown
    assert shown.text(dt.date(2020, 1, 1)) == '01/01/2020 (formato yyyy"/2021")'


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


pieces = st.sampled_from(
    [*'0#?.,;/%E+-@"\\_*()$ dmyhs[]', '"mil"', "[$R$-416]", "[$€-2]", "[>=1000]", "General", "0.00"]
)
codes = st.lists(pieces, max_size=12).map("".join) | st.sampled_from([",", "0,", "0;"]).map(
    lambda piece: "0" + piece * 400
)
numbers = st.floats() | st.integers(-(2**63), 2**63) | st.sampled_from([1e308, 5e-324, 45])


@given(codes, numbers)
def test_any_format_shows_any_number_somehow(code: str, number: float) -> None:
    shown = shown_by(code)
    text = shown.text(number) if shown else None
    assert text is None or isinstance(text, str)


@given(st.integers(1, 10**9), st.sampled_from(["0", "#,##0", "0.00", "#,##0.00", "#", "000"]))
def test_digits_are_shown_as_they_are_with_what_is_added(number: int, digits: str) -> None:
    """Python writes the same number with its own format."""
    shown = shown_by(f'"km "{digits}" h"')
    assert shown
    spec = {"0": "d", "#": "d", "000": "03d", "#,##0": ",d", "0.00": ".2f", "#,##0.00": ",.2f"}
    here = format(number, spec[digits]).translate(str.maketrans(",.", ".,"))
    assert shown.text(number) == f"km {here} h"


@pytest.mark.parametrize("code", ['"', "\\", "[", "[$", "_", "*", "[$-", '"' * 999, "[$" * 999])
def test_a_format_may_be_anything(code: str) -> None:
    shown_by(code)
    is_date(code)
