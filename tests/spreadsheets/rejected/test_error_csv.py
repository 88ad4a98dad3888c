import csv
import io
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spreadsheets.rejected_files import (
    ORIGIN,
    REPORT,
    dialect,
    fault,
    malformed,
    record,
    table,
)
from vehicle_pipeline.contracts import Dialect, Encoding
from vehicle_pipeline.domain.numbers import prices_from_texts
from vehicle_pipeline.spreadsheets.formulas import restored
from vehicle_pipeline.spreadsheets.rejected import error_csv
from vehicle_pipeline.spreadsheets.rejected.error_table import RejectedRecord

EXCEL = dialect(kind="excel", encoding=None, delimiter=None, sheet="S")


def written(of: Dialect, *records: RejectedRecord) -> bytes:
    return b"".join(error_csv.written(table(of), records))


def rows(content: bytes, of: Dialect, encoding: str = "utf-8-sig") -> list[list[str]]:
    text = io.StringIO(content.decode(encoding), newline="")
    return list(csv.reader(text, delimiter=of.delimiter or ";"))


def test_the_file_is_in_the_dialect_of_its_source() -> None:
    of = dialect(delimiter="\t", encoding="windows-1252")
    content = written(of, record("Citroën", "AJ0-4689", "2020", "45.000"))
    assert content.decode("windows-1252") == (
        "\t".join([*REPORT, "modelo", "placa", "ano", "valor_fipe"])
        + "\r\n2\tPlaca 'AJ0-4689' inválida: use ABC1234 ou ABC1D23"
        + f"\t\t{ORIGIN}\tCitroën\tAJ0-4689\t2020\t45.000\r\n"
    )


@pytest.mark.parametrize(
    ("encoding", "charset", "beginning"),
    [
        ("utf-8", "utf-8", b"\xef\xbb\xbflinha"),
        ("windows-1252", "windows-1252", b"linha"),
        ("iso-8859-1", "windows-1252", b"linha"),
        # A reader would not find out.
        ("cp850", "utf-8", b"\xef\xbb\xbflinha"),
        ("utf-16", "utf-16", "linha".encode("utf-16")),
    ],
)
def test_the_encoding_is_one_that_a_reader_finds_out(
    encoding: Encoding, charset: str, beginning: bytes
) -> None:
    of = dialect(encoding=encoding)
    content = written(of, *[record("Citroën", "x", "2020", "1")] * 9)
    assert error_csv.charset(of) == charset
    assert content.startswith(beginning)
    # One mark, at the beginning.
    assert content.decode("utf-8-sig" if charset == "utf-8" else charset).count("\ufeff") == 0


def test_a_workbook_becomes_what_brazilian_excel_opens() -> None:
    native = record("Gol", "x", "2020", "45000.5", n2="2020.0", n3="45000.5")
    dated = record("Gol", "x", "2019-05-01", "9", n2="2019.0", n3="9.0")
    content = written(EXCEL, native, dated)
    assert [row[4:] for row in rows(content, EXCEL)[1:]] == [
        ["Gol", "x", "2020", "45000,5"],
        ["Gol", "x", "2019", "9"],
    ]


def test_a_row_with_several_faults_is_one_line() -> None:
    found = [fault(), fault("invalid_year", "ano", value="x")]
    content = written(dialect(), record("Gol", "AJ0-4689", "x", "1", faults=found))
    assert len(rows(content, dialect())) == 2


def test_a_malformed_row_keeps_its_number_of_fields() -> None:
    content = written(dialect(), malformed("a;b;c;d;e", row=3), malformed("Total", row=4))
    assert [row[4:] for row in rows(content, dialect())[1:]] == [[*"abcde"], ["Total"]]


def test_an_import_without_rejected_rows_gives_the_header() -> None:
    assert rows(written(dialect()), dialect()) == [
        [*REPORT, "modelo", "placa", "ano", "valor_fipe"]
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_part_of_a_cell_is_no_cell_whatever_it_is_split_at(delimiter: str) -> None:
    of = dialect(delimiter=delimiter)
    text = "a;=1,=2|=3\t=4"
    line = written(of, record(text, "x", "2020", "1")).decode("utf-8-sig").splitlines()[1]
    assert f'"{text}"' in line


def test_what_the_encoding_lacks_becomes_a_question_mark() -> None:
    content = written(dialect(encoding="windows-1252"), record("a\ufffd", "😀", "2020", "1"))
    assert [row[4:6] for row in rows(content, dialect(), "windows-1252")[1:]] == [["a?", "?"]]


def test_the_file_comes_in_blocks() -> None:
    many = (record("x" * 1_000, "?", "2020", "1", row=row) for row in range(2, 502))
    blocks = list(error_csv.written(table(), many))
    assert len(blocks) > 5
    assert max(map(len, blocks)) < 2 * 65_536
    assert len(rows(b"".join(blocks), dialect())) == 501


# --- rules --------------------------------------------------------------------------------------

cells = st.text(
    st.sampled_from("'=+-@\t\r\n\"; ,|ãé1a") | st.characters(exclude_categories=["Cs"]), max_size=8
)


@given(st.lists(st.tuples(cells, cells, cells, cells), max_size=6), st.sampled_from(",;\t|"))
def test_every_cell_comes_back_and_none_runs(
    texts: list[tuple[str, str, str, str]], delimiter: str
) -> None:
    of = dialect(delimiter=delimiter)
    found = rows(written(of, *(record(*row) for row in texts)), of)[1:]
    assert [tuple(map(restored, row[4:])) for row in found] == texts
    for row in found:
        for cell in row:
            assert not cell.strip().startswith((*"=+-@＝＋－＠",))


@given(st.decimals("0.01", "9999999999.99", places=2) | st.decimals("0.01", "99999", places=3))
def test_a_native_number_is_read_the_same_by_either_decimal_sign(number: Decimal) -> None:
    text = error_csv.decimal_comma(float(number))
    as_comma, as_dot = (
        prices_from_texts(pl.Series([text]), mark).item() for mark in ("comma", "dot")
    )
    assert as_comma == as_dot
    assert abs(as_comma - number) <= Decimal("0.005")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (45000.0, "45000"),
        (45000.5, "45000,5"),
        (123.456, "123,4560"),
        (1e20, "1" + "0" * 20),
        (1e-7, "0,0000001"),
        (-5.25, "-5,25"),
    ],
)
def test_a_native_number_is_written_with_a_decimal_comma(number: float, text: str) -> None:
    assert error_csv.decimal_comma(number) == text
