"""Writes rejected rows as a workbook: faulty cells are marked, and a second sheet has a summary.

XlsxWriter writes each row to disk at once, so memory does not grow with the rows
(docs/decisions/0007-errors-workbook.md).
"""

from collections.abc import Iterable
from pathlib import Path

from xlsxwriter import Workbook

from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.spreadsheets.rejected.error_sheet import ErrorSheet
from vehicle_pipeline.spreadsheets.rejected.error_summary import add_summary
from vehicle_pipeline.spreadsheets.rejected.error_table import ErrorTable, RejectedRecord


def write(path: Path, table: ErrorTable, records: Iterable[RejectedRecord], filename: str) -> None:
    """Write the workbook to `path`, with temporary files in the same folder.

    `filename` is the name of the file with the rejected rows.
    """
    book = Workbook(path, {"constant_memory": True, "tmpdir": str(path.parent)})
    # The first sheet, because the reader takes the first one with our columns.
    rows = ErrorSheet(book, sentence("rejected_sheet", {}, table.language), table)
    for record in records:
        rows.add(record)
    rows.finish()
    add_summary(book, table, rows, filename)
    book.close()
