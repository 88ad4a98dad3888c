"""Facts about a sheet, read from its records, that calamine does not report."""

from vehicle_pipeline.spreadsheets.confined.merged_cells import Merged
from vehicle_pipeline.spreadsheets.confined.number_formats import Look
from vehicle_pipeline.spreadsheets.confined.text_formats import TextLook

# Codes of errors, the same in .xls and .xlsb.
_NAMES = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


class Survey:
    """What stands in the cells of a sheet, what is hidden, and the last row with anything in it.

    `cells` holds, by row from 1, then by column from 0, the texts of errors, and what a format
    shows in place of a number or text. Ranges of `hidden_rows` count from 1, of `hidden_columns`
    from 0.
    """

    def __init__(self) -> None:
        self.cells: dict[int, dict[int, str | Look | TextLook]] = {}
        self.hidden_rows: list[range] = []
        self.hidden_columns: list[range] = []
        self.merged: list[Merged] = []
        # Columns of formulas with an empty result, which may be one that was not saved, by row.
        self.unsure: dict[int, list[int]] = {}
        self.last_row = 0

    def add_error(self, row: int, column: int, code: int) -> None:
        """Note an error cell."""
        self.add_text(row, column, _NAMES.get(code, "#ERRO!"))

    def add_text(self, row: int, column: int, text: str) -> None:
        """Note a text that stands for a cell."""
        self.cells.setdefault(row, {})[column] = text

    def add_shown(self, row: int, column: int, shown: Look | TextLook | None) -> None:
        """Note what the format of a number or text shows, if it is something else."""
        if shown:
            self.cells.setdefault(row, {})[column] = shown
