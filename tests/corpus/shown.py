"""Workbooks whose cells show something else than they hold, hide rows, or want a password."""

import datetime as dt
import io
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

import openpyxl
import xlsxwriter
import xlwt

from tests.corpus import open_document as ods
from tests.spreadsheets import encrypted
from tests.spreadsheets.containers import biff, ole

FOLDER = Path(__file__).with_name("workbooks")
HEADER = ("modelo", "placa", "ano", "valor_fipe")
Cell = tuple[object, str]
# Dates in the year column, each with the format that Excel gives them.
DATES: Sequence[Cell] = (
    (dt.date(2026, 11, 10), "d-mmm"),  # typed 10/11
    (dt.date(2026, 10, 11), "d-mmm"),  # typed 10/11 where the month comes first
    (dt.date(2026, 12, 25), "d-mmm"),
    (dt.date(2020, 10, 1), "mmm-yy"),  # typed out/20
    (dt.date(2020, 1, 1), "mmm-yy"),
    (dt.date(2019, 1, 1), "yyyy"),
    (dt.date(2020, 5, 6), "yyyy"),
    (dt.date(2026, 1, 1), "d-mmm"),  # typed 1/1
    (dt.date(1905, 7, 12), "dd/mm/yyyy"),  # typed 2020
    (dt.date(2018, 5, 6), "dd/mm/yyyy"),
)
PRICES: Sequence[Cell] = (
    (45_000, '"R$" #,##0.00'),
    (45_000, "[$R$-416] #,##0.00"),
    (45_000, "[$US$-409]#,##0.00"),
    (45_000, '#,##0.00\\ "€"'),
    (45_000, "[$-409]#,##0.00"),
    (45_000, "[$$-409]#,##0.00"),
    (0.45, "0%"),
    (45, '0.0"%"'),
    (45_000, "[$CHF]\\ #,##0.00"),
    (45_000, '"US$ "#,##0.00'),
)
# Formats that add words, signs or digits to a number, leave some out, or show another in its place.
ALTERED_PRICES: Sequence[Cell] = (
    (45, '0" mil"'),
    (45, '0.0"k"'),
    (45_000, '#,##0," mil"'),
    (45_000, "#,##0,"),
    (45, '0"000"'),
    (45, '0".000,00"'),
    (4_500_000, '0","00'),
    (45_000, '"-"0'),
    (45_000, "(0)"),
    (45_000, '"km" 0'),
    (45_000, '0"‰"'),
    (45_000, ";;;"),
    (45_000, '[>=1000]0.0,"K";0'),
    (45_000, "[$Gs.-3C0A] #,##0"),
    (45_000, "[$S/-280A] #,##0.00"),
    (45_000, '_-"R$"* #,##0.00_-;-"R$"* #,##0.00_-;_-"R$"* "-"??_-;_-@_-'),
    (45_000, '"R$ "#,##0.00_);[Red]("R$ "#,##0.00)'),
    (45_000, '#,##0.00" reais"'),
    (45_000, "[$BRL] 0.00"),
    (45_000, '[<0][Red]"dívida "0;[>=1000]#,##0;0.00'),
    (45_000, '0",00"'),
)
ALTERED_YEARS: Sequence[Cell] = (
    (2020, '0"/2021"'),
    (2020, '"2019"'),
    (2020, '0"/"00'),
    (2020, '"ano "0'),
    (dt.date(2020, 1, 1), 'yyyy"/2021"'),
    (2020, "#,##0"),
)


def xlsx(name: str, dates: Sequence[Cell], prices: Sequence[Cell], prefix: str) -> None:
    """Rows with formats; a date has a price and a price has a year."""
    book = xlsxwriter.Workbook(FOLDER / name)
    book.set_properties({"created": dt.datetime(2024, 1, 1)})  # noqa: DTZ001
    sheet = book.add_worksheet("Frota")
    sheet.write_row(0, 0, HEADER)
    for at, (year, price) in enumerate(_rows(dates, prices), start=1):
        sheet.write_row(at, 0, ("VW Gol", f"{prefix}1A{at:02}"))
        for column, (value, code) in ((2, year), (3, price)):
            style = book.add_format({"num_format": code})
            if isinstance(value, dt.date):
                sheet.write_datetime(at, column, value, style)
            else:
                sheet.write_number(at, column, value, style)  # type: ignore[arg-type]
    book.close()


