"""Cells that show something else than they hold, and rows and columns that show nothing."""

import datetime as dt
import io
import struct
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

import openpyxl
import pytest
import xlwt

from tests.spreadsheets.containers import HEADER_ROW, ods, ods_row, raw_sheet, raw_xlsx, xlsb
from tests.spreadsheets.sheets import HEADER, Reading, read_workbook, xls, xlsx
from vehicle_pipeline.domain.shown_values import EMPTY_FORMULA, UNCALCULATED
from vehicle_pipeline.spreadsheets.confined.styles import Styles
from vehicle_pipeline.spreadsheets.confined.xlsb_records import survey_xlsb

FORMATS = ("d-mmm", "0%", "[$US$-409] #,##0.00", "yyyy", "dd/mm/yyyy", '0" <mil> & "')
DAY, PER_CENT, MONEY, YEAR, DATE, ADDED = range(1, 7)


def read(year: str, price: str = "<v>1</v>", properties: str = "") -> tuple[Any, ...]:
    """Text and number of a year and of a price, cells as in the XML of an .xlsx."""
    row = '<row r="2"><c r="A2" t="str"><v>Gol</v></c><c r="B2" t="str"><v>A</v></c>'
    sheet = raw_sheet(HEADER_ROW + row + year + price + "</row>")
    book = raw_xlsx(sheet, properties=properties, formats=FORMATS)
    (found,) = read_workbook(book).rows.values()
    return found[2:]


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="C2" s="1"><v>46336</v></c>',
        "<c r='C2' s='1' t='n'><v>46336</v></c>",
        '<c s="1" r="C2"><f>DATE(2026,11,10)</f><v>46336</v></c>',
        '<c r="C2" s="1"><f t="shared" si="0"/><v>46336.75</v></c>',
        '<c r="C2" s="1" t="d"><v>2026-11-10</v></c>',
        '<c r="C2" s="1" t="d"><v>2026-11-10T12:00:00</v></c>',
    ],
)
def test_a_date_whose_year_is_not_shown_is_a_text(cell: str) -> None:
    assert read(cell, '<c r="D2"><v>1</v></c>') == ("10/nov", "1", None, 1.0)


@pytest.mark.parametrize(
    ("style", "text", "number"),
    [("", "43831", 43_831.0), (' s="0"', "43831", 43_831.0), (' s="4"', "2020-01-01", 2020.0)],
)
def test_a_date_without_a_format_for_dates_is_a_number(
    style: str, text: str, number: float
) -> None:
    cell = f'<c r="C2"{style} t="d"><v>2020-01-01</v></c>'
    assert read(cell)[:3:2] == (text, number)


def test_days_of_1904_are_counted_from_there() -> None:
    properties = '<workbookPr date1904="1"/>'
    assert read('<c r="C2" s="1"><v>44874</v></c>', "", properties)[0] == "10/nov"


@pytest.mark.parametrize(("style", "year"), [(YEAR, 2020.0), (DATE, 2020.0), (DAY, None)])
def test_1_january_is_a_year_where_the_year_is_shown(style: int, year: float | None) -> None:
    assert read(f'<c r="C2" s="{style}"><v>43831</v></c>', "")[2] == year


@pytest.mark.parametrize("style", [YEAR, DATE])
def test_another_day_is_no_year(style: int) -> None:
    assert read(f'<c r="C2" s="{style}"><v>43832</v></c>', "")[:3:2] == ("2020-01-02", None)


def test_formats_count_in_the_years_as_in_the_prices() -> None:
    year, price = '<c r="C2" s="2"><v>20.2</v></c>', '<c r="D2" s="3"><v>45000</v></c>'
    assert read(year, price) == ("2.020%", "US$ 45.000,00", None, None)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="D2" s="2" t="str"><v>45000</v></c>',
        '<c r="D2" s="3" t="inlineStr"><is><t>45000</t></is></c>',
    ],
)
def test_formats_of_numbers_say_nothing_about_texts(cell: str) -> None:
    assert read('<c r="C2"><v>2020</v></c>', cell) == ("2020", "45000", 2020.0, None)


