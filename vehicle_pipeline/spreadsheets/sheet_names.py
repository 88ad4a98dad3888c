"""The sheets that people see in a workbook, in the order of their tabs."""

from typing import BinaryIO

from vehicle_pipeline.spreadsheets.confined.wire import SheetInfo
from vehicle_pipeline.spreadsheets.confinement import Conversation, confined
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits


def sheet_names(stream: BinaryIO, limits: WorkbookLimits) -> list[str]:
    """Return their names. Raises BadSpreadsheetError if the workbook cannot be read."""
    with confined(stream, limits) as child:
        return sheets_of(child)


def sheets_of(child: Conversation) -> list[str]:
    """Return the sheet names in the first message of a child process."""
    message, _ = child.hear()
    sheets = [SheetInfo(**sheet) for sheet in message["sheets"]]
    return [sheet.name for sheet in sheets if sheet.is_table and sheet.is_visible]
