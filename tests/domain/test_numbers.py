from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vehicle_pipeline.contracts import DecimalMark
from vehicle_pipeline.domain.numbers import (
    PRICE,
    UNREADABLE,
    DecimalEvidence,
    amounts_of,
    decimal_evidence,
    native_rounded_count,
    prices_from_numbers,
    prices_from_texts,
    rounded_count,
    years_from_numbers,
    years_from_texts,
)

CENT = Decimal("0.01")
LARGEST = Decimal("9999999999.99")
amounts = st.integers(1, 999_999_999_999).map(lambda cents: Decimal(cents) * CENT)


def price(text: str | None, mark: DecimalMark | None = None) -> Decimal | None:
    value: Decimal | None = prices_from_texts(pl.Series([text], dtype=pl.String), mark)[0]
    return value


def native_price(number: float | None) -> Decimal | None:
    value: Decimal | None = prices_from_numbers(pl.Series([number], dtype=pl.Float64))[0]
    return value


def year(text: str | None) -> int | None:
    value: int | None = years_from_texts(pl.Series([text], dtype=pl.String))[0]
    return value


def native_year(number: float | None) -> int | None:
    value: int | None = years_from_numbers(pl.Series([number], dtype=pl.Float64))[0]
    return value


def evidence(*texts: str | None) -> DecimalEvidence:
    return decimal_evidence(amounts_of(pl.Series(texts, dtype=pl.String)))


# --- prices as text -----------------------------------------------------------------------------

# Name -> how a person writes an amount, and the decimal sign of that person's column.
CONVENTIONS: dict[str, tuple[Callable[[Decimal], str], DecimalMark]] = {
    "dot": (lambda amount: f"{amount:.2f}", "dot"),
    "comma": (lambda amount: f"{amount:.2f}".replace(".", ","), "comma"),
    "english": (lambda amount: f"{amount:,.2f}", "dot"),
    "brazilian": (lambda amount: swapped(f"{amount:,.2f}"), "comma"),
    "spaced": (lambda amount: f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ","), "comma"),
}


def swapped(text: str) -> str:
    return text.translate(str.maketrans(".,", ",."))


@given(
    st.lists(amounts, min_size=1, max_size=10),
    st.sampled_from(sorted(CONVENTIONS)),
    st.sampled_from(["", "R$", "R$ ", "r$\u00a0", "  "]),
)
def test_amounts_of_any_convention_are_read_exactly(
    column: list[Decimal], convention: str, prefix: str
) -> None:
    write, mark = CONVENTIONS[convention]
    texts = pl.Series([prefix + write(amount) for amount in column])
    assert prices_from_texts(texts).to_list() == column
    # With two places every amount proves its sign, so the column's convention is found, too.
    assert decimal_evidence(amounts_of(texts)).convention == mark


@given(st.integers(1, 9_999_999_999))
def test_whole_amounts_are_read_whether_grouped_or_not_by_either_sign(amount: int) -> None:
    grouped = f"{amount:,}"
    assert price(grouped) == price(swapped(grouped)) == price(str(amount)) == amount


