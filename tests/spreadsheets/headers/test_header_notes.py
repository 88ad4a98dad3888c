"""Headers of which something was restored or left out."""

import pytest

from tests.spreadsheets.headers.test_finding import NOTHING
from tests.spreadsheets.sheets import read_workbook, xlsx
from vehicle_pipeline.contracts import DialectOverrides
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.spreadsheets.headers.finding import find_header
from vehicle_pipeline.spreadsheets.headers.header_texts import letters

HEADER = ["modelo", "placa", "ano", "valor fipe"]
ROW = ["Gol", "ABC1D23", "2020", "1"]


def notes(rows: list[list[str]]) -> list[tuple[str, str]]:
    found = find_header(rows, NOTHING).assumptions
    for note in found:
        assert note.params["columns"] in sentence(note.code, note.params, "en")
    return [(note.code, note.params["columns"]) for note in found]


@pytest.mark.parametrize(
    "written", ["Ve&iacute;culo", "Ve&#237;culo", "VeÃ\xadculo", "Ve%C3%ADculo"]
)
def test_a_header_with_garbled_letters_is_read_with_a_note(written: str) -> None:
    assert notes([[written, *HEADER[1:]], ROW]) == [("restored_headers", "Veículo")]


def test_the_sender_may_name_a_column_as_it_is_written() -> None:
    said = DialectOverrides(mapping={"modelo": "Descri&ccedil;&atilde;o do bem"})
    header = find_header([["Descri&ccedil;&atilde;o do bem", *HEADER[1:]]], said)
    assert header.positions["modelo"] == 0


def test_columns_without_a_name_that_hold_something_are_named_by_their_letters() -> None:
    rows = [["", *HEADER, " ", ""], ["1", *ROW, "", "x"], ["", *ROW, " ", ""]]
    assert notes(rows) == [("unnamed_columns", "A, G")]


def test_so_are_those_of_a_workbook_beside_its_header() -> None:
    reading = read_workbook(xlsx([HEADER, [*ROW, None, "nota"]]))
    (note,) = reading.dialect.assumptions
    assert (note.code, note.params) == ("unnamed_columns", {"columns": "F"})
    assert reading.dialect.columns == HEADER


def test_those_that_hold_nothing_are_not() -> None:
    assert notes([["", *HEADER, ""], ["", *ROW, " "]]) == []


@pytest.mark.parametrize(
    ("at", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_have_the_letters_of_spreadsheet_programs(at: int, name: str) -> None:
    assert letters(at) == name
