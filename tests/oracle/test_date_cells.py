"""Dates in the year column are judged as the rules say, whatever their format."""

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.corpus.expectations import Sample
from tests.corpus.test_reader import outcome
from tests.effort import examples
from tests.oracle.date_cells import FIRST_DAYS, WITH_YEAR, WITHOUT_YEAR, Meaning, meaning

days = st.one_of(
    st.dates(date(1910, 1, 2), date(2049, 12, 31)),
    st.builds(date, st.integers(1910, 2049), st.just(1), st.just(1)),
    st.builds(date, st.just(datetime.now(UTC).year), st.integers(1, 12), st.integers(1, 13)),
    st.integers(1900, 2027).map(lambda number: FIRST_DAYS[0] + timedelta(number)),
)
cells = st.lists(
    st.tuples(days, st.sampled_from(WITH_YEAR + WITHOUT_YEAR)), min_size=1, max_size=30
)


@pytest.mark.timeout(600)
@settings(max_examples=examples(15), deadline=None, phases=set(Phase) - {Phase.explain})
@given(cells=cells, since_1904=st.booleans())
def test_a_date_is_a_year_only_if_it_shows_one_and_is_1_january(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[date, str]], since_1904: bool
) -> None:
    folder = tmp_path_factory.mktemp("dates")
    newest = datetime.now(UTC).year + 1
    expected = [meaning(*cell, newest) for cell in cells]
    assert meanings(folder, cells, since_1904=since_1904) == dict(enumerate(expected, start=2))


def meanings(
    folder: Path, cells: list[tuple[date, str]], *, since_1904: bool
) -> dict[int, Meaning]:
    """What the reader and the rules make of each row."""
    book = openpyxl.Workbook()
    if since_1904:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.worksheets[0]
    sheet.append(["modelo", "placa", "ano", "valor_fipe"])
    for at, (day, number_format) in enumerate(cells, start=2):
        sheet.append(["Gol", f"ABC1D{at:02}", day, 45_000])
        sheet.cell(at, 3).number_format = number_format
    stream = io.BytesIO()
    book.save(stream)
    path = folder / "datas.xlsx"
    path.write_bytes(stream.getvalue())
    found = outcome(Sample(path, {}), 1_000, folder)
    years = {row.row_number: Meaning(year=row.ano) for row in found.accepted}
    faults = {
        fault.row_number: Meaning(shown=fault.value, suggestion=fault.suggestion)
        for fault in found.rejections
    }
    return years | faults
