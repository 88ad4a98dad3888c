"""The sheet of rejected rows in a workbook of errors."""

import re
from collections import Counter, defaultdict
from datetime import date

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.domain.outside_text import shortened
from vehicle_pipeline.domain.rejections import DUPLICATES
from vehicle_pipeline.spreadsheets.formulas import kept
from vehicle_pipeline.spreadsheets.headers.corrections import REPORT_COLUMNS
from vehicle_pipeline.spreadsheets.plain_cells import PlainCellsWorksheet
from vehicle_pipeline.spreadsheets.rejected.error_table import (
    ErrorTable,
    RejectedRecord,
    Value,
    fault_sentence,
)
from vehicle_pipeline.spreadsheets.sheet_look import row_height

# Rows with comments and adjusted heights, which are held in memory until the end. The other rows
# have their faults only in the column of sentences.
COMMENTED_ROWS = 1_000
# Characters that Excel allows in a cell.
_CELL_LIMIT = 32_767
# Not allowed in XML, not even escaped.
_NOT_XML = re.compile("[\ufffe\uffff]")
_NOT_IN_COMMENTS = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
# Excel's dates before it are off by one day, because of its 29 February 1900.
_FIRST_DATE = date(1900, 3, 1)
# Column widths in characters.
_REPORT_WIDTHS = (14, 60, 30, 12)
_WIDTHS = {"modelo": 36, "placa": 14, "ano": 12, "valor_fipe": 16}
_OTHER_WIDTH = 16
# Columns with the format text, so that Excel does not turn a plate such as MAR-2020 into a date.
_TEXT_FIELDS = ("modelo", "placa")
_TEXT, _PRICE, _DATE = "@", "#,##0.00", "dd/mm/yyyy"
_MARK, _OURS, _THEIRS = "#FFC7CE", "#7F7F7F", "#1F4E78"
_DIM = {"font_color": _OURS}
# The sentences are wrapped, so that they are completely visible; the origin need not be.
_LOOKS = (_DIM, {"text_wrap": True}, {"text_wrap": True}, {**_DIM, "align": "fill"})
_COMMENT = {"width": 320, "height": 90}


class ErrorSheet:
    """Writes rejected rows one after the other, and counts them by code."""

    def __init__(self, book: Workbook, name: str, table: ErrorTable) -> None:
        self.count = 0
        # How many of them are duplicates, which are not counted as rejected.
        self.duplicates = 0
        self.codes: Counter[str] = Counter()
        self._table = table
        self._book = book
        self._sheet = book.add_worksheet(name, PlainCellsWorksheet)
        self._formats: dict[tuple[str, bool, bool], Format] = {}
        self._fields = {table.column(field): field for field in table.dialect.positions}
        self._ours = [book.add_format({**look, "valign": "top"}) for look in _LOOKS]
        self._write_header()

    def add(self, record: RejectedRecord) -> None:
        """Write the next row."""
        self.count += 1
        self.duplicates += all(fault.code in DUPLICATES for fault in record.faults)
        self.codes.update(fault.code for fault in record.faults)
        marked = {self._place(fault.field) for fault in record.faults}
        line = record.malformed
        cells = self._table.cells(record) if line is None else [self._table.line(line)]
        number, *texts = self._table.report(record)
        self._set_height(texts)
        self._sheet.write_number(self.count, 0, number, self._ours[0])
        for column, text in enumerate(texts, start=1):
            self._sheet.write_string(self.count, column, cell_text(text), self._ours[column])
        for column, value in enumerate(cells, start=len(texts) + 1):
            self._write(column, value, is_marked=column in marked)
        if self.count <= COMMENTED_ROWS:
            for column, note in self._notes(record).items():
                self._sheet.write_comment(self.count, column, note, _COMMENT)

    def finish(self) -> None:
        """Complete the sheet once all rows are written."""
        self._sheet.autofilter(0, 0, self.count, len(self._table.header) - 1)

    def _write_header(self) -> None:
        ours, theirs = (
            self._book.add_format({"bold": True, "font_color": "white", "bg_color": color})
            for color in (_OURS, _THEIRS)
        )
        for column, text in enumerate(self._table.header):
            is_ours = column < len(REPORT_COLUMNS)
            self._sheet.write_string(0, column, cell_text(text), ours if is_ours else theirs)
            field = self._fields.get(column, "")
            width = _REPORT_WIDTHS[column] if is_ours else _WIDTHS.get(field, _OTHER_WIDTH)
            typed = self._format(_TEXT) if field in _TEXT_FIELDS else None
            self._sheet.set_column(column, column, max(width, len(text) + 2), typed)
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(0)

    def _set_height(self, texts: list[str]) -> None:
        height = row_height(zip(texts, _REPORT_WIDTHS[1:3], strict=False))
        if height and self.count <= COMMENTED_ROWS:
            self._sheet.set_row(self.count, height)

    def _place(self, field: str) -> int:
        """Return the column to mark; the text of a malformed row is in the first one."""
        return self._table.column(field) or len(REPORT_COLUMNS)

    def _notes(self, record: RejectedRecord) -> dict[int, str]:
        """Return the comment for each faulty column."""
        notes = defaultdict(list)
        for fault in record.faults:
            column = self._place(fault.field)
            notes[column].append(fault_sentence(fault, self._table.language))
            if fault.suggestion:
                suggestion = {"suggestion": fault.suggestion}
                notes[column].append(sentence("suggested", suggestion, self._table.language))
        return {at: _NOT_IN_COMMENTS.sub(" ", "\n".join(lines)) for at, lines in notes.items()}

    def _write(self, column: int, value: Value, *, is_marked: bool) -> None:
        field = self._fields.get(column, "")
        place = (self.count, column)
        if isinstance(value, date) and value >= _FIRST_DATE:
            self._sheet.write_datetime(*place, value, self._format(_DATE, is_marked))
        elif isinstance(value, float):
            shown = _PRICE if field == "valor_fipe" else ""
            self._sheet.write_number(*place, value, self._format(shown, is_marked))
        elif value or is_marked:
            shown = _TEXT if field in _TEXT_FIELDS else ""
            text = cell_text(str(value))
            self._sheet.write_string(*place, text, self._format(shown, is_marked, True))

    def _format(self, shown: str, is_marked: bool = False, is_text: bool = False) -> Format:
        known = self._formats.get((shown, is_marked, is_text))
        if known:
            return known
        properties = {
            "valign": "top",
            **({"num_format": shown} if shown else {}),
            **({"bg_color": _MARK} if is_marked else {}),
            # Excel's flag for a cell that is text whatever it looks like.
            **({"quote_prefix": True} if is_text else {}),
        }
        made = self._book.add_format(properties)
        self._formats[shown, is_marked, is_text] = made
        return made


def cell_text(text: str) -> str:
    """Return a text, cut to Excel's limit, in a form that `formulas.restored` reverses."""
    whole = kept(_NOT_XML.sub("\ufffd", text))
    return shortened(whole, _CELL_LIMIT)
