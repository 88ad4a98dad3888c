"""Uploads of every kind, made for one test."""

import io
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

import openpyxl
import polars as pl
import pytest
import xlwt

from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.errors import BadSpreadsheetError

HEADER = ("modelo", "placa", "ano", "valor_fipe")
Sheet = Sequence[Sequence[Any]]


def xlsx(*sheets: Sheet, hidden: Sequence[int] = ()) -> BinaryIO:
    """A workbook whose sheets are called S0, S1, ...; those of `hidden` are not shown."""
    book = openpyxl.Workbook()
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


def xls(rows: Sheet) -> BinaryIO:
    """A workbook of Excel 97."""
    book = xlwt.Workbook()
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
