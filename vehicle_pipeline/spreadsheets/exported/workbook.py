"""Writes vehicles as a workbook: typed cells, in constant memory."""

import re
from collections.abc import Iterable
from pathlib import Path

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from vehicle_pipeline.domain.records import FIELDS
from vehicle_pipeline.errors import TooManyRowsError
from vehicle_pipeline.spreadsheets.plain_cells import PlainCellsWorksheet

# Vehicles that a sheet has room for, below its header.
MAX_ROWS = 1_048_575
# Column widths in characters.
_WIDTHS = {"modelo": 40, "placa": 14, "ano": 8, "valor_fipe": 18}
# As text (@), a plate such as MAR-2020 does not become a date when somebody edits it. Prices are
# shown as the machine of the reader writes numbers.
_SHOWN = {"modelo": "@", "placa": "@", "ano": "0", "valor_fipe": "#,##0.00"}
_TEXTS = {"modelo", "placa"}
_HEADER = {"bold": True, "font_color": "white", "bg_color": "#1F4E78"}
# Not allowed in XML, not even escaped.
_NOT_XML = re.compile("[\ufffe\uffff]")


def write(path: Path, frames: Iterable[pl.DataFrame]) -> None:
    """Write the workbook to `path`, with temporary files in the same folder.

    Raises TooManyRowsError when a sheet has no room for all of them.
    """
    book = Workbook(path, {"constant_memory": True, "tmpdir": str(path.parent)})
    sheet = book.add_worksheet("Veículos", PlainCellsWorksheet)
    looks = [_look(book, field) for field in FIELDS]
    _write_header(book, sheet)
    count = 0
    for frame in frames:
        if count + frame.height > MAX_ROWS:
            raise TooManyRowsError
        for row in frame.iter_rows():
            count += 1
            _write_row(sheet, count, row, looks)
    sheet.autofilter(0, 0, count, len(FIELDS) - 1)
    book.close()


def _look(book: Workbook, field: str) -> Format:
    # A text that looks like a formula stays a text, also when somebody edits it.
    is_text = {"quote_prefix": True} if field in _TEXTS else {}
    return book.add_format({"num_format": _SHOWN[field], **is_text})


def _write_header(book: Workbook, sheet: Worksheet) -> None:
    header = book.add_format(_HEADER)
    for column, field in enumerate(FIELDS):
        shown = book.add_format({"num_format": _SHOWN[field]})
        sheet.set_column(column, column, _WIDTHS[field], shown)
        sheet.write_string(0, column, field, header)
    sheet.freeze_panes(1, 0)


def _write_row(sheet: Worksheet, at: int, row: tuple[object, ...], looks: list[Format]) -> None:
    modelo, placa, ano, valor_fipe = row
    sheet.write_string(at, 0, _NOT_XML.sub("\ufffd", str(modelo)), looks[0])
    sheet.write_string(at, 1, placa, looks[1])
    sheet.write_number(at, 2, ano, looks[2])
    sheet.write_number(at, 3, float(str(valor_fipe)), looks[3])
