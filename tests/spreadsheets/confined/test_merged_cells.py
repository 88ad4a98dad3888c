import io
from typing import Any

import openpyxl
import pytest
import xlwt

from tests.spreadsheets.sheets import HEADER, read_workbook
from vehicle_pipeline.spreadsheets.confined.merged_cells import Merged, merged_in

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


@pytest.mark.parametrize("made", [merged_xlsx, merged_xls])
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
