import io
from typing import Any

import openpyxl
import pytest
import xlwt

from tests.spreadsheets.containers import ods, ods_row, xlsb
from tests.spreadsheets.sheets import HEADER, read_workbook
from vehicle_pipeline.contracts import Dialect
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.spreadsheets.confined.merged_cells import Merged, merged_in
from vehicle_pipeline.spreadsheets.confined.ods_grid import merged_in_ods
from vehicle_pipeline.spreadsheets.merged_notes import merged_notes

ROWS = [("", "", "", ""), HEADER, *(("Gol", f"ABC1D2{at}", 2020, 1) for at in range(5))]
Block = tuple[int, int, int, int]
UNSAID: dict[str, Any] = {"columns": ["modelo"], "mapping": {"modelo": "modelo"}, "ignored": []}


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
    ("blocks", "count", "ranges"),
    [
        ([], 0, None),
        ([(3, 0, 5, 0)], 2, "A3:A5"),
        ([(3, 0, 5, 1), (6, 3, 7, 3)], 6, "A3:B5, D6:D7"),
        ([(3, 0, 3, 1)], 1, "A3:B3"),
        # A block that begins beside the table takes the value of none of its columns to itself.
        ([(4, 3, 4, 6)], 0, None),
        # A title, and what is beside the table.
        ([(1, 0, 1, 3), (3, 5, 6, 6)], 0, None),
        ([(at, 1, at, 2) for at in range(3, 8)], 5, "B3:C3, B4:C4, B5:C5, B6:C6, B7:C7"),
    ],
)
def test_cells_without_a_value_since_they_are_merged_are_counted(
    made: Any, blocks: list[Block], count: int, ranges: str | None
) -> None:
    read = read_workbook(made(*blocks))
    assert read.notes.get("merged_cells", 0) == count
    notes = [note for note in read.noted.assumptions if note.code == "merged_cells"]
    assert [note.params["ranges"] for note in notes] == ([ranges] if ranges else [])
    for note in notes:
        for language in ("pt", "en"):
            assert f"({ranges})" in sentence(note.code, note.params, language)


def test_a_header_with_merged_cells_is_noted() -> None:
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.worksheets[0].append([*HEADER, "obs", None])
    book.worksheets[0].append(["Gol", "ABC1D23", 2020, 1, "x", "y"])
    book.worksheets[0].merge_cells("E1:F1")
    book.save(stream)
    noted = read_workbook(stream.getvalue()).noted.assumptions
    (note,) = [note for note in noted if note.code == "merged_header"]
    assert (note.params["count"], note.params["ranges"]) == (1, "E1:F1")
    assert "(E1:F1)" in sentence(note.code, note.params)


def test_only_the_first_blocks_are_named() -> None:
    blocks = [Merged(row, 0, row + 1, 0) for row in range(2, 2002, 2)]
    dialect = Dialect(kind="excel", header_row=1, positions={"modelo": 0}, **UNSAID)
    (note,) = merged_notes(blocks, dialect)
    assert (note.cells, note.ranges) == (1000, "A2:A3, A4:A5, A6:A7, A8:A9, A10:A11, …")


def test_what_was_stored_before_ranges_were_named_can_be_told() -> None:
    assert "Células mescladas: 2 células" in sentence("merged_cells", {"count": 2})


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


def test_merged_cells_side_by_side_of_an_open_document_are_found() -> None:
    wide = b'<table:table-cell table:number-columns-spanned="4" table:number-rows-spanned="1"/>'
    row = b"<table:table-row><table:table-cell/></table:table-row>"
    content = b"<table:table><table:table-row>%s</table:table-row>%s</table:table>" % (wide, row)
    assert [*merged_in_ods(content, 0)] == [Merged(1, 0, 1, 3)]
    single = wide.replace(b'"4"', b'"1"')
    assert [*merged_in_ods(content.replace(wide, single), 0)] == []
