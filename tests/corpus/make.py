"""Makes the workbooks of this folder: `python -m tests.corpus.make`.

They are committed, so this has to run only when one is added. Text files are written by hand.
What no library here writes is beside them: `libreoffice-*`, as LibreOffice saved it, and
`encrypted.xlsx`, saved with a password.
"""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from tests.corpus import open_document, raw_xlsx, shown, shown_texts

FOLDER = Path(__file__).with_name("workbooks")
HEADER = ("modelo", "placa", "ano", "valor_fipe")
Rows = Sequence[Sequence[Any]]
# The time that is written into every workbook, so that making it again changes nothing.
EPOCH = dt.datetime(2024, 1, 1)  # noqa: DTZ001 - openpyxl knows no time zones


def fill(sheet: Worksheet, rows: Rows, first_row: int = 1, first_column: int = 1) -> Worksheet:
    """Write `rows`, None for no cell."""
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.cell(first_row + at, first_column + column, value)
    return sheet


def workbook(*titles: str) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title in titles or ("Frota",):
        book.create_sheet(title)
    return book


def save(book: openpyxl.Workbook, name: str) -> None:
    book.properties.created = book.properties.modified = EPOCH
    stream = io.BytesIO()
    book.save(stream)
    (FOLDER / name).write_bytes(as_excel(stream.getvalue()))