@pytest.mark.parametrize("number", ["-5", "-0.5", "-1e300", "-1E+300", "-99999999999999"])
@pytest.mark.parametrize("style", [DAY, YEAR, DATE])
def test_a_number_below_0_is_no_date(number: str, style: int) -> None:
    cell = f'<c r="C2" s="{style}"><v>{number}</v></c>'
    assert read(cell, "")[:3:2] == (number, None)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="D2"><f>1+1</f></c>',
        '<c r="D2"><f>1+1</f><v></v></c>',
        '<c r="D2" s="2"><f>1+1</f><v/></c>',
        '<c r="D2"><f>1+1</f><v /></c>',
        '<c r="D2" t="str"><f>1+1</f></c>',
        '<c r="D2"><f t="shared" si="0"/></c>',
        '<c r="D2"><f t="array" ref="D2">A1:B1</f><v></v></c>',
    ],
)
def test_a_formula_without_a_result_is_named(cell: str) -> None:
    assert read('<c r="C2"><v>2020</v></c>', cell)[1] == UNCALCULATED


def test_an_empty_result_of_a_formula_is_a_result() -> None:
    assert read("", '<c r="D2" t="str"><f>""</f><v></v></c>')[1] == ""


@pytest.mark.parametrize("properties", ["", '<calcPr fullCalcOnLoad="1"/>'])
def test_a_zero_is_no_result_where_the_file_has_to_be_calculated(properties: str) -> None:
    found = read("", '<c r="D2"><f>1+1</f><v>0</v></c>', properties)[1]
    assert found == (UNCALCULATED if properties else "0")


def test_words_that_a_format_adds_are_shown() -> None:
    price = f'<c r="D2" s="{ADDED}"><v>45</v></c>'
    assert read('<c r="C2"><v>2020</v></c>', price) == ("2020", "45 <mil> &", 2020.0, None)


TEXTS = ('@" <mil> & "', '"US$ "@', ";;;", "_-@_-", '0;0;0;"x"', '@"000"')


