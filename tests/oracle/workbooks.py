"""Hypothesis strategies: workbooks with typed cells, and the same rows as text."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from openpyxl import Workbook

from tests.oracle.files import COLUMNS, good_plates

Cell = str | int | float | date | None
blanks = st.sampled_from([None, None, "", "  "])
CENTS = 2
names = st.sampled_from(["VW Gol 1.0", " Onix  Plus ", "Sprinter\n415", 500, "x" * 200, "x" * 201])
plates = good_plates() | st.sampled_from(["S/PLACA", "ABC12345"])
years = st.one_of(
    st.integers(1900, 2027),
    st.dates(date(1950, 1, 1), date(2026, 12, 31)),
    st.integers(1950, 2026).map(lambda year: date(year, 1, 1)),
    st.sampled_from(["2018", "2020/2021", "2020.0", 2019.0, datetime(2015, 6, 7, 8, 9)]),  # noqa: DTZ001 - Excel has no time zones
    st.sampled_from([1899, 2099, 32_000, 0, -2018, 2018.5, 1e12, "n/d", "20/21"]),
)
# Texts that mean the same under either decimal sign: natives prove nothing about a column's.
prices = st.one_of(
    st.integers(1, 9_999_999_999),
    st.integers(1, 10**9).map(lambda cents: cents / 100),
    st.sampled_from([0.125, 2.375, 45_000.0, 9_999_999_999.99]),
    st.sampled_from(["R$ 198.700,00", "68900", "1.234,56", "1234.5"]),
    st.sampled_from([0, -1, -38_500.0, 0.004, 1e10, 1e300, "a consultar", "R$"]),
)


def usually(good: st.SearchStrategy[Any]) -> st.SearchStrategy[Cell]:
    """`good` nine times out of ten, else nothing."""
    return st.integers(0, 9).flatmap(lambda pick: blanks if pick == 0 else good)


rows = st.lists(
    st.tuples(usually(names), usually(plates), usually(years), usually(prices))
    | st.just((None,) * 4),
    min_size=1,
    max_size=20,
)


def as_workbook(records: Iterable[Sequence[Cell]]) -> bytes:
    """The rows as .xlsx, under a header."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for record in (COLUMNS, *records):
        sheet.append(list(record))
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def as_text(records: Iterable[Sequence[Cell]]) -> str:
    """The same rows as CSV."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([COLUMNS, *([written(cell) for cell in record] for record in records)])
    return text.getvalue()


def written(cell: Cell) -> str:
    """A cell as a text that cannot be misunderstood."""
    match cell:
        case None:
            return ""
        case date():  # openpyxl has Excel show all of it; only 1 January is a year
            return str(cell.year) if (cell.month, cell.day) == (1, 1) else cell.isoformat()
        case float():
            plain = f"{Decimal(repr(cell)):f}".removesuffix(".0")
            has_more = len(plain.partition(".")[2]) > CENTS
            return f"{round(Decimal(plain), CENTS):f}" if has_more else plain
        case _:
            return str(cell)
