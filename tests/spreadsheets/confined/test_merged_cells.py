import io
from typing import Any

import openpyxl
import pytest
import xlwt

from tests.spreadsheets.containers import ods, ods_row, xlsb
from tests.spreadsheets.sheets import HEADER, read_workbook
from vehicle_pipeline.spreadsheets.confined.merged_cells import Merged, merged_in
from vehicle_pipeline.spreadsheets.confined.ods_grid import merged_in_ods

ROWS = [("", "", "", ""), HEADER, *(("Gol", f"ABC1D2{at}", 2020, 1) for at in range(5))]
Block = tuple[int, int, int, int]


def merged_xlsx(*blocks: Block) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in ROWS:
        sheet.append(list(row))
    for top, left, bottom, right in blocks:
        sheet.merge_cells(None, top, left + 1, bottom, right + 1)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def merged_xls(*blocks: Block) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("S0")
    for at, row in enumerate(ROWS):
        for column, value in enumerate(row):
            sheet.write(at, column, value)
    sheet.merged_ranges.extend(
        (top - 1, bottom - 1, left, right) for top, left, bottom, right in blocks
    )
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def merged_ods(*blocks: Block) -> bytes:
    """With a row above that stands for two, and cells that stand for several."""
    rows = ods_row(*["", "", "", ""]) + ods_row(*HEADER)
    for number, row in enumerate(ROWS[2:], start=3):
        cells = []
        for column in range(8):
            value = row[column] if column < len(row) else ""
            cell = f'<table:table-cell office:value-type="string"><text:p>{value}</text:p>'
            for top, left, bottom, right in blocks:
                if (number, column) == (top, left):
                    span = f'table:number-columns-spanned="{right - left + 1}" '
                    span += f'table:number-rows-spanned="{bottom - top + 1}"'
                    cell = cell.replace("office:", f"{span} office:", 1)
            cells.append(cell + "</table:table-cell>")
        rows += f"<table:table-row>{''.join(cells)}</table:table-row>"
    return ods(rows)


def merged_xlsb(*blocks: Block) -> bytes:
    rows = [tuple(float(cell) if isinstance(cell, int) else cell for cell in row) for row in ROWS]
    places = [(top - 1, bottom - 1, left, right) for top, left, bottom, right in blocks]
    return xlsb(rows, merged=places)


@pytest.mark.parametrize("made", [merged_xlsx, merged_xls, merged_xlsb, merged_ods])
@pytest.mark.parametrize(
    ("blocks", "count"),
    [
        ([], 0),
        ([(3, 0, 5, 0)], 2),
        ([(3, 0, 5, 1), (6, 3, 7, 3)], 5),
        # A title, columns side by side, and what is beside the table.
        ([(1, 0, 1, 3), (3, 0, 3, 1), (3, 5, 6, 6)], 0),
    ],
)
def test_cells_without_a_value_since_they_are_merged_are_counted(
    made: Any, blocks: list[Block], count: int
) -> None:
    assert read_workbook(made(*blocks)).notes.get("merged_cells", 0) == count


def test_blocks_are_read_as_they_are_written() -> None:
    xml = b"""<mergeCells count="3"><mergeCell ref="A1:B2"/><x:mergeCell ref='AA10:ZZ1048576' />
    <mergeCell ref="A1"/><mergeCell other="1" ref="C3:C4"></mergeCell></mergeCells>"""
    assert list(merged_in(xml)) == [
        Merged(1, 0, 2, 1),
        Merged(10, 26, 1_048_576, 701),
        Merged(3, 2, 4, 2),
    ]


def test_repeated_rows_and_cells_of_an_open_document_are_counted() -> None:
    block = '<table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="3"/>'
    content = f"""<table:table><table:table-row/></table:table><table:table table:name="b">
    <table:table-column table:number-columns-repeated="9"/>
    <table:table-row table:number-rows-repeated="4"><table:table-cell/></table:table-row>
    <table:table-row><table:table-cell table:number-columns-repeated="5"/>{block}
    <table:covered-table-cell/>{block}</table:table-row></table:table>""".encode()
    assert [*merged_in_ods(content, 1)] == [Merged(5, 5, 7, 6), Merged(5, 7, 7, 8)]
    assert [*merged_in_ods(content, 0)] == []
