import io
from collections.abc import Iterator

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spreadsheets.sheets import HEADER, refused, xlsx
from vehicle_pipeline.contracts import Dialect
from vehicle_pipeline.domain.numbers import DecimalEvidence
from vehicle_pipeline.spreadsheets.reader import open_spreadsheet
from vehicle_pipeline.spreadsheets.spreadsheet import Spreadsheet
from vehicle_pipeline.spreadsheets.text import text_records

CSV = "modelo,placa,ano,valor_fipe\n"
ANY = Dialect(kind="csv", columns=[], mapping={}, positions={})


@given(st.lists(st.integers(0, 9), max_size=8), st.integers(1, 12))
def test_chunks_are_of_equal_size_whatever_the_batches_were(batches: list[int], rows: int) -> None:
    numbers = iter(range(sum(batches)))

    def frames() -> Iterator[pl.DataFrame]:
        for size in batches:
            yield pl.DataFrame(
                {"row_number": [next(numbers) for _ in range(size)]}, {"row_number": pl.Int32}
            )

    chunks = [frame["row_number"].to_list() for frame in Spreadsheet(ANY, frames()).chunks(rows)]
    total = sum(batches)
    assert chunks == [list(range(at, min(at + rows, total))) for at in range(0, total, rows)]


@pytest.mark.parametrize("rows", [1, 3, 100])
def test_a_csv_file_is_read_in_chunks(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_records, "_BLOCK", 64)
    content = CSV + "".join(f"m{at},ABC1234,2020,1\n" for at in range(8))
    with open_spreadsheet(io.BytesIO(content.encode()), "Frota.CSV") as spreadsheet:
        chunks = list(spreadsheet.chunks(rows))
    assert [chunk.height for chunk in chunks[:-1]] == [rows] * (len(chunks) - 1)
    assert pl.concat(chunks)["c0"].to_list() == [f"m{at}" for at in range(8)]


def test_a_workbook_is_read_in_chunks() -> None:
    stream = xlsx([HEADER, *([f"m{at}", "ABC1234", 2020, 1.5] for at in range(5))])
    with open_spreadsheet(stream, "frota.xls") as spreadsheet:
        assert spreadsheet.dialect.kind == "excel"
        numbers = [chunk["row_number"].to_list() for chunk in spreadsheet.chunks(2)]
    assert numbers == [[2, 3], [4, 5], [6]]


def test_the_decimal_sign_is_shown_by_the_column_of_prices() -> None:
    content = "valor_fipe;placa;ano;modelo\n45.000;1,5;2020;1,5\n"
    with open_spreadsheet(io.BytesIO(content.encode()), "a.csv") as spreadsheet:
        (chunk,) = spreadsheet.chunks(9)
    assert spreadsheet.evidence(chunk).signs == DecimalEvidence.DOT_GROUP


def test_the_name_decides_how_a_file_is_read() -> None:
    opened = open_spreadsheet(io.BytesIO(CSV.encode()), "a.xlsx")
    assert refused(opened.__enter__).code == "unreadable_file"
