import io
from pathlib import Path

import polars as pl
import pytest

from tests.spreadsheets.sheets import HEADER, refused, xlsx
from vehicle_pipeline.contracts import Chunk, DialectOverrides
from vehicle_pipeline.spreadsheets.conversion import Converted, convert

CSV = "modelo;placa;ano;valor_fipe\n"


def csv_of(*prices: str) -> bytes:
    return (CSV + "".join(f"Gol;ABC1234;2020;{price}\n" for price in prices)).encode()


def converted(folder: Path, content: bytes, rows: int, filename: str = "a.csv") -> Converted:
    return convert(io.BytesIO(content), filename, lambda at: folder / f"{at}.arrow", rows)


def chunks(*ranges: tuple[int, int]) -> list[Chunk]:
    """First row and number of records of each."""
    return [
        Chunk(index=index, first_row=first, row_count=count)
        for index, (first, count) in enumerate(ranges)
    ]


def test_every_chunk_becomes_a_file(tmp_path: Path) -> None:
    result = converted(tmp_path, csv_of("1", "2", "3", "4", "5"), 2)
    assert result.chunks == chunks((2, 2), (4, 2), (6, 1))
    assert result.total_rows == 5
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.arrow", "1.arrow", "2.arrow"]
    prices = [pl.read_ipc(tmp_path / f"{at}.arrow")["c3"].to_list() for at in range(3)]
    assert prices == [["1", "2"], ["3", "4"], ["5"]]


def test_a_chunk_begins_at_its_first_record(tmp_path: Path) -> None:
    content = CSV.encode() + b"\n;;;\nTotal\n\n" + csv_of("1").removeprefix(CSV.encode())
    assert converted(tmp_path, content, 1).chunks == chunks((4, 1), (6, 1))


@pytest.mark.parametrize("rows", [1, 2, 100])
@pytest.mark.parametrize(
    ("prices", "decimal", "assumptions"),
    [
        (["45.000", "52300.5"], "dot", ["assumed_thousands"]),
        (["52300.5", "45.000"], "dot", ["assumed_thousands"]),
        (["45.000", "52300,5"], "comma", []),
        (["45.000", "1"], "comma", ["assumed_decimal_comma"]),
        (["45,000", "1"], "dot", ["assumed_thousands"]),
        (["45,000", "45.000,00"], "comma", ["assumed_thousands"]),
        (["45,000", "45,000.00"], "dot", []),
        (["45.000", "45,000", "1"], "comma", ["assumed_thousands"]),
        (["45,50", "52,30", "45.000,00"], "comma", ["low_prices"]),
        (["45,50", "45.000,00"], "comma", []),
        (["0053406", "45.000,00"], "comma", ["fipe_codes"]),
        (["45000", "x"], "comma", []),
        (["45000.00", "45000,00"], "comma", ["mixed_decimal_signs"]),
        (["1,234.56", "45.000", "1.234,56"], "comma", ["mixed_decimal_signs"]),
    ],
)
def test_all_values_together_decide_the_decimal_sign(
    tmp_path: Path, prices: list[str], decimal: str, assumptions: list[str], rows: int
) -> None:
    dialect = converted(tmp_path, csv_of(*prices), rows).dialect
    assert (dialect.decimal, [assumed.code for assumed in dialect.assumptions]) == (
        decimal,
        assumptions,
    )


def test_native_numbers_prove_nothing_wrong(tmp_path: Path) -> None:
    stream = xlsx([HEADER, ("Gol", "ABC1234", 2020, 1234.567), ("Gol", "ABC1235", 2020, "45.000")])
    result = convert(stream, "a.xlsx", lambda at: tmp_path / f"{at}.arrow", 10)
    # The one text of the column is ambiguous; how Python prints a number is no evidence for it.
    assert result.dialect.decimal == "comma"
    codes = [assumed.code for assumed in result.dialect.assumptions]
    assert codes == ["assumed_decimal_comma", "rounded_prices"]


@pytest.mark.parametrize("content", [CSV, CSV + "\n;;;\n \n", CSV.strip()])
def test_a_file_without_records_is_refused(tmp_path: Path, content: str) -> None:
    refusal = refused(converted, tmp_path, content.encode(), 10)
    assert (refusal.code, refusal.params) == ("no_rows", {})
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_without_records_is_refused(tmp_path: Path) -> None:
    stream = xlsx([HEADER])
    stream.seek(0)
    assert refused(converted, tmp_path, stream.read(), 10, "a.xlsx").code == "no_rows"


def test_a_decimal_sign_that_the_sender_says_is_no_assumption(tmp_path: Path) -> None:
    for prices, noted in ((["45.000"], ["low_prices"]), (["45000.00", "45000,00"], [])):
        dialect = convert(
            io.BytesIO(csv_of(*prices)),
            "a.csv",
            lambda at: tmp_path / f"{at}.arrow",
            10,
            DialectOverrides(decimal="dot"),
        ).dialect
        assert dialect.decimal == "dot"
        assert [assumed.code for assumed in dialect.assumptions] == noted


def test_a_second_table_ends_the_conversion(tmp_path: Path) -> None:
    content = csv_of("1", "2") + b"placa;modelo;valor_fipe;ano\nABC1234;Gol;1;2020\n"
    refusal = refused(converted, tmp_path, content, 1)
    assert (refusal.code, refusal.params) == ("several_tables", {"row": 4})
