"""A worksheet that writes plain texts in half the time, and the same bytes.

XlsxWriter spends most of a large sheet on attributes and escapes that most texts do not need. Its
`worksheet_class` is the public way to another worksheet; the methods that are replaced here are not
all public, so `tests/spreadsheets/rejected/test_plain_cells.py` holds both against each other.
"""

import re
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import Worksheet

# Neither for XML nor for Excel is there anything to escape, at the ends no blank to preserve.
_PLAIN = re.compile(r"(?!\s)[^&<>_\x00-\x1f\x7f\ufffe\uffff]*(?<!\s)")


class PlainCellsWorksheet(Worksheet):  # type: ignore[misc]  # has no types
    """For workbooks in constant memory, where texts stand in their cells; places are numbers."""

    # Without the look at whether a place is called by numbers or `A1`.
    write_string = Worksheet._write_string
    write_number = Worksheet._write_number

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        text = getattr(cell, "string", None)
        if text and cell.format and _PLAIN.fullmatch(text):
            place, style = xl_rowcol_to_cell_fast(row, col), cell.format._get_xf_index()
            self.fh.write(f'<c r="{place}" s="{style}" t="inlineStr"><is><t>{text}</t></is></c>')
        else:
            super()._write_cell(row, col, cell)
