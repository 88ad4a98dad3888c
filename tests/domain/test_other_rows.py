"""Rows without a plate that are no vehicles."""

import json
from typing import Any

import polars as pl
import pytest

from tests.domain.rows import cells, good, judged
from vehicle_pipeline.domain.messages import sentence


def reasons(*texts: str | None, beside: str = "") -> list[dict[str, Any]]:
    """What is said of each missing field of a row with a fifth cell, `beside`."""
    modelo, placa, ano, valor_fipe = texts
    frame = cells([(modelo, placa, ano, valor_fipe)]).with_columns(c4=pl.lit(beside))
    faults = judged(frame)["faults"][0].to_list()
    return [json.loads(fault["params"]) for fault in faults if fault["code"] == "required"]


@pytest.mark.parametrize("total", ["TOTAL", "Total geral", "Subtotal:", " Total da frota: 12 "])
def test_a_row_of_totals_is_called_one_wherever_its_word_stands(total: str) -> None:
    said = reasons("", None, "", "190.800,00", beside=total)
    expected = {"reason": "row_of_totals", "text": total.strip()}
    assert said == [expected] * 3
    assert total.strip() in sentence("row_of_totals", {**expected, "field": "placa"})


def test_a_row_of_one_text_may_be_a_footer() -> None:
    expected = {"reason": "row_of_one_text", "text": "Gerado em 01/02/2024"}
    assert reasons("", "", "", "", beside="Gerado em 01/02/2024") == [expected] * 4
    assert reasons("Gerado em 01/02/2024", "", " ", None) == [expected] * 3
    assert "Gerado" in sentence("row_of_one_text", {**expected, "field": "placa"}, "en")


@pytest.mark.parametrize(
    "row",
    [
        good(placa=None),
        good(placa=None, ano=None),
        good(modelo=None),
        ("", "", "", "45000"),
        ("Total Flex", "", "", "45000"),
    ],
)
def test_of_a_vehicle_only_what_is_missing_is_said(row: tuple[str, str, str, str]) -> None:
    assert {*map(str, reasons(*row))} == {"{}"}
