"""Workbooks whose sheets calamine reads as a whole: .xls, .xlsb, .ods."""

from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import islice
from typing import BinaryIO

from python_calamine import CalamineSheet

from vehicle_pipeline.domain.shown_values import EMPTY_FORMULA
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.confined.calamine_sheet import (
    Block,
    Row,
    block_of,
    load_sheet,
    open_workbook,
    sheet_infos,
)
from vehicle_pipeline.spreadsheets.confined.merged_cells import Merged
from vehicle_pipeline.spreadsheets.confined.model_numbers import Showings
from vehicle_pipeline.spreadsheets.confined.survey import Survey


class WholeBook:
    """A workbook; `survey` looks at the sheet of an index in the order of the tabs, and `showings`
    at the numbers in a column of it.
    """

    def __init__(
        self,
        source: str | BinaryIO,
        survey: Callable[[int], Survey],
        showings: Callable[[int, int], Showings],
    ) -> None:
        self._book = open_workbook(source)
        self._survey, self._showings = survey, showings
        self.sheets = sheet_infos(self._book)

    def sheet(self, name: str) -> "WholeSheet":
        """Return a sheet, parsed."""
        index = [sheet.name for sheet in self.sheets].index(name)
        loaded = load_sheet(self._book, name)
        return WholeSheet(loaded, self._survey(index), partial(self._showings, index))


class WholeSheet:
    """A sheet that was parsed; its rows can be gone through again and again."""

    def __init__(
        self, sheet: CalamineSheet, survey: Survey, showings: Callable[[int], Showings]
    ) -> None:
        self._sheet = sheet
        self._survey = survey
        # Asked for each batch of rows.
        self._showings = cache(showings)

    def top(self, rows: int) -> Block | None:
        """Return the rows with a number up to `rows`."""
        if block := self._block():
            count = max(rows - block.first_row + 1, 0)
            return block._replace(rows=list(islice(block.rows, count)))
        return None

    def reading(self, head_rows: int | None) -> tuple[bool, Iterator[Block]]:  # noqa: ARG002
        """Return that all rows will be read, and them."""
        block = self._block()
        last_row = block.last_row if block else 0
        if last_row < self._survey.last_row:
            raise BadSpreadsheetError(
                "incomplete_reading", read=last_row, expected=self._survey.last_row
            )
        return True, iter([block] if block else [])

    @property
    def hidden_columns(self) -> list[range]:
        """The positions of columns that are not shown."""
        return self._survey.hidden_columns

    def merged(self) -> list[Merged]:
        """Return the blocks of merged cells, which calamine knows of an .xls only."""
        known = [
            Merged(top + 1, left, bottom + 1, right)
            for (top, left), (bottom, right) in self._sheet.merged_cell_ranges or []
        ]
        return known + self._survey.merged

    def _block(self) -> Block | None:
        block = block_of(self._sheet)
        if block is None:
            return None
        hidden = frozenset(self._hidden_rows(block))
        is_changed = self._survey.cells or self._survey.unsure
        rows = self._as_shown(block) if is_changed else block.rows
        return block._replace(rows=rows, hidden=hidden, showings=self._showings)

    def _hidden_rows(self, block: Block) -> Iterator[int]:
        for rows in self._survey.hidden_rows:
            yield from range(max(rows.start, block.first_row), min(rows.stop, block.last_row + 1))

    def _as_shown(self, block: Block) -> Iterator[Row]:
        for number, row in enumerate(block.rows, block.first_row):
            for column, shown in self._survey.cells.get(number, {}).items():
                at = column - block.first_column
                text = shown if isinstance(shown, str) else shown.text(row[at])
                row[at] = row[at] if text is None else text
            # A row of nothing but such formulas is a blank one, prepared for more vehicles.
            if number in self._survey.unsure and any(cell != "" for cell in row):
                places = range(block.first_column, block.first_column + block.width)
                for column in self._survey.unsure[number]:
                    if column in places:
                        row[column - block.first_column] = EMPTY_FORMULA
            yield row
