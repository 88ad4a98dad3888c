"""The summary sheet of a workbook of rejected rows, with instructions for correcting them."""

from collections.abc import Iterator
from typing import Literal

from xlsxwriter import Workbook

from vehicle_pipeline.domain.messages import Language, sentence
from vehicle_pipeline.spreadsheets.rejected.error_sheet import COMMENTED_ROWS, ErrorSheet, cell_text
from vehicle_pipeline.spreadsheets.rejected.error_table import ErrorTable
from vehicle_pipeline.spreadsheets.sheet_look import row_height

# Column widths in characters.
_WIDTHS = (24, 90, 14)
_STEPS = ("how_correct", "how_delete", "how_keep", "how_send")

Style = Literal["title", "bold", "text"]
# A style, and the values of the cells from the left.
Line = tuple[Style, list[str | int]]


def add_summary(book: Workbook, table: ErrorTable, rows: ErrorSheet, filename: str) -> None:
    """Add the summary of the finished sheet `rows` as the last sheet."""
    sheet = book.add_worksheet(sentence("summary_sheet", {}, table.language))
    formats = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "bold": book.add_format({"bold": True}),
        "text": book.add_format({"text_wrap": True, "valign": "top", "align": "left"}),
    }
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for row, (style, values) in enumerate(_lines(table, rows, filename)):
        if style == "text":
            sheet.set_row(row, row_height(zip(values, _WIDTHS, strict=False)))
        for column, value in enumerate(values):
            if isinstance(value, int):
                sheet.write_number(row, column, value, formats[style])
            else:
                sheet.write_string(row, column, cell_text(value), formats[style])


def _lines(table: ErrorTable, rows: ErrorSheet, filename: str) -> Iterator[Line]:
    def say(code: str, **params: object) -> str:
        return sentence(code, params, table.language)

    yield "title", [say("summary_title")]
    yield "text", []
    yield "text", [say("summary_file"), filename]
    yield "text", [say("summary_import"), str(table.import_id)]
    yield "text", [say("summary_rows"), rows.count - rows.duplicates]
    yield "text", [say("summary_duplicates"), rows.duplicates]
    yield "text", []
    yield "bold", [say("summary_code"), say("summary_meaning"), say("summary_count")]
    for code, count in rows.codes.most_common():
        yield "text", [code, _meaning(code, table.language), count]
    yield "text", []
    yield "bold", [say("how_title")]
    for step in _STEPS:
        yield "text", ["", say(step)]
    if rows.count > COMMENTED_ROWS:
        yield "text", ["", say("few_comments", rows=COMMENTED_ROWS)]


def _meaning(code: str, language: Language) -> str:
    """Return the meaning of a code, or the code itself if only a newer version knows it."""
    try:
        return sentence(f"about_{code}", {}, language)
    except KeyError:
        return code
