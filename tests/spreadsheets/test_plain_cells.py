"""Our worksheet writes what XlsxWriter's own does, to the byte."""

import io
import zipfile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from vehicle_pipeline.spreadsheets.plain_cells import PlainCellsWorksheet

TEXTS = ["Gol", " Gol", "Gol ", "a & b", "<r>a</r>", "_x0041_", "a_b", "a\tb", "\x01", "ç", '"', ""]


def sheet(texts: list[str], kind: type[Worksheet]) -> bytes:
    """The XML of a sheet with each text twice, with a format and without."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"constant_memory": True})
    rows = book.add_worksheet("a", kind)
    look = book.add_format({"bold": True})
    for at, text in enumerate(texts):
        rows.write_string(at, 0, text, look)
        rows.write_string(at, 1, text)
        rows.write_number(at, 27, at, look)
    book.close()
    with zipfile.ZipFile(stream) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_written_as_by_the_library(text: str) -> None:
    assert sheet([text], PlainCellsWorksheet) == sheet([text], Worksheet)


@given(st.lists(st.text(st.characters(codec="utf-8")), max_size=20))
def test_any_texts_are_written_as_by_the_library(texts: list[str]) -> None:
    assert sheet(texts, PlainCellsWorksheet) == sheet(texts, Worksheet)
