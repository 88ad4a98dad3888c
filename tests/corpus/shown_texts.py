"""Workbooks whose formats show something else than the texts of cells, and merged cells."""

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter
import xlwt

from tests.corpus import open_document as ods

FOLDER = Path(__file__).with_name("workbooks")
HEADER = ("modelo", "placa", "ano", "valor_fipe")
# Model and price, each with its format.
Row = tuple[tuple[str | int, str], tuple[str | int, str]]
PRICE = (45_000, "General")
ROWS: Sequence[Row] = (
    (("VW Gol", "@"), ("45", '@" mil"')),
    (("VW Gol", "@"), ("45000", '"US$ "@')),
    (("VW Gol", "@"), ("45", '@"%"')),
    (("VW Gol", "@"), ("45000", ";;;")),
    (("VW Gol", "@"), ("45", '@"000"')),
    (("VW Gol", ";;;"), PRICE),
    ((1130, "0.00E+00"), PRICE),
    (("VW Gol", '_-"R$"* #,##0_-;-"R$"* #,##0_-;_-"R$"* "-"_-;_-@_-'), ("45000", "@")),
    (("Gol", '"VW "@'), ("45.000,00", "_-@_-")),
)


def xlsx(name: str, prefix: str) -> None:
    book = xlsxwriter.Workbook(FOLDER / name)
    book.set_properties({"created": dt.datetime(2024, 1, 1)})  # noqa: DTZ001
    sheet = book.add_worksheet("Frota")
    sheet.write_row(0, 0, HEADER)
    for at, cells in enumerate(ROWS, start=1):
        sheet.write_row(at, 1, (f"{prefix}1A{at:02}", 2020))
        for column, (value, code) in zip((0, 3), cells, strict=True):
            write = sheet.write_string if isinstance(value, str) else sheet.write_number
            write(at, column, value, book.add_format({"num_format": code}))  # type: ignore[arg-type]
    book.close()


def xls(name: str, prefix: str) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Frota")
    for column, text in enumerate(HEADER):
        sheet.write(0, column, text)
    for at, cells in enumerate(ROWS, start=1):
        for column, text in enumerate((f"{prefix}1A{at:02}", 2020), start=1):
            sheet.write(at, column, text)
        for column, (value, code) in zip((0, 3), cells, strict=True):
            sheet.write(at, column, value, xlwt.easyxf(num_format_str=code))
    at = len(ROWS) + 1
    for column, text in enumerate(("VW Gol", f"{prefix}1A{at:02}", 2020)):
        sheet.write(at, column, text)
    # The last row is a blank one, prepared for another vehicle.
    for row in (at, at + 1):
        sheet.write(row, 3, xlwt.Formula("45000*1"))
    stream = io.BytesIO()
    book.save(stream)
    (FOLDER / name).write_bytes(stream.getvalue())


def merged() -> None:
    """A title over all columns, and a model that stands for two rows."""
    title = '<table:table-cell table:number-columns-spanned="4" table:number-rows-spanned="1"/>'
    cell = "<table:table-cell "
    span = 'table:number-columns-spanned="1" table:number-rows-spanned="2" '
    model = ods.text("VW Gol").replace(cell, cell + span)
    values = (ods.number(2020, "2020"), ods.number(45_000, "45.000,00"))
    rest = [(ods.text(f"XYV1A0{at}"), *values) for at in (3, 4)]
    rows = [
        ods.row(title),
        ods.row(*map(ods.text, HEADER)),
        ods.row(model, *rest[0]),
        ods.row("<table:covered-table-cell/>", *rest[1]),
    ]
    ods.write("open-document-merged.ods", ods.table("Frota", *rows))


def make() -> None:
    xlsx("texts-by-format.xlsx", "XYS")
    xls("excel-97-texts-by-format.xls", "XYT")
    merged()