@given(st.integers(0, 9_999_999), st.integers(0, 9_999), st.sampled_from([".", ","]))
def test_more_than_three_places_are_rounded_half_even(whole: int, part: int, sign: str) -> None:
    # 45,0000 may be 450 thousand, and 4,5000 45 thousand.
    assume(part % 1000 or not 0 < whole < 1000)
    text = f"{whole}{sign}{part:04}"
    expected = Decimal(f"{whole}.{part:04}").quantize(CENT, ROUND_HALF_EVEN)
    assert price(text) == expected
    assert price(text, "dot") == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1250", "0.12"),
        ("0.1350", "0.14"),
        ("0,1250", "0.12"),
        ("1.234,5650", "1234.56"),
        ("1.234,5750", "1234.58"),
        ("9999999999.9940", "9999999999.99"),
        ("0.0150000000000000000000001", "0.02"),
    ],
)
def test_halves_go_to_the_even_cent(text: str, value: str) -> None:
    assert price(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("R$ 45.000,00", "45000"),
        ("45.000,00", "45000"),
        ("45000,00", "45000"),
        ("45000.00", "45000"),
        ("45,000.00", "45000"),
        ("45000", "45000"),
        ("45000,5", "45000.5"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("R$1.048.000,00", "1048000"),
        ("\u00a045000\u00a0", "45000"),
        ("0,01", "0.01"),
        ("1.234,5678", "1234.57"),
        ("45000,0000", "45000"),
        ("45000.00000001", "45000"),
        ("44999.99999999999", "45000"),
        ("00045000", "45000"),
        ("45 000", "45000"),
        ("R$ 1\u00a0234\u00a0567,89", "1234567.89"),
        ("45\u202f000,00 reais", "45000"),
        ("R$\t45.000,00", "45000"),
        ("BRL 45.000,00", "45000"),
        ("45.000,00 reais", "45000"),
        ("R$ 45.000,00 Reais", "45000"),
        ("45000.00 brl", "45000"),
        ("45.000,00 R$", "45000"),
    ],
)
@pytest.mark.parametrize("mark", [None, "comma", "dot"])
def test_a_value_that_proves_its_sign_is_read_by_it(
    text: str, value: str, mark: DecimalMark | None
) -> None:
    assert price(text, mark) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "by_default", "by_comma", "by_dot"),
    [
        ("45.000", "45000", "45000", "45"),
        ("45,000", "45000", "45", "45000"),
        ("R$ 1.500", "1500", "1500", "1.5"),
        ("999.999", "999999", "999999", "1000.00"),
        # No group of thousands: only the sender can say that it is a decimal part.
        ("1234.567", "0", "0", "1234.57"),
        ("1234,567", "0", "1234.57", "0"),
        ("0,125", "0", "0.12", "0"),
        ("052.300", "0", "0", "52.30"),
        ("45000,000", "0", "45000", "0"),
        ("45.000,000", "0", "45000", "0"),
        ("45.000,129", "0", "45000.13", "0"),
        ("45,000.129", "0", "0", "45000.13"),
        ("45,0000", "0", "45", "0"),
        ("450.00000", "0", "0", "450"),
    ],
)
def test_three_digits_after_the_only_sign_are_thousands_unless_the_sender_says_otherwise(
    text: str, by_default: str, by_comma: str, by_dot: str
) -> None:
    assert price(text) == Decimal(by_default)
    assert price(text, "comma") == Decimal(by_comma)
    assert price(text, "dot") == Decimal(by_dot)


@pytest.mark.parametrize(
    ("text", "comma", "dot"),
    [
        ("950,000", "0", "950000"),
        ("950.000", "950000", "0"),
        ("R$ 1,500", "0", "1500"),
        ("950,00", "950", "950"),
        ("1,950,000", "1950000", "1950000"),
        ("1.950.000,00", "1950000", "1950000"),
    ],
)
def test_three_digits_are_no_thousands_beside_third_decimals(
    text: str, comma: str, dot: str
) -> None:
    both: list[DecimalMark] = ["comma", "dot"]
    texts = pl.Series([text])
    found = [prices_from_texts(texts, None, [third])[0] for third in both]
    assert found == [Decimal(comma), Decimal(dot)]


@pytest.mark.parametrize(
    ("texts", "mark", "rounded"),
    [
        (["45.000,129", "45.129", "45,120"], "comma", 1),
        (["45.000,129", "45.129", "45.120"], "dot", 1),
        (["45000.1250", "45000,1299", "1.234,5678"], None, 3),
        (
            ["45000.1200", "45000,00000001", "44999.99999999999", "45000,129999", "45.129", "x"],
            None,
            0,
        ),
    ],
)
def test_parts_of_a_cent_are_counted(
    texts: list[str], mark: DecimalMark | None, rounded: int
) -> None:
    assert rounded_count(pl.Series(texts), mark) == rounded


