import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

import openpyxl
import polars as pl
import pytest

from tests.spreadsheets.sheets import HEADER, Sheet, refused, together, xls, xlsx
from vehicle_pipeline.spreadsheets import workbook
from vehicle_pipeline.spreadsheets.workbook import detect_dialect, number, read_records, text

ROW = ("Gol", "ABC1234", 2020, 45_000.5)
both_formats = pytest.mark.parametrize("book", [xlsx, xls])


def read(stream: BinaryIO) -> pl.DataFrame:
    return together(list(read_records(stream, detect_dialect(stream))))


def rows(frame: pl.DataFrame) -> dict[int, tuple[Any, ...]]:
    """Row number to texts, then native year and native price."""
    cells = [name for name in frame.columns if name[0] in "cn" and name[1:].isdigit()]
    return dict(zip(frame["row_number"], frame.select(cells).rows(), strict=True))


@both_formats
def test_cells_keep_their_types(book: Callable[[Sheet], BinaryIO]) -> None:
    frame = read(
        book(
            [
                HEADER,
                ROW,
                ("208", "ABC1235", "2020", "R$ 45.000,00"),
                (208, "ABC1236", 2020.0, 45_000),
                (None, None, None, 1),
            ]
        )
    )
    assert rows(frame) == {
        2: ("Gol", "ABC1234", "2020", "45000.5", 2020.0, 45_000.5),
        3: ("208", "ABC1235", "2020", "R$ 45.000,00", None, None),
        4: ("208", "ABC1236", "2020", "45000", 2020.0, 45_000.0),
        5: ("", "", "", "1", None, 1.0),
    }
    assert frame.schema == {
        "row_number": pl.Int32,
        **dict.fromkeys(["c0", "c1", "c2", "c3"], pl.String),
        "n2": pl.Float64,
        "n3": pl.Float64,
        "found": pl.Int32,
        "raw": pl.String,
    }


@both_formats
@pytest.mark.parametrize("value", [45.125, 0.1, 1 / 3, 9_999_999_999.99, 1e-7, 123_456.785])
def test_a_number_never_passes_through_text(
    book: Callable[[Sheet], BinaryIO], value: float
) -> None:
    assert read(book([HEADER, ("Gol", "ABC1234", 2020, value)]))["n3"].to_list() == [value]


@both_formats
@pytest.mark.parametrize("date", [dt.date(2021, 12, 31), dt.datetime(2021, 1, 1, 23, 59)])  # noqa: DTZ001
def test_a_date_gives_its_year_where_a_year_belongs(
    book: Callable[[Sheet], BinaryIO], date: dt.date
) -> None:
    frame = read(book([HEADER, ("Gol", "ABC1234", date, date)]))
    assert frame["n2"].to_list() == [2021.0]
    # A date is no price, and says so in words.
    assert frame["n3"].to_list() == [None]
    assert frame["c3"][0].startswith("2021-")


def test_cells_that_are_neither_number_nor_text_are_no_numbers() -> None:
    frame = read(xlsx([HEADER, ("Gol", True, True, False), ("Gol", "x", "#N/A", "=1+1")]))
    assert frame["n2"].to_list() == [None, None]
    assert frame["n3"].to_list() == [None, None]
    assert frame["c1"][0] == "True"


@both_formats
def test_rows_above_the_header_keep_the_row_numbers(book: Callable[[Sheet], BinaryIO]) -> None:
    stream = book([[], [], ["Frota 2026"], [], HEADER, ROW, [], ROW])
    assert detect_dialect(stream).header_row == 5
    assert read(stream)["row_number"].to_list() == [6, 8]


@both_formats
def test_a_table_may_stand_right_of_empty_columns(book: Callable[[Sheet], BinaryIO]) -> None:
    stream = book([[None, None, *HEADER, "Cor"], [None, None, *ROW, "azul"]])
    dialect, (cells,) = detect_dialect(stream), rows(read(stream)).values()
    assert [cells[at] for at in dialect.positions.values()] == ["Gol", "ABC1234", "2020", "45000.5"]
    assert cells[-2:] == (2020.0, 45_000.5)
    assert dialect.ignored == ["Cor"]


def test_blank_rows_are_left_out_and_counted_as_rows() -> None:
    stream = xlsx([HEADER, ROW, [], [" ", None, "\u00a0", ""], ROW, []])
    assert read(stream)["row_number"].to_list() == [2, 5]


def test_cells_right_of_the_header_do_no_harm() -> None:
    frame = read(xlsx([HEADER, (*ROW, "note", 7), ROW]))
    assert [cells[:4] for cells in rows(frame).values()] == [
        ("Gol", "ABC1234", "2020", "45000.5")
    ] * 2
    assert frame["n3"].to_list() == [45_000.5, 45_000.5]