@pytest.mark.parametrize(
    ("style", "text", "shown"),
    [
        (1, "45", "45 <mil> &"),
        (2, "45", "US$ 45"),
        (3, "45", "(formato ;;;)"),
        (4, "45", "45"),
        (5, "45", "x"),
        (6, "45", '45000 (formato @"000")'),
        (6, "Gol &amp; Cia", "Gol & Cia000"),
    ],
)
@pytest.mark.parametrize(
    "cell",
    [
        '<c r="D2" s="{}" t="str"><v>{}</v></c>',
        '<c r="D2" s="{}" t="str"><f>A1</f><v>{}</v></c>',
        '<c r="D2" t="inlineStr" s="{}"><is><t xml:space="preserve">{}</t></is></c>',
        "<x:c r='D2' s='{}' t='inlineStr'><x:is><x:t>{}</x:t></x:is></x:c>",
    ],
)
def test_what_a_format_shows_of_a_text_is_seen(
    cell: str, style: int, text: str, shown: str
) -> None:
    row = '<row r="2"><c r="A2" t="str"><v>Gol</v></c><c r="B2" t="str"><v>A</v></c>'
    if cell.startswith("<x:"):
        row = row.replace(
            "<row", '<row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        )
    sheet = raw_sheet(HEADER_ROW + row + cell.format(style, text) + "</row>")
    (found,) = read_workbook(raw_xlsx(sheet, formats=TEXTS)).rows.values()
    assert found[3] == shown


def test_what_a_format_shows_of_a_shared_text_is_seen() -> None:
    strings = "<si><t>Uno</t></si><si><r><t>G</t></r><r><t>ol</t></r><rPh><t>x</t></rPh></si>"
    row = '<row r="2"><c r="A2" s="1" t="s"><v>1</v></c><c r="B2" s="2" t="s"><v>0</v></c></row>'
    book = raw_xlsx(raw_sheet(HEADER_ROW + row), strings=strings, formats=TEXTS)
    assert read_workbook(book).rows[2][:2] == ("Gol <mil> &", "US$ Uno")


# --- other formats --------------------------------------------------------------------------------


def test_in_a_binary_workbook() -> None:
    rows = [
        HEADER,
        ("Gol", "A", (46_336.0, DAY), (0.45, PER_CENT)),
        ("Gol", "B", (43_831.0, YEAR), (45_000.0, MONEY)),
        ("Gol", "C", (43_832.0, DATE), 45_000.0),
        ("Gol", "D", (2020.0, ADDED), (-45.0, ADDED)),
        ("Gol", "E", (-5.0, DATE), (-0.5, DAY)),
    ]
    reading = read_workbook(
        xlsb(rows, formats=FORMATS, hidden_rows=[1, 3, 4], hidden_columns=[2, 9])
    )
    shown = [row[2:] for row in reading.rows.values()]
    assert shown == [
        ("10/nov", "45%", None, None),
        ("2020-01-01", "US$ 45.000,00", 2020.0, None),
        ("2020-01-02", "45000", None, 45_000.0),
        ("2020 <mil> &", "-45", None, -45.0),
        ("-5", "-0.5", None, None),
    ]
    assert notes(reading) == (2, "ano")


@pytest.mark.parametrize(
    ("bits", "shown"),
    [
        (((-5) << 2) | 2, "-5"),
        (((-550) << 2) | 3, "-5.5"),
        (struct.unpack("<i", struct.pack("<d", -0.5)[4:])[0], "-0.5"),
    ],
)
def test_short_numbers_of_a_binary_workbook_below_0(bits: int, shown: str) -> None:
    styles = Styles({}, {}, frozenset({1}))
    row, cell = struct.pack("<L", 1) + bytes(13), struct.pack("<LLi", 2, 1, bits)
    part = bytes([0, len(row)]) + row + bytes([2, len(cell)]) + cell
    assert survey_xlsb(part, styles).cells == {2: {2: shown}}


def test_texts_in_a_binary_workbook() -> None:
    row = (("Gol", 1), ("A", 4), 2020.0, ("45000", 3))
    book = xlsb([HEADER, row], formats=TEXTS)
    assert read_workbook(book).rows[2][:4] == ("Gol <mil> &", "A", "2020", "(formato ;;;)")


def test_texts_and_empty_results_of_formulas_in_an_old_workbook() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("S0")
    for column, text in enumerate(HEADER):
        sheet.write(0, column, text)
    sheet.write(1, 0, "Gol", xlwt.easyxf(num_format_str=TEXTS[0]))
    sheet.write(1, 1, "A", xlwt.easyxf(num_format_str=TEXTS[3]))
    for row in (1, 2):
        sheet.write(row, 3, xlwt.Formula("1+1"))
    stream = io.BytesIO()
    book.save(stream)
    # A row with nothing else is a blank one.
    assert read_workbook(stream).rows == {2: ("Gol <mil> &", "A", "", EMPTY_FORMULA, None, None)}


def test_in_an_old_workbook_several_numbers_are_one_record() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("S0")
    for column, text in enumerate(HEADER):
        sheet.write(0, column, text)
    money, per_cent = (xlwt.easyxf(num_format_str=code) for code in ("0 €", "0%"))
    for column, (value, style) in enumerate([(1, money), (2, money), (3, per_cent), (4, money)]):
        sheet.write(1, column, value, style)
    stream = io.BytesIO()
    book.save(stream)
    assert read_workbook(stream).rows[2] == ("€ 1,00", "€ 2,00", "300%", "€ 4,00", None, None)


def test_in_an_open_document_without_a_text_the_currency_is_said() -> None:
    money = (
        '<table:table-cell office:value-type="currency" office:currency="USD" office:value="5"/>'
    )
    book = ods(ods_row(*HEADER) + ods_row("Gol", "A", 2020, money))
    assert read_workbook(book).rows == {2: ("Gol", "A", "2020", "USD 5,00", 2020.0, None)}


def test_an_open_document_shows_words_and_signs_that_a_format_adds() -> None:
    cell = '<table:table-cell office:value-type="float" office:value="{}"><text:p>{}</text:p>'
    cells = [("45", "45 mil"), ("45", "-45"), ("-45", "-45"), ("45", "R$ 45,00"), ("45", "45,00")]
    prices = [cell.format(*each) + "</table:table-cell>" for each in cells]
    book = ods(ods_row(*HEADER) + "".join(ods_row("Gol", "A", 2020, price) for price in prices))
    found = [row[3::2] for row in read_workbook(book).rows.values()]
    assert found == [("45 mil", None), ("-45", None), ("-45", -45.0), ("45", 45.0), ("45", 45.0)]


# --- hidden ---------------------------------------------------------------------------------------


def notes(reading: Reading) -> tuple[int, str]:
    """How many hidden rows were read, and which columns."""
    columns = [each.params["columns"] for each in reading.dialect.assumptions]
    return reading.notes.get("hidden_rows", 0), ", ".join(columns)


def of_xlsx(rows: Sequence[Sequence[Any]], hidden: Sequence[int], column: str) -> BinaryIO:
    book = openpyxl.load_workbook(xlsx(rows))
    for row in hidden:
        book.worksheets[0].row_dimensions[row].hidden = True
    book.worksheets[0].column_dimensions[column].hidden = True
    stream = io.BytesIO()
    book.save(stream)
    return stream


def of_xls(rows: Sequence[Sequence[Any]], hidden: Sequence[int], column: str) -> BinaryIO:
    book = xlwt.Workbook()
    sheet = book.add_sheet("S0")
    for at, row in enumerate(rows):
        for position, value in enumerate(row):
            if value is not None:
                sheet.write(at, position, value)
    for number in hidden:
        sheet.row(number - 1).hidden = True
    sheet.col("ABCDEFGHI".index(column)).hidden = True
    stream = io.BytesIO()
    book.save(stream)
    return stream


@pytest.mark.parametrize("book", [of_xlsx, of_xls])
def test_hidden_rows_with_something_in_them_are_counted(book: Callable[..., BinaryIO]) -> None:
    """Neither the header and what is above it, nor blank rows."""
    row = ("Gol", "A", 2020, 1)
    stream = book([("Frota",), HEADER, row, row, (None,), row, row], [1, 2, 4, 5, 7, 9], "D")
    assert notes(read_workbook(stream)) == (2, "valor_fipe")


@pytest.mark.parametrize("book", [of_xlsx, of_xls])
def test_a_hidden_column_that_is_not_ours_is_of_no_interest(book: Callable[..., BinaryIO]) -> None:
    rows = [(*HEADER, "Nota"), ("Gol", "A", 2020, 1, "x")]
    assert notes(read_workbook(book(rows, [], "E"))) == (0, "")


@pytest.mark.parametrize("plain", [xlsx, xls])
def test_where_nothing_is_hidden_there_is_no_note(plain: Callable[..., BinaryIO]) -> None:
    reading = read_workbook(plain([HEADER, ("Gol", "A", dt.date(2020, 1, 1), 1)]))
    assert notes(reading) == (0, "")


def test_rows_and_columns_without_a_height_or_width_are_hidden() -> None:
    vehicle = '<c r="A{0}"><v>1</v></c><c r="B{0}"><v>2</v></c>'
    rows = f'<row r="2" ht="0" customHeight="1">{vehicle.format(2)}</row>'
    rows += f'<row r="3" ht="15" hidden="0">{vehicle.format(3)}</row>'
    columns = '<cols><col min="2" max="3" width="0" customWidth="1"/><col min="4" max="4"/></cols>'
    sheet = raw_sheet(HEADER_ROW + rows).replace("<sheetData>", f"{columns}<sheetData>")
    assert notes(read_workbook(raw_xlsx(sheet))) == (1, "placa, ano")


def test_hidden_rows_of_an_open_document_may_be_repeated() -> None:
    hidden = '<table:table-row table:visibility="{}" table:number-rows-repeated="{}">{}'
    cells = ods_row("Gol", "A", 2020, 1).removeprefix("<table:table-row>")
    filler = "<table:table-cell/></table:table-row>"
    rows = ods_row(*HEADER) + hidden.format("filter", 3, cells) + ods_row("Gol", "A", 2020, 1)
    rows += hidden.format("collapse", 1, cells) + hidden.format("collapse", 1_000_000, filler)
    assert notes(read_workbook(ods(rows))) == (4, "")


def test_models_of_a_binary_workbook_are_as_shown() -> None:
    rows = [((8.0, 1), "A", 2020.0, 1.0), ((24.28, 2), "B", 2020.0, 1.0), (208.0, "C", 2020.0, 1.0)]
    reading = read_workbook(xlsb([HEADER, *rows], formats=("000", "0.000")))
    assert [row[0] for row in reading.rows.values()] == ["008", "24,280 (formato 0.000)", "208"]


@pytest.mark.parametrize("place", [' r="A{}"', ""])
def test_models_are_as_shown_with_or_without_references(place: str) -> None:
    def row(at: int, cell: str) -> str:
        others = "".join(f"<c{place.replace('A', c).format(at)}><v>1</v></c>" for c in "BCD")
        return f'<row r="{at}">{cell.format(place.format(at))}{others}</row>'

    cells = ['<c{} s="1"><v>8</v></c>', "<c{} s='2' t='n'><v>1</v></c>", "<c{}><v>1.6</v></c>"]
    rows = "".join(row(at, cell) for at, cell in enumerate(cells, start=2))
    book = raw_xlsx(raw_sheet(HEADER_ROW + rows), formats=("000", "0.0"))
    shown = [row[0] for row in read_workbook(book).rows.values()]
    assert shown == ["008", "1,0 (formato 0.0)", "1,6 (formato Geral)"]
