"""The reader against openpyxl: the same workbook, read by both."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any, BinaryIO

import openpyxl
import polars as pl
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.spreadsheets.sheets import HEADER, read_workbook
from vehicle_pipeline.errors import BadSpreadsheetError

FIRST, LAST = dt.datetime(1905, 1, 1), dt.datetime(2100, 1, 1)  # noqa: DTZ001 - Excel has no zones
# Anything that may stand in XML, except what openpyxl takes for a formula.
texts = st.text(
    st.characters(categories=["L", "N", "P", "S", "Zs"]) | st.sampled_from("\n<&\"'"), max_size=12
).filter(lambda text: not text.startswith("="))
numbers = st.one_of(
    st.integers(-(10**9), 10**9),
    st.integers(-(10**12), 10**12).map(lambda cents: cents / 100),
    st.floats(-1e15, 1e15).filter(lambda value: value == 0 or abs(value) > 1e-3),
)
dates = st.one_of(
    st.datetimes(FIRST, LAST).map(lambda value: value.replace(microsecond=0)),
    st.dates(FIRST.date(), LAST.date()),
    st.times().map(lambda value: value.replace(microsecond=0)),
)
cells = st.one_of(
    st.none(), texts, numbers, st.booleans(), dates, st.sampled_from(["#N/A", "#REF!", " ", "007"])
)
rows = st.one_of(
    st.lists(cells, max_size=7),
    st.tuples(texts, texts, st.integers(1950, 2027), numbers).map(list),
    st.just([]),
)


@st.composite
def workbooks(draw: st.DrawFn) -> BinaryIO:
    """A table somewhere in a workbook, with titles above it and sheets before it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for at in range(draw(st.integers(0, 2))):
        notes = book.create_sheet(f"Notas {at}")
        notes["B3"] = "nada"
    sheet = book.create_sheet("Frota")
    top, left = draw(st.integers(1, 9)), draw(st.integers(0, 3))
    for at in range(1, top):
        if title := draw(st.none() | texts):
            sheet.cell(at, draw(st.integers(1, 6)), title)
    order = draw(st.permutations([*HEADER, "Cor"]))
    for at, row in enumerate([order, *draw(st.lists(rows, max_size=15))]):
        for column, value in enumerate(row):
            sheet.cell(top + at, left + 1 + column, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream


def text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "VERDADEIRO" if value else "FALSO"
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime():
            is_day = value.time() == dt.time()
            return value.date().isoformat() if is_day else value.isoformat(" ")
        case _:
            return str(value)


def model(value: Any) -> str:
    """A model as the sheet shows it, with its format where that might be read as a number."""
    if not isinstance(value, float) or value.is_integer():
        return text(value)
    shown = f"{value:.10g}".replace(".", ",")
    return shown if value < 0 or "e" in shown else f"{shown} (formato Geral)"


def native(value: Any, *, is_year: bool) -> float | None:
    if isinstance(value, dt.datetime):
        return float(value.year) if is_year and (value.month, value.day) == (1, 1) else None
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def expected(
    stream: BinaryIO, width: int, header_row: int, modelo: int, places: Sequence[int]
) -> Any:
    """What openpyxl finds below the header: texts, native year, native price, by row number."""
    sheet = openpyxl.load_workbook(stream)["Frota"]
    found = {}
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        values = [*row[:width], *[None] * (width - len(row))]
        # Space around a text is of no interest, and XML need not keep it.
        shown = [
            (model if at == modelo else text)(value).strip() for at, value in enumerate(values)
        ]
        if number > header_row and any(shown):
            year, price = (values[place] for place in places)
            found[number] = (*shown, native(year, is_year=True), native(price, is_year=False))
    return found


@settings(max_examples=examples(30))
@given(workbooks())
def test_both_read_the_same(stream: BinaryIO) -> None:
    try:
        reading = read_workbook(stream)
    except BadSpreadsheetError as error:
        # Years by chance where the models should be.
        assume(error.code != "model_column_of_years")
        raise
    dialect = reading.dialect
    places = [dialect.positions[field] for field in ("ano", "valor_fipe")]
    found = reading.frame.with_columns(pl.col(pl.String).str.strip_chars())
    names = [f"c{at}" for at in range(len(dialect.columns))] + [f"n{at}" for at in places]
    if found.is_empty():
        found = found.select("row_number", *(pl.lit(None).alias(name) for name in names))
    ours = dict(zip(found["row_number"], found.select(names).rows(), strict=True))
    width, modelo = len(dialect.columns), dialect.positions["modelo"]
    assert ours == expected(stream, width, dialect.header_row, modelo, places)
    assert dialect.sheet == "Frota"
