import datetime as dt
import math
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spreadsheets.sheets import refused
from vehicle_pipeline.contracts import Dialect
from vehicle_pipeline.spreadsheets.cells import check_lengths, records_of
from vehicle_pipeline.spreadsheets.confined.batches import packed_batch
from vehicle_pipeline.spreadsheets.confined.columns import columns_of
from vehicle_pipeline.spreadsheets.text.shape import MAX_CELL

PLACES = {"ano": 0, "valor_fipe": 1}
DIALECT = Dialect(kind="excel", columns=["ano", "valor"], mapping={}, positions=PLACES)
values = st.one_of(
    st.text(max_size=5),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(2**31), 2**31).map(float),
    st.integers(-(2**31), 2**31),
    st.booleans(),
    st.dates(),
    st.integers(1900, 2100).map(lambda year: dt.date(year, 1, 1)),
    st.datetimes(),
    st.just(""),
)


def records(years: list[Any], prices: list[Any]) -> pl.DataFrame:
    """Cells of both columns, by the way that they go from the child to its parent."""
    columns = columns_of(years, 0, is_year=True) | columns_of(prices, 1, is_year=False)
    payload = bytes(packed_batch(pa.RecordBatch.from_pydict(columns)))
    return records_of(pl.read_ipc_stream(payload), 10, DIALECT)


def number(value: Any, *, is_year: bool) -> float | None:
    if isinstance(value, dt.date):
        is_new_year = (value.month, value.day) == (1, 1)
        return float(value.year) if is_year and is_new_year else None
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_number else None


@given(st.lists(st.tuples(values, values), min_size=1, max_size=20))
def test_only_numbers_are_numbers_and_they_are_what_they_were(
    rows: list[tuple[Any, Any]],
) -> None:
    years, prices = zip(*rows, strict=True)
    frame = records(list(years), list(prices))
    expected = {
        10 + at: (number(year, is_year=True), number(price, is_year=False))
        for at, (year, price) in enumerate(rows)
    }
    for row, *found in frame.select("row_number", "n0", "n1").rows():
        assert tuple(found) == expected[row]
    blank = {row for row in expected if row not in frame["row_number"].to_list()}
    assert all(not str(cell).strip() for row in blank for cell in rows[row - 10])


@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=20))
def test_the_text_of_a_number_is_that_number(prices: list[float]) -> None:
    frame = records([1.0] * len(prices), prices)
    for text, price in zip(frame["c1"], prices, strict=True):
        assert float(text) == price
        assert not text.endswith(".0") or math.isinf(price) or abs(price) >= 2**63


@given(st.lists(st.integers(-(2**53), 2**53).map(float), min_size=1))
def test_a_whole_number_has_no_decimals(prices: list[float]) -> None:
    frame = records([1.0] * len(prices), prices)
    assert frame["c1"].to_list() == [str(int(price)) for price in prices]


@given(st.lists(st.integers(1, 10**12), min_size=1))
def test_cents_are_shown_as_they_were_typed(cents: list[int]) -> None:
    frame = records([1.0] * len(cents), [cent / 100 for cent in cents])
    shown = [float(text) for text in frame["c1"]]
    assert shown == [cent / 100 for cent in cents]
    assert all("e" not in text for text in frame["c1"])


@pytest.mark.parametrize(("length", "is_refused"), [(MAX_CELL, False), (MAX_CELL + 1, True)])
def test_a_text_is_as_long_as_excel_has_it(length: int, is_refused: bool) -> None:
    cells = pl.DataFrame({"t0": ["a", "ã" * length], "f1": [1.0, 2.0]})
    if not is_refused:
        check_lengths(cells, 5)
        return
    refusal = refused(check_lengths, cells, 5)
    assert (refusal.code, refusal.params) == ("long_cell", {"row": 6, "limit": MAX_CELL})


def test_columns_of_nothing_but_numbers_have_no_long_texts() -> None:
    check_lengths(pl.DataFrame({"f0": [1.0], "f1": [2.0]}), 1)