def test_batches_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = xlsx([HEADER, *([ROW, []] * 7)])
    expected = read(stream)
    for size in (1, 2, 3):
        monkeypatch.setattr(workbook, "_BATCH", size)
        assert read(stream).equals(expected)


# --- which sheet --------------------------------------------------------------------------------


def test_the_first_visible_sheet_with_our_header_is_read() -> None:
    other = [HEADER, ("outra", "XYZ1A00", 2000, 1)]
    stream = xlsx([["Resumo"]], other, [], [HEADER, ROW], other, hidden=[1])
    dialect = detect_dialect(stream)
    assert (dialect.kind, dialect.sheet, dialect.decimal) == ("excel", "S3", None)
    assert read(stream)["c0"].to_list() == ["Gol"]


def test_a_hidden_sheet_is_never_read() -> None:
    stream = xlsx([["Resumo"]], [HEADER, ROW], hidden=[1])
    refusal = refused(detect_dialect, stream)
    assert (refusal.code, refusal.params["found"]) == ("missing_columns", "Resumo")


def test_the_first_filled_sheet_is_complained_about() -> None:
    stream = xlsx([], [("Placa", "Ano")], [("x", "y")])
    assert refused(detect_dialect, stream).params["missing"] == "modelo, valor_fipe"


@pytest.mark.parametrize("sheets", [[[]], [[], []], [[["", None]]]])
def test_a_workbook_without_cells_is_empty(sheets: list[Sheet]) -> None:
    assert refused(detect_dialect, xlsx(*sheets)).code == "empty_file"


def test_ambiguous_columns_are_refused_though_another_sheet_would_do() -> None:
    stream = xlsx([[*HEADER, "Placa"]], [HEADER])
    assert refused(detect_dialect, stream).code == "ambiguous_columns"


def test_only_a_header_gives_no_records() -> None:
    assert read(xlsx([HEADER])).height == 0


def test_a_chart_sheet_is_no_sheet() -> None:
    book = openpyxl.Workbook()
    book.create_chartsheet("Gráfico", 0)
    for row in (HEADER, ROW):
        book["Sheet"].append(row)
    stream = io.BytesIO()
    book.save(stream)
    assert detect_dialect(stream).sheet == "Sheet"


# --- damaged files ------------------------------------------------------------------------------


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9])
@both_formats
def test_a_truncated_workbook_is_unreadable(book: Callable[[Sheet], BinaryIO], keep: float) -> None:
    stream = book([HEADER, *([ROW] * 50)])
    stream.seek(0)
    content = stream.read()
    cut = io.BytesIO(content[: int(len(content) * keep)])
    assert refused(read, cut).code == "unreadable_file"


@pytest.mark.parametrize("content", [b"", b"modelo;placa\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_what_is_no_workbook_is_unreadable(content: bytes) -> None:
    assert refused(read, io.BytesIO(content)).code == "unreadable_file"


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_a_workbook_with_a_damaged_part_is_unreadable(name: str) -> None:
    source = xlsx([HEADER, ROW])
    target = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.namelist():
            data = old.read(item)
            new.writestr(item, data[: len(data) // 2] if item == name else data)
    assert refused(read, target).code == "unreadable_file"


# --- single cells -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", ""),
        (" Gol ", " Gol "),
        (2020.0, "2020"),
        (-3.0, "-3"),
        (45.125, "45.125"),
        (7, "7"),
        (dt.date(2021, 3, 4), "2021-03-04"),
        (dt.datetime(2021, 3, 4, 5, 6), "2021-03-04 05:06:00"),  # noqa: DTZ001
        (dt.time(5, 6), "05:06:00"),
    ],
)
def test_a_cell_is_shown_as_people_read_it(value: object, expected: str) -> None:
    assert text(value) == expected


@pytest.mark.parametrize(
    ("value", "plain", "as_year"),
    [
        ("2020", None, None),
        ("", None, None),
        (True, None, None),
        (7, 7.0, 7.0),
        (7.5, 7.5, 7.5),
        (dt.date(2021, 3, 4), None, 2021.0),
        (dt.datetime(2021, 3, 4), None, 2021.0),  # noqa: DTZ001
        (dt.time(5, 6), None, None),
        (dt.timedelta(hours=5), None, None),
    ],
)
def test_only_numbers_are_numbers(
    value: object, plain: float | None, as_year: float | None
) -> None:
    assert number(value, date_as_year=False) == plain
    assert number(value, date_as_year=True) == as_year


def test_the_example_workbook_is_read(examples: Any) -> None:
    with (examples / "frota.xlsx").open("rb") as file:
        frame = read(file)
    texts: Sequence[str] = frame["c3"].to_list()
    assert frame.height == 180 + 17
    assert frame.filter(pl.col("c3") == "R$ 198.700,00")["n3"].to_list() == [None]
    assert "76300.5" in texts
