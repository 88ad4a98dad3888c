"""Prices that were cut in two before a workbook, or a text without commas, was made of them."""

from typing import Any

import pytest

from tests.spreadsheets.sheets import read_workbook, xlsx
from tests.spreadsheets.texts import dialect_of
from vehicle_pipeline.spreadsheets.headers.cut_prices import DIGITS_BESIDE

HEADER = ["modelo", "placa", "ano", "valor_fipe"]


def notes_of_text(beside: str, *prices: tuple[str, str]) -> list[str]:
    rows = [["Gol", f"ABC1D2{at}", "2020", *cells] for at, cells in enumerate(prices)]
    content = "\n".join(";".join(row) for row in [[*HEADER, beside], *rows])
    return [note.code for note in dialect_of(content).assumptions]


def notes_of_workbook(beside: str | None, *prices: tuple[Any, Any]) -> list[str]:
    rows = [["Gol", f"ABC1D2{at}", 2020, *cells] for at, cells in enumerate(prices)]
    return [
        note.code for note in read_workbook(xlsx([[*HEADER, beside], *rows])).dialect.assumptions
    ]


@pytest.mark.parametrize("beside", ["obs", ""])
def test_digits_beside_all_prices_are_noted(beside: str) -> None:
    assert DIGITS_BESIDE in notes_of_text(beside, ("45000", "90"), ("R$ 52.000", "5"))
    assert DIGITS_BESIDE in notes_of_workbook(beside or None, (45000, 90), (52000, 5))


@pytest.mark.parametrize(
    ("beside", "prices"),
    [
        ("portas", [("45000", "4"), ("52000", "2")]),
        ("obs", [("45000,00", "90"), ("52000", "10")]),
        ("obs", [("45000", "90"), ("52000", "novo")]),
        ("obs", [("45000", "90"), ("52000", "")]),
        ("obs", [("45000", ""), ("52000", "")]),
    ],
)
def test_other_cells_beside_prices_are_not(beside: str, prices: list[tuple[str, str]]) -> None:
    assert DIGITS_BESIDE not in notes_of_text(beside, *prices)