def xls(name: str, dates: Sequence[Cell], prices: Sequence[Cell], prefix: str) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Frota")
    for column, text in enumerate(HEADER):
        sheet.write(0, column, text)
    for at, (year, price) in enumerate(_rows(dates, prices), start=1):
        for column, text in enumerate(("VW Gol", f"{prefix}1A{at:02}")):
            sheet.write(at, column, text)
        for column, (value, code) in ((2, year), (3, price)):
            sheet.write(at, column, value, xlwt.easyxf(num_format_str=code))
    sheet.row(2).hidden = True
    sheet.col(3).hidden = True
    stream = io.BytesIO()
    book.save(stream)
    (FOLDER / name).write_bytes(stream.getvalue())


def _rows(dates: Sequence[Cell], prices: Sequence[Cell]) -> list[tuple[Cell, Cell]]:
    general = "General"
    return [(date, (45_000, general)) for date in dates] + [
        ((2020, general), price) for price in prices
    ]


def open_document() -> None:
    header = tuple(map(ods.text, HEADER))
    price = ods.number(45_000, "R$ 45.000,00")
    year = ods.number(2020, "2020")
    years = (
        ods.date("2026-11-10", "10/nov"),
        ods.date("2026-11-10", "10/11"),
        ods.date("2020-10-01", "out/20"),
        ods.date("2020-01-01", "2020"),
        ods.date("2020-01-01", "01/01/20"),
    )
    money = '<table:table-cell office:value-type="{}" office:value="{}"{}><text:p>{}</text:p>'
    prices = (
        money.format("currency", 45_000, ' office:currency="BRL"', "R$ 45.000,00"),
        money.format("currency", 45_000, ' office:currency="USD"', "US$ 45.000,00"),
        money.format("currency", 45_000, ' office:currency="EUR"', "45.000,00"),
        money.format("percentage", 0.45, "", "45%"),
        money.format("float", 45_000, "", "45.000,00 €"),
    )
    cells = [(each, price) for each in years]
    cells += [(year, each + "</table:table-cell>") for each in prices]
    cells.append(('<table:table-cell table:formula="of:=2019+1"/>', price))
    rows = [
        ods.row(ods.text("VW Gol"), ods.text(f"XEC1A{at:02}"), *both)
        for at, both in enumerate(cells, start=1)
    ]
    shown = '<table:table-row table:number-rows-repeated="1"'
    rows[3] = rows[3].replace(shown, f'{shown} table:visibility="filter"')
    rows[4] = rows[4].replace(shown, f'{shown} table:visibility="collapse"')
    columns = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse"/><table:table-column/>'
    )
    ods.write("open-document-shown.ods", ods.table("Frota", columns, ods.row(*header), *rows))


def open_document_of_altered_numbers() -> None:
    """What LibreOffice shows by such formats, with the style that says so."""
    price, year = ods.number(45_000, "45.000,00"), ods.number(2020, "2020")
    cells = [
        (year, ods.number(45, "45 mil")),
        (year, ods.number(45, "45000")),
        (year, ods.number(45_000, "45")),
        (year, ods.number(45_000, "-45000")),
        (year, ods.number(45_000.5, "45.001 reais")),
        (year, ods.number(45_000, "R$ 45.000,00")),
        (ods.number(2020, "2020/2021"), price),
        (ods.number(2020, "2.020"), price),
    ]
    rows = [
        ods.row(ods.text("VW Gol"), ods.text(f"XVC1A{at:02}"), *both)
        for at, both in enumerate(cells, start=1)
    ]
    header = ods.row(*map(ods.text, HEADER))
    style = (
        '<number:number-style style:name="N1"><number:number number:min-integer-digits="1"/>'
        "<number:text>000</number:text></number:number-style>"
    )
    table = ods.table("Frota", header, *rows)
    ods.write("open-document-altered.ods", table, styles=style)


def to_be_calculated() -> None:
    """As programs write formulas: with a zero, and a word that they have to be calculated."""
    book = xlsxwriter.Workbook(FOLDER / "formulas-to-be-calculated.xlsx")
    book.set_properties({"created": dt.datetime(2024, 1, 1)})  # noqa: DTZ001
    sheet = book.add_worksheet("Frota")
    sheet.write_row(0, 0, HEADER)
    for at, row in enumerate(
        (
            ('=CONCATENATE("VW ","Gol")', "XED1A01", 2020, 45_000),
            ("VW Gol", "XED1A02", "=2019+1", 45_000),
            ("VW Gol", "XED1A03", 2020, "=90000/2"),
            ("VW Gol", "XED1A04", 2020, 45_000),
        ),
        start=1,
    ):
        sheet.write_row(at, 0, row)
    book.close()


