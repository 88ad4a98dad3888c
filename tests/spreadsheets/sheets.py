"""Uploads of every kind, made for one test."""

import io
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO, NamedTuple

import openpyxl
import polars as pl
import pytest
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from vehicle_pipeline.contracts import Dialect, DialectOverrides
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.domain.records import FIELDS
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets import workbook
from vehicle_pipeline.spreadsheets.limits import DEFAULT_LIMITS, WorkbookLimits

HEADER = ("modelo", "placa", "ano", "valor_fipe")
Sheet = Sequence[Sequence[Any]]


def xlsx(*sheets: Sheet, hidden: Sequence[int] = (), since_1904: bool = False) -> BinaryIO:
    """A workbook whose sheets are called S0, S1, ...; those of `hidden` are not shown."""
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904 if since_1904 else CALENDAR_WINDOWS_1900
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"S{number}")
        for row in rows:
            sheet.append(list(row))
        if number in hidden:
            sheet.sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream


def xls(rows: Sheet, *, since_1904: bool = False) -> BinaryIO:
    """A workbook of Excel 97."""
    book = xlwt.Workbook()
    book.dates_1904 = since_1904
    sheet = book.add_sheet("S0")
    date = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                style = [date] if hasattr(value, "year") else []
                sheet.write(at, column, value, *style)
    stream = io.BytesIO()
    book.save(stream)
    return stream


def refused(call: Callable[..., object], *arguments: object) -> BadSpreadsheetError:
    """The refusal that a call ends in; it can be told in both languages."""
    with pytest.raises(BadSpreadsheetError) as caught:
        call(*arguments)
    for language in ("pt", "en"):
        assert sentence(caught.value.code, caught.value.params, language)
    return caught.value


def together(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(frames) if frames else pl.DataFrame({"row_number": []})


class Reading(NamedTuple):
    """A workbook that was read to its end."""

    dialect: Dialect
    frame: pl.DataFrame
    is_whole: bool
    notes: dict[str, int]
    # With the notes about the records.
    noted: Dialect

    @property
    def rows(self) -> dict[int, tuple[Any, ...]]:
        """Row number to texts, then native year and native price."""
        cells = [name for name in self.frame.columns if name[0] in "cn" and name[1:].isdigit()]
        return dict(zip(self.frame["row_number"], self.frame.select(cells).rows(), strict=True))


def read_workbook(
    content: BinaryIO | bytes,
    *,
    fields: Sequence[str] = FIELDS,
    head_rows: int | None = None,
    limits: WorkbookLimits = DEFAULT_LIMITS,
    **said: Any,
) -> Reading:
    """Read a workbook, `said` being the overrides."""
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    with workbook.opened(stream, DialectOverrides(**said), fields, head_rows, limits) as opened:
        frame = together([*opened.records])
        return Reading(opened.dialect, frame, opened.is_whole, dict(opened.notes), opened.noted)
