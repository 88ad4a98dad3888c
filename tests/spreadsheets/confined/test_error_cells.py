"""Cells with an error come out as its text, whatever the format."""

import io
import struct
import zipfile

import pytest
import xlwt

from tests.spreadsheets.containers import (
    HEADER_ROW,
    biff,
    ods,
    ods_row,
    ole,
    raw_sheet,
    raw_xlsx,
    xlsb,
)
from tests.spreadsheets.sheets import HEADER, read_workbook, refused, xls
from vehicle_pipeline.spreadsheets.confined.error_texts import with_error_texts
from vehicle_pipeline.spreadsheets.confined.ole import OleFile
from vehicle_pipeline.spreadsheets.confined.styles import NO_STYLES
from vehicle_pipeline.spreadsheets.confined.xls_records import survey_xls
from vehicle_pipeline.spreadsheets.confined.xlsb_records import survey_xlsb

CODES = {
    "#NULL!": 0x00,
    "#DIV/0!": 0x07,
    "#VALUE!": 0x0F,
    "#REF!": 0x17,
    "#NAME?": 0x1D,
    "#NUM!": 0x24,
    "#N/A": 0x2A,
}
# Those that calamine refuses a whole workbook for.
NEW = ["#SPILL!", "#CALC!", "#BUSY!", "#FIELD!", "#GETTING_DATA"]
errors = pytest.mark.parametrize("error", CODES)


def around(text: str) -> dict[int, tuple[object, ...]]:
    """Records in which one year and one price are an error."""
    return {
        2: ("Gol", "A", text, "1.5", None, 1.5),
        3: ("Uno", "B", "2020", text, 2020.0, None),
    }


@pytest.mark.parametrize("error", [*CODES, *NEW])
@pytest.mark.parametrize("quote", ['"', "'"])
def test_in_a_workbook_of_xml(error: str, quote: str) -> None:
    cell = f'<c r="{{}}" s="0" t={quote}e{quote}><f>1/0</f><v>{error}</v></c>'
    rows = (
        '<row r="2"><c r="A2" t="inlineStr"><is><t>Gol</t></is></c>'
        '<c r="B2" t="inlineStr"><is><t>A</t></is></c>'
        f'{cell.format("C2")}<c r="D2"><v>1.5</v></c></row>'
        '<row r="3"><c r="A3" t="inlineStr"><is><t>Uno</t></is></c>'
        '<c r="B3" t="inlineStr"><is><t>B</t></is></c>'
        f'<c r="C3"><v>2020</v></c>{cell.format("D3")}</row>'
    )
    assert read_workbook(raw_xlsx(raw_sheet(HEADER_ROW + rows))).rows == around(error)


def test_other_cells_are_left_as_they_are() -> None:
    rows = b'<row r="1"><c r="A1" t="s"><v>1</v></c><c t="str"><f>"e"</f><v># t="e"</v></c></row>'
    assert with_error_texts(rows) == rows


@errors
def test_in_a_binary_workbook(error: str) -> None:
    rows = [HEADER, ("Gol", "A", CODES[error], 1.5), ("Uno", "B", 2020.0, CODES[error])]
    assert read_workbook(xlsb(rows)).rows == around(error)


def test_an_unknown_error_of_a_binary_workbook_is_refused() -> None:
    assert refused(read_workbook, xlsb([HEADER, ("Gol", "A", 0x99, 1.5)])).code == "unreadable_file"


def old_workbook(error: str, *, is_formula: bool) -> bytes:
    """The stream of an .xls with an error in C2 and D3."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("S0")
    for at, row in enumerate([HEADER, ("Gol", "A", None, 1.5), ("Uno", "B", 2020, None)]):
        for column, value in enumerate(row):
            if value is None:
                sheet.row(at).set_cell_error(column, CODES[error])
            else:
                sheet.write(at, column, value)
    stream = io.BytesIO()
    book.save(stream)
    found = OleFile(stream.getvalue()).find("Workbook") or b""
    for row, column in ((1, 2), (2, 3)) if is_formula else ():
        at = found.index(struct.pack("<HHHH", 0x0205, 8, row, column))
        result = struct.pack("<BxBxxxH", 2, CODES[error], 0xFFFF)
        formula = biff([(0x0006, found[at + 4 : at + 10] + result + bytes(8))])
        found = found[:at] + formula + found[at + 12 :]
    return found


@errors
@pytest.mark.parametrize("is_formula", [False, True])
def test_in_an_old_workbook(error: str, is_formula: bool) -> None:
    stream = old_workbook(error, is_formula=is_formula)
    assert read_workbook(ole({"Workbook": stream})).rows == around(error)


@pytest.mark.parametrize("error", ["#DIV/0!", "#N/D", "#NOME?", "#NÚM!", "Err:502"])
@pytest.mark.parametrize(
    "kind",
    [
        'office:value-type="string" office:string-value="" calcext:value-type="error"',
        'office:value-type="float" office:value="0" calcext:value-type="error"',
        'office:value-type="float" office:value="0"',
    ],
)
def test_in_an_open_document(error: str, kind: str) -> None:
    tag = "table:table-cell"
    cell = f'<{tag} table:formula="of:=1/0" {kind}><text:p>{error}</text:p></{tag}>'
    book = ods(ods_row(*HEADER) + ods_row("Gol", "A", cell, 1.5) + ods_row("Uno", "B", 2020, cell))
    assert read_workbook(book).rows == around(error)


def test_a_number_of_an_open_document_that_is_shown_with_a_hash_is_no_error() -> None:
    cell = (
        '<table:table-cell office:value-type="float" office:value="7" '
        'calcext:value-type="float"><text:p>#7</text:p></table:table-cell>'
    )
    book = ods(ods_row(*HEADER) + ods_row("Gol", "A", cell, 1.5))
    assert read_workbook(book).rows == {2: ("Gol", "A", "#7", "1.5", None, 1.5)}


# --- was every row read? ------------------------------------------------------------------------


def test_the_last_row_of_an_old_workbook_is_counted_from_its_records() -> None:
    book = xls([HEADER, ("Gol", "A", 2020, 1.5), [], (None, None, True, None), []])
    book.seek(0)
    assert survey_xls(OleFile(book.read()).find("Workbook") or b"", 0, NO_STYLES).last_row == 4


def test_the_last_row_of_a_binary_workbook_is_counted_from_its_records() -> None:
    book = xlsb([HEADER, ("Gol", "A", 2020.0, 1.5), (), ("", "x"), ()])
    with zipfile.ZipFile(io.BytesIO(book)) as source:
        assert survey_xlsb(source.read("xl/worksheets/sheet0.bin"), NO_STYLES).last_row == 4