def hidden_sheets() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Capa"
    book.worksheets[0]["A1"] = "Relatório da frota"
    for title, prefix in (("Base", "XZI"), ("Muito oculta", "XZJ")):
        sheet = book.create_sheet(title)
        sheet.append(HEADER)
        sheet.append(("VW Gol", f"{prefix}1A11", 2020, 45_000))
    book.worksheets[1].sheet_state = "hidden"
    book.worksheets[2].sheet_state = "veryHidden"
    _save(book, "hidden-sheets-only.xlsx")
    del book["Capa"]["A1"]
    book["Capa"].delete_rows(1)
    _save(book, "hidden-sheets-beside-a-blank-one.xlsx")


def models_made_by_excel() -> None:
    """Texts that Excel took for dates, numbers or truths, and numbers that are names."""
    book = xlsxwriter.Workbook(FOLDER / "models-made-by-excel.xlsx")
    book.set_properties({"created": dt.datetime(2024, 1, 1)})  # noqa: DTZ001
    sheet = book.add_worksheet("Frota")
    sheet.write_row(0, 0, HEADER)
    models: Sequence[Cell] = (
        (dt.date(2026, 3, 9), "d-mmm"),  # typed 9-3
        (dt.date(2009, 3, 1), "mmm-yy"),
        (dt.datetime(2008, 3, 9, 10, 30), "dd/mm/yyyy hh:mm"),  # noqa: DTZ001
        (dt.time(9, 3), "h:mm"),
        (True, "General"),
        (2, "0%"),
        (208, '#,##0," mil"'),
        (208, "General"),
        (2008, "#,##0"),
        (208, '"Peugeot "0'),
        ("9-3", "@"),
    )
    for at, (value, code) in enumerate(models, start=1):
        sheet.write(at, 0, value, book.add_format({"num_format": code}))
        sheet.write_row(at, 1, (f"XVD1A{at:02}", 2020, 45_000))
    book.close()


MODELS_BY_FORMAT: Sequence[tuple[float, str, str]] = (
    *((24.28, "0.000", "24,280"), (24_280, "#,##0", "24.280"), (1, "0.0", "1,0")),
    *((500, '"R$ "0', "R$ 500"), (208, "#,##0.00", "208,00"), (1.6, "General", "1,6")),
    *((9.3, "@", "9,3"), (2008, "#,##0", "2.008"), (24.28, "0", "24")),
    *((8, "000", "008"), (208, "General", "208"), (208, "#,##0", "208"), (2008, "0", "2008")),
    *((147, "@", "147"), (500, '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', "500")),
)


def models_by_format() -> None:
    """Numbers that are names, in every kind of workbook."""
    book = xlsxwriter.Workbook(FOLDER / "models-by-format.xlsx")
    book.set_properties({"created": dt.datetime(2024, 1, 1)})  # noqa: DTZ001
    sheet, old = book.add_worksheet("Frota"), xlwt.Workbook()
    old_sheet, rows = old.add_sheet("Frota"), [ods.row(*map(ods.text, HEADER))]
    for column, text in enumerate(HEADER):
        sheet.write(0, column, text)
        old_sheet.write(0, column, text)
    for at, (value, code, shown) in enumerate(MODELS_BY_FORMAT, start=1):
        sheet.write(at, 0, value, book.add_format({"num_format": code}))
        sheet.write_row(at, 1, (f"YJC1A{at:02}", 2020, 45_000))
        old_sheet.write(at, 0, value, xlwt.easyxf(num_format_str=code))
        for column, held in enumerate((f"YJD1A{at:02}", 2020, 45_000), start=1):
            old_sheet.write(at, column, held)
        others = (ods.text(f"YJE1A{at:02}"), ods.number(2020, "2020"), ods.number(45_000, "45000"))
        rows.append(ods.row(ods.number(value, shown), *others))
    book.close()
    stream = io.BytesIO()
    old.save(stream)
    (FOLDER / "excel-97-models-by-format.xls").write_bytes(stream.getvalue())
    ods.write("open-document-models-by-format.ods", ods.table("Frota", *rows))


