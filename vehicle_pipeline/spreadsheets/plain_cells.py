"""A worksheet that writes plain texts in half the time, with the same result.

XlsxWriter spends most of the time of a large sheet on attributes and escapes that most texts do
not need. Its `worksheet_class` is public, but some methods replaced here are private, so
`tests/spreadsheets/test_plain_cells.py` compares the two worksheets.
"""

import re
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import Worksheet

# Texts without characters to escape for XML or Excel, and without outer spaces to preserve.
_PLAIN = re.compile(r"(?!\s)[^&<>_\x00-\x1f\x7f\ufffe\uffff]*(?<!\s)")


class PlainCellsWorksheet(Worksheet):  # type: ignore[misc]  # has no types
    """For workbooks in constant memory, with inline texts; cells are addressed by numbers."""

    # Skips the check whether a cell is addressed by numbers or as `A1`.
    write_string = Worksheet._write_string
    write_number = Worksheet._write_number

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        text = getattr(cell, "string", None)
        if text and cell.format and _PLAIN.fullmatch(text):
            place, style = xl_rowcol_to_cell_fast(row, col), cell.format._get_xf_index()
            self.fh.write(f'<c r="{place}" s="{style}" t="inlineStr"><is><t>{text}</t></is></c>')
        else:
            super()._write_cell(row, col, cell)
