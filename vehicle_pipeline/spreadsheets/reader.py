"""Opens an upload of any format."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import BinaryIO

from vehicle_pipeline.contracts import DialectOverrides
from vehicle_pipeline.domain.records import FIELDS
from vehicle_pipeline.spreadsheets import workbook
from vehicle_pipeline.spreadsheets.formulas import restored_records, unprotected_exports
from vehicle_pipeline.spreadsheets.headers.second_table import one_table
from vehicle_pipeline.spreadsheets.headers.units_around import in_reais
from vehicle_pipeline.spreadsheets.limits import DEFAULT_LIMITS, WorkbookLimits
from vehicle_pipeline.spreadsheets.packed import check_options, unpacked
from vehicle_pipeline.spreadsheets.signature import is_excel
from vehicle_pipeline.spreadsheets.spreadsheet import Spreadsheet
from vehicle_pipeline.spreadsheets.text import opening as text
from vehicle_pipeline.spreadsheets.units import with_units
from vehicle_pipeline.spreadsheets.year_columns import with_years_compared


@contextmanager
def open_spreadsheet(
    stream: BinaryIO,
    filename: str,
    overrides: DialectOverrides | None = None,
    *,
    fields: Sequence[str] = FIELDS,
    head_rows: int | None = None,
    limits: WorkbookLimits = DEFAULT_LIMITS,
) -> Iterator[Spreadsheet]:
    """Detect the dialect of a file; `stream` must be seekable and stay open while it is read.

    The header must name all `fields`; if there are none, any table is read. `head_rows` limits the
    rows read of a slow workbook. Raises BadSpreadsheetError, on entering and while records are
    read: empty_file, unreadable_file, missing_columns, ...
    """
    specified = overrides or DialectOverrides()
    with (
        unpacked(stream, filename, limits) as (inner, name),
        _opened(inner, name, specified, fields, head_rows, limits) as opened,
    ):
        is_correction = opened.dialect.parent_id is not None
        spreadsheet = (restored_records if is_correction else unprotected_exports)(opened)
        if fields:
            dialect = spreadsheet.dialect
            records = one_table(spreadsheet.records, dialect, spreadsheet.notes)
            whole = with_units(in_reais(records, dialect), dialect)
            compared = with_years_compared(whole, dialect, spreadsheet.notes)
            spreadsheet = replace(spreadsheet, records=compared)
        yield spreadsheet


def _opened(
    stream: BinaryIO,
    filename: str,
    overrides: DialectOverrides,
    fields: Sequence[str],
    head_rows: int | None,
    limits: WorkbookLimits,
) -> AbstractContextManager[Spreadsheet]:
    check_options(overrides, filename)
    if is_excel(filename):
        return workbook.opened(stream, overrides, fields, head_rows, limits)
    return text.opened(stream, overrides, fields)