@pytest.mark.parametrize(
    ("number", "rounded"),
    [
        (45_000.005, 1),
        (45_000.129, 1),
        (45_000.00000001, 0),
        (0.1 + 0.2, 0),
        (9_999_999_999.99, 0),
        (45_000.12, 0),
    ],
)
def test_parts_of_a_cent_of_native_numbers_are_counted(number: float, rounded: int) -> None:
    assert native_rounded_count(pl.Series([number])) == rounded


@pytest.mark.parametrize("text", ["0053406", "R$ 0053406", "005340-6", "005340 – 6", "509001-2"])
def test_a_code_of_the_fipe_table_is_no_price(text: str) -> None:
    assert price(text) == UNREADABLE


@pytest.mark.parametrize(
    "text",
    [
        *("0", "0,00", "0.00", "0.004", "000"),
        *("-1", "-1.234,56", "(1.234,00)", "--1", "+1"),
        *(
            "abc",
            "a consultar",
            "R$",
            "R$ -",
            "US$ 10,00",
            "R$ R$ 1",
            "1 reais reais",
            "$5",
            "reais",
        ),
        *("10000000000", "9999999999.995", "10.000.000.000,00", "9" * 45, "1" + "0" * 400),
        *("1.23.456", "1,23,456", "1.234,567,89", "12.34,56", "1..2", "1,,2", "1.,2", ".", ","),
        *(".5", ",5", "5.", "5,", "1e5", "1_000", "0x10", "NaN", "inf", "10%", "1/2", "１２３"),
        *("0.000.000", "١٢٣"),
        *("45000 38000", "45 00", "450 00,00", "2020 45000", "45.000 1", "45,000 1", "45.00 0"),
        *("1.5 00", "45\n000", "45000\n38000", "45 000 38", "45 .000", "0 450", "45  000"),
    ],
)
@pytest.mark.parametrize("mark", [None, "comma", "dot"])
def test_what_is_no_price_is_unreadable(text: str, mark: DecimalMark | None) -> None:
    assert price(text, mark) == UNREADABLE


def test_nothing_stays_nothing() -> None:
    assert price(None) is None
    assert native_price(None) is None
    assert year(None) is None
    assert native_year(None) is None


@given(st.lists(st.none() | st.text("0159.,R$- a\u00a0", max_size=8), max_size=8))
def test_a_value_is_read_alike_alone_and_in_a_column(texts: list[str | None]) -> None:
    marks: tuple[DecimalMark | None, ...] = (None, "comma", "dot")
    for mark in marks:
        column = prices_from_texts(pl.Series(texts, dtype=pl.String), mark)
        assert column.dtype == PRICE
        assert column.to_list() == [price(text, mark) for text in texts]


# --- a column's decimal sign --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((), DecimalEvidence.NONE),
        (("45000", "0", "abc", "", None), DecimalEvidence.NONE),
        (("45000,00",), DecimalEvidence.COMMA),
        (("1.234,56",), DecimalEvidence.COMMA),
        (("1.234.567",), DecimalEvidence.COMMA),
        (("0,125",), DecimalEvidence.COMMA_THIRD),
        (("1234,567",), DecimalEvidence.COMMA_THIRD),
        (("45.000,000",), DecimalEvidence.COMMA_THIRD),
        (("45,000.129",), DecimalEvidence.DOT_THIRD),
        (("45000.00",), DecimalEvidence.DOT),
        (("1,234.56",), DecimalEvidence.DOT),
        (("1,234,567",), DecimalEvidence.DOT),
        (("1234.567",), DecimalEvidence.DOT_THIRD),
        (("45.000",), DecimalEvidence.DOT_GROUP),
        (("R$ 45,000",), DecimalEvidence.COMMA_GROUP),
        (("45.000", "1,5"), DecimalEvidence.DOT_GROUP | DecimalEvidence.COMMA),
        (("45.000", "45,000", "1.5", "1,5", "1234,567", "0.125"), ~DecimalEvidence.NONE),
    ],
)
def test_what_values_show_about_the_decimal_sign(
    texts: tuple[str | None, ...], expected: DecimalEvidence
) -> None:
    assert evidence(*texts) == expected