def passwords() -> None:
    """Only what is not there yet: each time is made with other salts."""
    made = {
        "default-password.xlsx": (encrypted.agile, "XEE"),
        "default-password-2007.xlsx": (encrypted.standard, "XEF"),
        "default-password-97.xls": (encrypted.rc4, "XEG"),
        "default-password-2003.xls": (encrypted.rc4_crypto_api, "XEH"),
    }
    for name, (encrypt, prefix) in made.items():
        if not (FOLDER / name).exists():
            path = FOLDER / name
            write = xls if path.suffix == ".xls" else xlsx
            write(name, [], [(45_000, "General")], prefix)
            path.write_bytes(encrypt(path.read_bytes()))


def before_the_first_day() -> None:
    """Numbers below 0 in cells for dates, which Excel shows as hashes."""
    dates: Sequence[Cell] = [(-5, "dd/mm/yyyy"), (-1e300, "yyyy"), (-0.5, "d-mmm")]
    good: Sequence[Cell] = [(45_000, "General")]
    xlsx("dates-below-zero.xlsx", dates, good, "XEI")
    xls("excel-97-dates-below-zero.xls", dates, good, "XEJ")


def macintosh() -> None:
    """Excel 5 for the Macintosh, whose code page has two numbers."""
    for number, prefix in ((10_000, "XEK"), (32_768, "XEL")):
        content = ole({"Book": _excel_5(number, f"{prefix}1A11").ljust(4096, b"\0")})
        (FOLDER / f"excel-5-macintosh-{number}.xls").write_bytes(content)


def excel_95() -> None:
    """Formats of a workbook's own, before Excel 97 as texts of its code page."""
    prices: Sequence[Cell] = [(45_000, '"R$" #,##0.00'), (45_000, "0%"), (45_000, '0" €"')]
    content = ole({"Book": _excel_5(1252, "XER1A11", prices).ljust(4096, b"\0")})
    (FOLDER / "excel-95-formats.xls").write_bytes(content)


def _excel_5(code_page: int, placa: str, prices: Sequence[Cell] = ((45_000, "General"),)) -> bytes:
    encoding = "mac_roman" if code_page in (10_000, 32_768) else "cp1252"

    def begin(kind: int) -> tuple[int, bytes]:
        return 0x0809, struct.pack("<HHHH", 0x0500, kind, 0, 0)

    def label(row: int, column: int, text: str) -> tuple[int, bytes]:
        written = text.encode(encoding)
        return 0x0204, struct.pack("<HHHH", row, column, 0, len(written)) + written

    def number(row: int, column: int, value: float, style: int = 0) -> tuple[int, bytes]:
        return 0x0203, struct.pack("<HHHd", row, column, style, value)

    def formats() -> Iterator[tuple[int, bytes]]:
        for at, (_, code) in enumerate(prices):
            written = code.encode(encoding)
            yield 0x041E, struct.pack("<HB", 164 + at, len(written)) + written
        for at in range(len(prices)):
            yield 0x00E0, struct.pack("<HH12x", 0, 164 + at)

    def book(at: int) -> bytes:
        name = "São José".encode(encoding)
        sheet = struct.pack("<LHB", at, 0, len(name)) + name
        page = struct.pack("<H", code_page)
        kept = formats() if len(prices) > 1 else ()
        return biff([begin(5), (0x0042, page), *kept, (0x0085, sheet), (0x000A, b"")])

    cells = [label(0, column, text) for column, text in enumerate(HEADER)]
    for at, (value, _) in enumerate(prices):
        plate = f"{placa[:3]}{at + 1}{placa[4:]}"
        cells += [label(at + 1, 0, "Citroën C3 Edição"), label(at + 1, 1, plate)]
        cells += [number(at + 1, 2, 2020), number(at + 1, 3, value, at)]
    return book(len(book(0))) + biff([begin(0x10), *cells, (0x000A, b"")])


def _save(book: openpyxl.Workbook, name: str) -> None:
    from tests.corpus.make import save

    save(book, name)


def make() -> None:
    xlsx("dates-by-format.xlsx", DATES, [], "XEA")
    xlsx("prices-by-format.xlsx", [], PRICES, "XEB")
    xls("excel-97-formats.xls", DATES[:6], PRICES[:8], "XEM")
    xlsx("numbers-altered.xlsx", ALTERED_YEARS, ALTERED_PRICES, "XVA")
    xls("excel-97-altered.xls", ALTERED_YEARS, ALTERED_PRICES, "XVB")
    open_document_of_altered_numbers()
    models_made_by_excel()
    models_by_format()
    open_document()
    to_be_calculated()
    hidden_sheets()
    passwords()
    before_the_first_day()
    macintosh()
    excel_95()
