import io
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from tests.spreadsheets.sheets import refused
from vehicle_pipeline.contracts import DialectOverrides
from vehicle_pipeline.domain.records import FIELDS
from vehicle_pipeline.spreadsheets.headers.finding import find_header
from vehicle_pipeline.spreadsheets.template import template

YEAR = 2026


@pytest.fixture(scope="module")
def content() -> bytes:
    return template(YEAR)


@pytest.fixture
def book(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_it_has_our_columns_and_nothing_else(content: bytes) -> None:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    assert sheet.to_python() == [list(FIELDS)]


def test_each_column_is_checked_while_it_is_typed(book: Any) -> None:
    rules = {str(rule.sqref)[0]: rule for rule in book["Veículos"].data_validations.dataValidation}
    assert {name: rule.type for name, rule in rules.items()} == {
        "A": "textLength",
        "B": "custom",
        "C": "whole",
        "D": "decimal",
    }
    assert (rules["C"].formula1, rules["C"].formula2) == ("1900", str(YEAR + 1))
    assert (rules["D"].operator, rules["D"].formula1) == ("greaterThan", "0")
    # The import takes 2020/2021, too, and more than the formula can tell of a plate.
    assert [rules[name].errorStyle for name in "BC"] == ["warning"] * 2
    for rule in rules.values():
        assert str(rule.sqref).endswith("1048576")
        assert rule.showInputMessage
        assert "Exemplo" in rule.prompt


def test_a_plate_that_looks_like_a_date_stays_a_text(book: Any) -> None:
    widths = book["Veículos"].column_dimensions
    assert [widths[name].number_format for name in "ABCD"] == ["@", "@", "0", "#,##0.00"]


def test_the_instructions_are_never_taken_for_vehicles(content: bytes) -> None:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Instruções")
    rows = [[str(cell) for cell in row] for row in sheet.to_python()]
    assert any("Mercosul" in cell for row in rows for cell in row)
    assert refused(find_header, rows, DialectOverrides()).code == "missing_columns"


def test_it_is_the_same_file_every_time(content: bytes) -> None:
    assert template(YEAR) == content
    assert template(YEAR + 1) != content