@pytest.mark.parametrize(
    ("texts", "convention", "unproven"),
    [
        (["45000"], "comma", []),
        (["45.000"], "comma", ["45.000"]),
        (["45,000"], "dot", ["45,000"]),
        (["45.000", "45,000"], "comma", ["45.000", "45,000"]),
        (["45.000", "1.5"], "dot", ["45.000"]),
        (["45,000", "1.5"], "dot", []),
        (["45.000", "1,5"], "comma", []),
        (["1.5", "1,5"], "comma", []),
        (["45.000", "1234.567"], "dot", []),
        (["45.000", "1234,567"], "comma", ["45.000"]),
    ],
)
def test_the_decimal_sign_is_the_proven_one_or_that_beside_the_groups(
    texts: list[str], convention: DecimalMark, unproven: list[str]
) -> None:
    shown = evidence(*texts)
    assert shown.convention == convention
    assert shown.unproven_groups == unproven


@given(
    st.lists(st.sampled_from(["45.000", "45,000", "1.5", "1,5", "1234,567", "0.125", "x"])),
    st.integers(0, 5),
)
def test_evidence_of_parts_adds_up_to_evidence_of_the_whole(texts: list[str], at: int) -> None:
    assert evidence(*texts[:at]) | evidence(*texts[at:]) == evidence(*texts)


# --- prices as native numbers -------------------------------------------------------------------


@given(amounts)
def test_a_native_number_is_read_to_the_cent(amount: Decimal) -> None:
    assert native_price(float(amount)) == amount


@pytest.mark.parametrize(
    ("number", "value"),
    [
        (45.125, "45.12"),
        (1.005, "1.00"),
        (0.285, "0.28"),
        (2.675, "2.68"),
        (45.375, "45.38"),
        (0.5, "0.5"),
        (9_999_999_999.99, "9999999999.99"),
    ],
)
def test_native_halves_go_to_the_even_cent(number: float, value: str) -> None:
    assert native_price(number) == Decimal(value)


@pytest.mark.parametrize(
    "number", [0.0, -0.0, 0.004, -1.0, 1e10, 1e300, float("inf"), float("-inf"), float("nan")]
)
def test_an_unfit_native_number_is_unreadable(number: float) -> None:
    assert native_price(number) == UNREADABLE


# --- years --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2020", 2020),
        ("2020.0", 2020),
        ("2020,00", 2020),
        ("2020/2021", 2021),
        ("2020 / 2021", 2021),
        ("2022/2022", 2022),
        ("2020 Flex", 2020),
        ("1992 Gasolina", 1992),
        ("2016 DIESEL", 2016),
        ("2019 - Álcool", 2019),
        ("2019 Gasolina/Álcool", 2019),
        ("2020/2021 Flex", 2021),
        ("32000 Gasolina", 32_000),
        ("32000", 32_000),
        ("0", 0),
        ("1899", 1899),
        ("999999999", 999_999_999),
    ],
)
def test_years_are_read(text: str, value: int) -> None:
    assert year(text) == value


@pytest.mark.parametrize(
    "text",
    [
        *("", "abc", "20/21", "2020/21", "2020-2021", "2020/", "/2021", "2020.5", "-2020", "+2020"),
        *("2020a", "2 020", "1e3", "NaN", "２０２０", "9999999999", "9" * 40, "2020/2021/2022"),
        *("2023/2022", "2022/2025", "2023/1998", "2023/2022 Flex", "2020 Azul", "Flex 2020"),
    ],
)
def test_what_is_no_year_is_unreadable(text: str) -> None:
    assert year(text) == UNREADABLE


@pytest.mark.parametrize(
    ("number", "value"),
    [
        (2020.0, 2020),
        (32_000.0, 32_000),
        (0.0, 0),
        (2020.5, UNREADABLE),
        (-2020.0, UNREADABLE),
        (1e12, UNREADABLE),
        (float("nan"), UNREADABLE),
        (float("inf"), UNREADABLE),
    ],
)
def test_native_years_are_whole_numbers(number: float, value: int) -> None:
    assert native_year(number) == value