def as_excel(archive: bytes) -> bytes:
    """The same workbook as if made at the beginning of time, empty elements as Excel has them."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _with_epoch(content)
            content = content.replace(b"<sheetData></sheetData>", b"<sheetData/>")
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _with_epoch(core: bytes) -> bytes:
    # openpyxl writes the time of saving, whatever the properties say.
    before, _, rest = core.partition(b"<dcterms:modified")
    opening, _, after = rest.partition(b">")
    return b"".join(
        (before, b"<dcterms:modified", opening, b">2024-01-01T00:00:00Z", after[after.find(b"<") :])
    )


def simple(name: str, rows: Rows, first_row: int = 1, first_column: int = 1) -> None:
    """A workbook of one sheet."""
    book = workbook()
    fill(book.worksheets[0], rows, first_row, first_column)
    save(book, name)


# --- cells --------------------------------------------------------------------------------------


def native() -> None:
    book = workbook()
    rows = [
        HEADER,
        ("VW Gol", "XAA1A11", 2020, 45000),
        ("VW Fox", "XAA-1122", 2014, 30000.5),
        ("Fiat Uno", "XAA1C33", 1899, 15000),
        ("Fiat Uno", "XAA1D44", 2010, -1),
        ("Fiat Uno", "XAA1E55", 32000, 0),
    ]
    sheet = fill(book.worksheets[0], rows)
    for row in range(2, 7):
        sheet.cell(row, 4).number_format = '"R$" #,##0.00'
    save(book, "native.xlsx")


def text_cells() -> None:
    rows = [
        HEADER,
        ("VW Gol", "XAB1A11", "2020", "R$ 45.000,00"),
        ("VW Fox", "XAB1B22", "2014/2015", "30.000"),
        ("Fiat Uno", "XAB1C33", "2010.0", "15000,5"),
        ("Fiat Uno", "XAB1D44", " 2010 ", 16000.25),
        (500, "XAB1E55", 2015, 40000),
        ("VW Gol", 1234567, 2015, 40000),
        ("VW Gol", "XAB1F66", "2020-05-01", "#N/A"),
    ]
    simple("text-cells.xlsx", rows)


def dates() -> None:
    rows = [
        HEADER,
        ("VW Gol", "XAC1A11", dt.date(2020, 5, 1), 45000),
        ("VW Gol", "XAC1B22", dt.datetime(2019, 12, 31, 23, 59, 59), 45000),  # noqa: DTZ001
        ("VW Gol", "XAC1C33", dt.date(1900, 3, 1), 45000),
        ("VW Gol", "XAC1D44", 43952, 45000),
        ("VW Gol", "XAC1E55", 2020, dt.date(2020, 5, 1)),
        ("VW Gol", "XAC1F66", dt.date(1999, 1, 1), 45000),
    ]
    simple("dates.xlsx", rows)
    book = workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    fill(
        book.worksheets[0],
        [
            HEADER,
            ("VW Gol", "XAD1A11", dt.date(2020, 5, 1), 45000),
            ("VW Gol", "XAD1B22", dt.date(2016, 1, 1), 45000),
            ("VW Gol", "XAD1C33", 2018, 45000),
        ],
    )
    save(book, "dates-1904.xlsx")


def odd_cells() -> None:
    simple(
        "booleans.xlsx",
        [
            HEADER,
            ("VW Gol", "XAE1A11", True, 45000),
            ("VW Gol", "XAE1B22", 2020, False),
            ("VW Gol", True, 2020, 45000),
            ("VW Gol", "XAE1C33", 2020, 45000),
        ],
    )
    simple(
        "formulas-not-calculated.xlsx",
        [
            HEADER,
            ("VW Gol", "XAG1A11", "=2019+1", 45000),
            ("VW Gol", "XAG1B22", 2020, "=D2*2"),
            ("VW Gol", "XAG1C33", 2020, 45000),
        ],
    )
    simple(
        "error-cells.xlsx",
        [
            HEADER,
            ("VW Gol", "#N/A", 2020, 45000),
            ("VW Gol", "XAH1A11", "#REF!", 45000),
            ("VW Gol", "XAH1B22", 2020, "#DIV/0!"),
            ("VW Gol", "XAH1C33", 2020, 45000),
            ("#NAME?", "XAH1D44", 2020, 45000),
        ],
    )
    simple(
        "prices-native.xlsx",
        [
            HEADER,
            *(
                ("VW Gol", f"XBC1A{at:02d}", 2020, price)
                for at, price in enumerate(
                    (0.125, 0.375, 0.1 + 0.2, 9999999999.99, 1e10, 0.004, 45.0, 1234.56)
                )
            ),
            ("VW Gol", "XBC1B00", 2020.0, 1),
            ("VW Gol", "XBC1B01", 2020.5, 1),
        ],
    )
    simple(
        "spaces-and-escapes.xlsx",
        [
            HEADER,
            ("  VW\n  Gol\t1.0 ", "\u00a0XBI1A11 ", 2020, 45000),
            ("   ", "XBI1B22", 2020, 45000),
            (" ", "\u00a0", None, "  "),
            ("Gol <1.0> & 'flex' 🚗", "XBI1C33", 2020, 45000),
        ],
    )


def written_values() -> None:
    """Values as texts and as what Excel made of them."""
    book = workbook()
    sheet = fill(
        book.worksheets[0],
        [
            HEADER,
            ('="VW Gol"', '="XCA0A00"', '="2020"', '="45.000,00"'),
            ("VW Gol\u200b", "XCA\u200b0A01", "1992 Gasolina", "45,000"),
            ("NULL", "XCA1B00", 2020, 45000),
            ("VW Gol", dt.date(2019, 9, 1), 2020, 45000),
            ("VW Gol", "ХСА1B01", 2020, 45000),
            ("VW Gol", "XCA1B02", "2023/2022", 45000),
            ("VW Gol", "XCA1B03", 45292, 45000),
            ("VW Gol", "XCA1B04", "0 KM", 45000),
            ("VW Gol", "XCA1B05", "２０２０", "0053406"),
            ("VW Gol", "XCA1B06", 2020, "1.355,90€"),
        ],
    )
    for cell in sheet[2]:  # texts, not formulas
        cell.data_type = "s"
    save(book, "values-as-written.xlsx")


def rich_text() -> None:
    book = workbook()
    sheet = fill(book.worksheets[0], [HEADER, (None, "XBB1A11", 2020, 45000)])
    sheet["A2"] = CellRichText("VW ", TextBlock(InlineFont(b=True), "Gol"), " 1.0")
    save(book, "rich-text.xlsx")


# --- where the table is -------------------------------------------------------------------------


def places() -> None:
    simple(
        "table-not-at-a1.xlsx",
        [HEADER, ("VW Gol", "XAM1A11", 2020, 45000), ("VW Gol", "errada", 2020, 45000)],
        first_row=5,
        first_column=3,
    )
    simple(
        "sheet-blank-rows.xlsx",
        [
            HEADER,
            ("VW Gol", "XAN1A11", 2020, 45000),
            (None,),
            (None,),
            ("", " ", None, None),
            ("VW Gol", "errada", 2020, 45000),
            (None,),
            ("VW Fox", "XAN1B22", 2014, 30000),
        ],
    )
    simple(
        "header-of-two-lines.xlsx",
        [("Modelo do\nveículo", "Placa", "Ano\nmodelo", "Valor\nFIPE (R$)"), *one("XBE")],
    )
    simple(
        "sheet-side-by-side.xlsx",
        [
            (*HEADER, None, *HEADER),
            ("VW Gol", "XBO1A11", 2020, 45000, None, "VW Fox", "XBO1B22", 2014, 1),
        ],
    )
    simple("sheet-missing-column.xlsx", [HEADER[:3], ("VW Gol", "XBP1A11", 2020)])
    simple("sheet-header-only.xlsx", [HEADER])
    simple(
        "units-around.xlsx",
        [("Frota", None, None, "(R$ mil)"), (None,), HEADER, ("VW Gol", "HHW1A11", 2020, 45)],
    )
    simple(
        "sheet-tables-one-under-the-other.xlsx",
        [HEADER, *one("XZD"), (None,), ("Pesados",), HEADER[::-1], *one("XZE")],
    )
    simple("sheet-not-there.xlsx", [HEADER, *one("XZF")])
    simple(
        "sheet-header-row-said.xlsx",
        [
            *((f"linha {number} do relatório",) for number in range(1, 30)),
            HEADER,
            *one("XBT"),
            ("VW Gol", "errada", 2020, 45000),
        ],
    )
    simple(
        "sheet-mapping-said.xlsx",
        [("bem", "identificação", "exercício", "cotação"), *one("XBU")],
    )


def one(prefix: str) -> Rows:
    """The rows of a fleet of one."""
    return [("VW Gol", f"{prefix}1A11", 2020, 45000)]


def merged() -> None:
    book = workbook()
    sheet = fill(
        book.worksheets[0],
        [
            ("Frota da filial Campinas", None, None, None),
            ("Veículo", None, "Dados", None),
            HEADER,
            ("VW Gol", "XAQ1A11", 2020, 45000),
            (None, "XAQ1B22", 2021, 46000),
            ("VW Fox", "XAQ1C33", 2014, 30000),
        ],
    )
    for cells in ("A1:D1", "A2:B2", "C2:D2", "A4:A5"):
        sheet.merge_cells(cells)
    save(book, "merged-cells.xlsx")


def phantom() -> None:
    book = workbook()
    sheet = fill(book.worksheets[0], [HEADER, *one("XAP")])
    grey = PatternFill("solid", fgColor="CCCCCC")
    for row, column in ((3, 1), (2000, 4), (2, 60), (5000, 100)):
        sheet.cell(row, column).fill = grey
    save(book, "styled-far-away.xlsx")


def hidden_rows() -> None:
    book = workbook()
    rows = [("VW Gol", f"XBF1A{at:02d}", 2020, 45000) for at in range(4)]
    sheet = fill(book.worksheets[0], [HEADER, *rows])
    sheet.auto_filter.ref = "A1:D5"
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["D"].hidden = True
    save(book, "hidden-rows.xlsx")


def sheets() -> None:
    book = workbook("Oculta", "Muito oculta", "Frota")
    for sheet, prefix in zip(book.worksheets, ("XZA", "XZB", "XAI"), strict=True):
        fill(sheet, [HEADER, *one(prefix)])
    book.worksheets[0].sheet_state = "hidden"
    book.worksheets[1].sheet_state = "veryHidden"
    book.active = 2
    save(book, "hidden-sheets-first.xlsx")

    book = workbook("Planilha1", "Frota")
    fill(book["Frota"], [HEADER, *one("XAJ")])
    save(book, "empty-sheet-first.xlsx")

    book = workbook("Resumo", "Frota")
    fill(book["Resumo"], [("Filial", "Veículos", "Total"), ("Campinas", 1, 45000)])
    fill(book["Frota"], [HEADER, *one("XAK")])
    save(book, "summary-sheet-first.xlsx")

    book = workbook("Frota")
    fill(book["Frota"], [HEADER, *one("XAL")])
    book.create_chartsheet("Gráfico", 0)
    save(book, "chart-sheet-first.xlsx")

    book = workbook("Leves", "Pesados", "Notas")
    fill(book["Leves"], [HEADER, *one("XBS")])
    fill(book["Pesados"], [HEADER, *one("XZC")])
    fill(book["Notas"], [("Fonte", "sistema de frota")])
    save(book, "two-fleets.xlsx")

    book = workbook("Leves", "Pesados")
    fill(book["Leves"], [HEADER, *one("XBG")])
    fill(book["Pesados"], [HEADER, ("Volvo FH", "XBG2B22", 2014, 300000)])
    save(book, "sheet-said.xlsx")
    save(workbook("Plan1", "Plan2"), "empty-workbook.xlsx")


# --- other formats ------------------------------------------------------------------------------


def xls(name: str, rows: Rows, *, is_1904: bool = False, hidden: Rows | None = None) -> None:
    """A workbook of one sheet, and of a hidden one before it."""
    book = xlwt.Workbook()
    book.dates_1904 = is_1904
    if hidden:
        sheet = book.add_sheet("Oculta")
        sheet.visibility = 1
        write_xls(sheet, hidden)
        book.active_sheet = 1
    write_xls(book.add_sheet("Frota"), rows)
    stream = io.BytesIO()
    book.save(stream)
    (FOLDER / name).write_bytes(stream.getvalue())


def write_xls(sheet: xlwt.Worksheet, rows: Rows) -> None:
    as_date = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                style = [as_date] if isinstance(value, dt.date) else []
                sheet.write(at, column, value, *style)


def old_workbooks() -> None:
    rows: Rows = [
        ("Frota da filial São José", None, None, None),
        (None,),
        ("Descrição", "Placa", "Ano", "Preço FIPE"),
        ("VW Gol Ação", "XAV1A11", 2020, 45000.25),
        ("VW Fox", "XAV1B22", dt.date(2014, 3, 2), "R$ 30.000,00"),
        (None,),
        ("VW Fox", "errada", 2014, 30000),
        ("VW Fox", "XAV1C33", True, 30000),
    ]
    xls("excel-97.xls", rows)
    rows = [HEADER, ("VW Gol", "XAX1A11", dt.date(2020, 5, 1), 45000)]
    xls("excel-97-dates-1904.xls", rows, is_1904=True)
    xls("really-excel-97.xlsx", [HEADER, *one("XAT")])
    xls("excel-97-empty.xls", [])
    xls("excel-97-hidden-sheet.xls", [HEADER, *one("XBX")], hidden=[HEADER, *one("XZG")])
    simple("really-xlsx.xls", [HEADER, *one("XAS")])


def other_code_page() -> None:
    """Says that its texts are Windows-1252, as programs do that took the old format for a model."""
    name = "excel-97-code-page.xls"
    modelos = ("Citroën C3", "Gol – 1.0 “Trend” €", "Жигули")
    rows = [(modelo, f"XBZ1A{at:02d}", 2020, 45000) for at, modelo in enumerate(modelos)]
    xls(name, [HEADER, *rows, ("VW Gol", "ruim", 2020, 45000)])
    utf_16, windows_1252 = b"\x42\0\2\0\xb0\x04", b"\x42\0\2\0\xe4\x04"
    path = FOLDER / name
    path.write_bytes(path.read_bytes().replace(utf_16, windows_1252))


def broken() -> None:
    whole = (FOLDER / "native.xlsx").read_bytes()
    (FOLDER / "cut-off.xlsx").write_bytes(whole[: len(whole) // 2])
    (FOLDER.with_name("text") / "workbook.csv").write_bytes(whole)
    with zipfile.ZipFile(FOLDER / "zip-of-a-csv.xlsx", "w") as archive:
        archive.writestr(zipfile.ZipInfo("frota.csv"), "modelo;placa;ano;valor_fipe\n")
    old = (FOLDER / "excel-97.xls").read_bytes()
    (FOLDER / "excel-97-cut-off.xls").write_bytes(old[:1024])


MADE: Iterable[Callable[[], None]] = (
    native,
    text_cells,
    dates,
    odd_cells,
    written_values,
    rich_text,
    places,
    merged,
    phantom,
    hidden_rows,
    sheets,
    old_workbooks,
    other_code_page,
    broken,
    raw_xlsx.make,
    open_document.make,
    shown.make,
    shown_texts.make,
)

if __name__ == "__main__":
    for make in MADE:
        make()
