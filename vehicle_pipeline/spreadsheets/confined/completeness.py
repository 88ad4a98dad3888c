"""Checks that every row was read, by counting the rows without the library that read them."""

import re
from bisect import bisect_right

from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.confined.calamine_sheet import Block
from vehicle_pipeline.spreadsheets.confined.rows_xml import Piece

# A cell with something in it: a value, or a text of its own.
_VALUE = re.compile(rb"<(?:[\w.-]+:)?[vt](?:\s[^<>]*)?>[^<]")
_ROW = re.compile(rb"<(?:[\w.-]+:)?row(?=[\s/>])")


def check_rows(piece: Piece, block: Block | None) -> None:
    """Raise BadSpreadsheetError (incomplete_reading) if `block` lacks rows that `piece` has.

    A cell outside its row (unreadable_file) could stand over another piece's cell.
    """
    if piece.numbers is None:
        return
    first, last = piece.numbers[0], piece.numbers[-1]
    if block and not first <= block.first_row <= block.last_row <= last:
        raise BadSpreadsheetError("unreadable_file")
    read_to = block.last_row if block else 0
    if read_to < last and _VALUE.search(piece.rows, _row_behind(piece, read_to)):
        raise BadSpreadsheetError("incomplete_reading", read=read_to, expected=last)


def _row_behind(piece: Piece, number: int) -> int:
    """Where the first row after `number` begins in the XML."""
    index = bisect_right(piece.numbers or [], number)
    for at, row in enumerate(_ROW.finditer(piece.rows)):
        if at == index:
            return row.start()
    return len(piece.rows)
