import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import openpyxl
import polars as pl
import pytest

from tests.spreadsheets.containers import HEADER_ROW, ods, ods_row, raw_sheet, raw_xlsx, xlsb
from tests.spreadsheets.sheets import HEADER, Sheet, read_workbook, refused, xls, xlsx
from vehicle_pipeline.contracts import DialectOverrides
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.spreadsheets import workbook
from vehicle_pipeline.spreadsheets.confined import batches

ROW = ("Gol", "ABC1234", 2020, 45_000.5)
READ = ("Gol", "ABC1234", "2020", "45000.5", 2020.0, 45_000.5)
both_formats = pytest.mark.parametrize("book", [xlsx, xls])


def content(stream: BinaryIO) -> bytes:
    stream.seek(0)
    return stream.read()


@both_formats
def test_cells_keep_their_types(book: Callable[[Sheet], BinaryIO]) -> None:
    reading = read_workbook(
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
    assert reading.rows == {
        2: READ,
        3: ("208", "ABC1235", "2020", "R$ 45.000,00", None, None),
        4: ("208", "ABC1236", "2020", "45000", 2020.0, 45_000.0),
        5: ("", "", "", "1", None, 1.0),
    }
    assert reading.frame.schema == {
        "row_number": pl.Int32,
        **dict.fromkeys(["c0", "c1", "c2", "c3"], pl.String),
        "n2": pl.Float64,
        "n3": pl.Float64,
        "found": pl.Int32,
        "raw": pl.String,
    }


@pytest.mark.parametrize(
    "book",
    [
        content(xlsx([HEADER, ROW])),
        content(xls([HEADER, ROW])),
        xlsb([HEADER, ("Gol", "ABC1234", 2020.0, 45_000.5)]),
        ods(ods_row(*HEADER) + ods_row(*ROW)),
    ],
    ids=["xlsx", "xls", "xlsb", "ods"],
)
def test_every_format_gives_the_same(book: bytes) -> None:
    reading = read_workbook(book)
    assert reading.rows == {2: READ}
    assert reading.is_whole


@both_formats
@pytest.mark.parametrize("value", [45.125, 0.1, 1 / 3, 9_999_999_999.99, 1e-7, 123_456.785])
def test_a_number_never_passes_through_text(
    book: Callable[[Sheet], BinaryIO], value: float
) -> None:
    frame = read_workbook(book([HEADER, ("Gol", "ABC1234", 2020, value)])).frame
    assert frame["n3"].to_list() == [value]


@pytest.mark.parametrize("since_1904", [False, True], ids=["since 1900", "since 1904"])
@both_formats
@pytest.mark.parametrize("date", [dt.date(2021, 1, 1), dt.datetime(2021, 1, 1, 23, 59)])  # noqa: DTZ001
def test_1_january_gives_its_year_where_a_year_belongs(
    book: Callable[..., BinaryIO], date: dt.date, since_1904: bool
) -> None:
    frame = read_workbook(
        book([HEADER, ("Gol", "ABC1234", date, date)], since_1904=since_1904)
    ).frame
    assert frame["n2"].to_list() == [2021.0]
    # A date is no price, and says so in words.
    assert frame["n3"].to_list() == [None]
    assert frame["c3"][0].startswith(date.isoformat()[:10])


def test_years_may_be_dates_and_numbers_and_texts_in_turn() -> None:
    years = [dt.date(2019, 1, 1), 2020, "2021", None, dt.datetime(2022, 1, 1, 1)]  # noqa: DTZ001
    frame = read_workbook(xlsx([HEADER, *(("Gol", "A", year, 1) for year in years)])).frame
    assert frame["n2"].to_list() == [2019.0, 2020.0, None, None, 2022.0]
    assert frame["c2"].to_list() == ["2019-01-01", "2020", "2021", "", "2022-01-01 01:00:00"]


def test_cells_that_are_neither_number_nor_text_are_no_numbers() -> None:
    rows = [("Gol", True, True, False), ("Gol", dt.time(5, 6), dt.timedelta(days=2), "=1+1")]
    frame = read_workbook(xlsx([HEADER, *rows])).frame
    assert frame["n2"].to_list() == frame["n3"].to_list() == [None, None]
    assert frame["c1"].to_list() == ["VERDADEIRO", "05:06:00"]
    assert frame["c2"].to_list() == ["VERDADEIRO", "48:00:00"]


def test_a_formula_gives_the_value_that_excel_calculated() -> None:
    row = (
        '<row r="2"><c r="A2" t="str"><f>1</f><v>0123</v></c>'
        '<c r="C2"><f>2000+20</f><v>2020</v></c>'
        '<c r="D2"><f>1/3</f><v>0.33333333333333331</v></c></row>'
    )
    reading = read_workbook(raw_xlsx(raw_sheet(HEADER_ROW + row)))
    assert reading.rows == {2: ("0123", "", "2020", "0.3333333333333333", 2020.0, 1 / 3)}


@both_formats
def test_rows_above_the_header_keep_the_row_numbers(book: Callable[[Sheet], BinaryIO]) -> None:
    reading = read_workbook(book([[], [], ["Frota 2026"], [], HEADER, ROW, [], ROW]))
    assert reading.dialect.header_row == 5
    assert reading.rows == {6: READ, 8: READ}


def test_merged_titles_do_no_harm() -> None:
    book = openpyxl.Workbook()
    for row in (["Relatório de frota"], [], HEADER, ROW):
        book.active.append(row)
    book.active.merge_cells("A1:D2")
    stream = io.BytesIO()
    book.save(stream)
    assert read_workbook(stream).rows == {4: READ}


@both_formats
def test_a_table_may_stand_right_of_empty_columns(book: Callable[[Sheet], BinaryIO]) -> None:
    reading = read_workbook(book([[None, None, *HEADER, "Cor"], [None, None, *ROW, "azul"]]))
    # Columns count from A, empty or not.
    assert reading.dialect.columns == ["", "", *HEADER, "Cor"]
    assert reading.rows == {2: ("", "", *READ[:4], "azul", *READ[4:])}
    assert reading.dialect.ignored == ["Cor"]


def test_blank_rows_are_left_out_and_counted_as_rows() -> None:
    reading = read_workbook(xlsx([HEADER, ROW, [], [" ", None, "\u00a0", ""], ROW, []]))
    assert list(reading.rows) == [2, 5]


def test_cells_right_of_the_header_do_no_harm() -> None:
    reading = read_workbook(xlsx([HEADER, (*ROW, "note", 7), ROW]))
    assert reading.rows == {2: READ, 3: READ}


def test_rows_need_not_reach_to_the_last_column() -> None:
    reading = read_workbook(xlsx([(*HEADER, "Cor", "Obs"), ROW, ROW]))
    assert reading.rows == dict.fromkeys([2, 3], (*READ[:4], "", "", *READ[4:]))


def test_the_end_of_a_long_sheet_is_like_its_beginning() -> None:
    # Several pieces, several batches: every row has its own number in it.
    count = 60_000
    rows = "".join(
        f'<row r="{at}"><c r="A{at}" t="inlineStr"><is><t>m{at}</t></is></c>'
        f'<c r="B{at}" t="s"><v>{at % 2}</v></c><c r="C{at}"><v>2020</v></c>'
        f'<c r="D{at}"><v>{at}.5</v></c></row>'
        for at in range(2, count + 2)
    )
    book = raw_xlsx(raw_sheet(HEADER_ROW + rows), strings="<si><t>a</t></si><si><t>b</t></si>")
    frame = read_workbook(book).frame
    numbers = pl.int_range(2, count + 2, eager=True).alias("n")
    assert frame["row_number"].to_list() == numbers.to_list()
    assert frame["c0"].to_list() == [f"m{at}" for at in numbers]
    assert frame["c1"].to_list() == ["ab"[at % 2] for at in numbers]
    assert frame["n3"].to_list() == [at + 0.5 for at in numbers]


def test_only_a_header_gives_no_records() -> None:
    assert read_workbook(xlsx([HEADER])).frame.height == 0


def test_any_table_is_read_where_no_fields_are_wanted() -> None:
    reading = read_workbook(xlsx([[], ["a", None, "c"], [1, "x", 2.5], [True]]), fields=())
    assert reading.dialect.columns == ["a", "", "c"]
    assert reading.rows == {3: ("1", "x", "2.5"), 4: ("VERDADEIRO", "", "")}


def test_a_header_may_stand_far_below_the_top() -> None:
    stream = xlsx([*([["x"]] * 100), HEADER, ROW])
    assert refused(read_workbook, stream).code == "missing_columns"
    assert read_workbook(stream, header_row=101).rows == {102: READ}


def test_the_example_workbook_is_read(examples: Path) -> None:
    with (examples / "frota.xlsx").open("rb") as file:
        frame = read_workbook(file).frame
    assert frame.height == 180 + 17
    assert frame.filter(pl.col("c3") == "R$ 198.700,00")["n3"].to_list() == [None]
    assert "76300.5" in frame["c3"].to_list()


def test_a_batch_holds_so_many_cells_whatever_its_shape() -> None:
    assert batches._BATCH_ROWS * 16_384 < 1_000_000


# --- which sheet --------------------------------------------------------------------------------

OTHER = [HEADER, ("outra", "XYZ1A00", 2000, 1)]


def test_the_first_visible_sheet_with_our_header_is_read() -> None:
    reading = read_workbook(xlsx([["Resumo"]], OTHER, [], [HEADER, ROW], hidden=[1]))
    dialect = reading.dialect
    assert (dialect.kind, dialect.sheet, dialect.decimal) == ("excel", "S3", None)
    assert (dialect.assumptions, dialect.overridden) == ([], [])
    assert reading.rows == {2: READ}


def test_other_sheets_with_our_header_are_named() -> None:
    stream = xlsx([["Notas"]], [HEADER, ROW], OTHER, [["x"]], OTHER, OTHER, hidden=[5])
    reading = read_workbook(stream)
    (assumption,) = reading.dialect.assumptions
    assert (assumption.code, assumption.params) == (
        "other_sheets",
        {"sheet": "S1", "others": "S2, S4"},
    )
    assert reading.rows == {2: READ}


@pytest.mark.parametrize("said", ["S2", "s2", " S2 "])
def test_the_sender_may_name_the_sheet(said: str) -> None:
    dialect = read_workbook(xlsx([HEADER, ROW], OTHER, OTHER, hidden=[2]), sheet=said).dialect
    assert (dialect.sheet, dialect.overridden, dialect.assumptions) == ("S2", ["sheet"], [])


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are() -> None:
    refusal = refused(lambda: read_workbook(xlsx([HEADER, ROW], OTHER), sheet="Frota"))
    assert (refusal.code, refusal.params) == (
        "unknown_sheet",
        {"sheet": "Frota", "found": "S0, S1"},
    )


def test_the_sheet_that_the_sender_named_has_to_have_our_header() -> None:
    refusal = refused(lambda: read_workbook(xlsx([HEADER, ROW], [["x"]]), sheet="S1"))
    assert (refusal.code, refusal.params["found"]) == ("missing_columns", "x")


def test_a_hidden_sheet_is_not_read_unasked() -> None:
    stream = xlsx([["Resumo"]], [HEADER, ROW], hidden=[1])
    refusal = refused(read_workbook, stream)
    assert (refusal.code, refusal.params["found"]) == ("missing_columns", "Resumo")
    assert "estas, ocultas, têm dados: S1" in sentence(refusal.code, refusal.params)


@pytest.mark.parametrize("visible", [[], [[" "]]])
def test_where_only_hidden_sheets_have_data_they_are_listed(visible: Sheet) -> None:
    stream = xlsx(visible, [["Notas"]], [], [HEADER, ROW], hidden=[1, 2, 3])
    refusal = refused(read_workbook, stream)
    assert (refusal.code, refusal.params) == ("only_hidden_sheets", {"hidden": "S1, S3"})
    assert read_workbook(stream, sheet="S3").rows == {2: READ}


@pytest.mark.parametrize("state", [1, 2])
def test_a_hidden_sheet_of_a_binary_workbook_is_none(state: int) -> None:
    rows = [HEADER, ("Gol", "ABC1234", 2020.0, 1.0)]
    assert read_workbook(xlsb(rows, [state, 0])).dialect.sheet == "S1"


def test_a_hidden_sheet_of_an_open_document_is_none() -> None:
    table = ods_row(*HEADER) + ods_row(*ROW)
    hidden = (
        '<style:style style:name="s0" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    assert read_workbook(ods(table, table, styles=hidden)).dialect.sheet == "T1"


def test_the_first_filled_sheet_is_complained_about() -> None:
    stream = xlsx([], [("Placa", "Ano")], [("x", "y")])
    assert refused(read_workbook, stream).params["missing"] == "modelo, valor_fipe"


@pytest.mark.parametrize("sheets", [[[]], [[], []], [[["", None]]]])
def test_a_workbook_without_cells_is_empty(sheets: list[Sheet]) -> None:
    assert refused(read_workbook, xlsx(*sheets)).code == "empty_file"


def test_ambiguous_columns_are_refused_though_another_sheet_would_do() -> None:
    stream = xlsx([[*HEADER, "Placa"]], [HEADER])
    assert refused(read_workbook, stream).code == "ambiguous_columns"


def test_a_chart_sheet_is_no_sheet() -> None:
    book = openpyxl.Workbook()
    book.create_chartsheet("Gráfico", 0)
    for row in (HEADER, ROW):
        book["Sheet"].append(row)
    stream = io.BytesIO()
    book.save(stream)
    assert read_workbook(stream).dialect.sheet == "Sheet"


# --- no more than the head ----------------------------------------------------------------------


def large(count: int) -> bytes:
    """A sheet of `count` rows and 6 MB of XML and more."""
    rows = "".join(
        f'<row r="{at}"><c r="A{at}" t="inlineStr"><is><t>{"m" * 600}</t></is></c>'
        f'<c r="B{at}" t="s"><v>{at % 1000}</v></c></row>'
        for at in range(2, count + 2)
    )
    texts = "".join(f"<si><t>p{at}{'x' * 1500}</t></si>" for at in range(1000))
    return raw_xlsx(raw_sheet(HEADER_ROW + rows), strings=texts)


def test_a_large_workbook_gives_only_its_head() -> None:
    book = large(12_000)
    head = read_workbook(book, head_rows=700)
    assert not head.is_whole
    assert 700 <= head.frame.height <= 800
    whole = read_workbook(book)
    assert whole.is_whole
    assert whole.frame.height == 12_000
    assert whole.frame.head(head.frame.height).equals(head.frame)


def test_a_head_that_is_everything_is_whole() -> None:
    reading = read_workbook(large(11_000), head_rows=11_000)
    assert (reading.is_whole, reading.frame.height) == (True, 11_000)


def test_a_small_workbook_is_read_whole() -> None:
    reading = read_workbook(xlsx([HEADER, *[ROW] * 2_000]), head_rows=10)
    assert (reading.is_whole, reading.frame.height) == (True, 2_000)


def test_records_that_nobody_takes_do_no_harm() -> None:
    stream = io.BytesIO(large(12_000))
    with workbook.opened(stream, DialectOverrides(), HEADER, None) as spreadsheet:
        assert next(spreadsheet.records).height > 0


# --- damaged files ------------------------------------------------------------------------------


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9])
@both_formats
def test_a_truncated_workbook_is_unreadable(book: Callable[[Sheet], BinaryIO], keep: float) -> None:
    whole = content(book([HEADER, *([ROW] * 50)]))
    assert refused(read_workbook, whole[: int(len(whole) * keep)]).code == "unreadable_file"


@pytest.mark.parametrize("part", [b"modelo;placa\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_what_is_no_workbook_is_unreadable(part: bytes) -> None:
    assert refused(read_workbook, part).code == "unreadable_file"


def test_a_file_of_no_bytes_is_empty() -> None:
    assert refused(read_workbook, b"").code == "empty_file"
