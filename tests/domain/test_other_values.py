"""Cells of the model column that hold a word of the table, or the value of another column."""

import json

import pytest

from tests.domain.rows import faults_of, good
from vehicle_pipeline.domain.messages import sentence


@pytest.mark.parametrize(
    ("reason", "texts"),
    [
        ("same_as_above", ["idem", "ídem", "IDEM", "Mesmo", "mesmo acima", "o mesmo", "Ditto"]),
        ("same_as_above", ['"', "″", "〃", '- " -', "o mesmo modelo", "mesmo de cima"]),
        ("totals_row", ["Total", "SUBTOTAL", "Sub-total:", "Total geral", "total da frota: 12"]),
        ("totals_row", ["Totais", "TOTAL R$ 45.000,00", "Soma", "Total de veículos"]),
        ("model_of_plate", ["XYZ1D23", "xyz 1d23", "XYZ-1234", "ABC1C34"]),
        ("model_of_year", ["2020", "2019/2020", "2019/20", "1998 / 1999"]),
        ("model_of_price", ["45000,00", "45.000,00", "R$ 45.000,00", "45000.00", "45.000 reais"]),
        ("model_of_price", ["45000"]),
        ("model_of_number", ["00123456789", "005340-6", "123.456.789-09", "12.345.678/0001-95"]),
        ("model_of_chassis", ["9BWZZZ377VT004251", "9bwzzz377vt004251"]),
        ("model_of_contact", ["(11) 98765-4321", "11 98765-4321", "+55 11 3765-4321"]),
        ("model_of_contact", ["a@b.com.br", "http://x.com", "www.x.com"]),
        ("empty_like", ["nenhum", "Nenhuma", "desconhecido", "não identificado", "XXX"]),
    ],
)
def test_a_model_that_is_something_else_is_named(reason: str, texts: list[str]) -> None:
    for text in texts:
        (fault,) = faults_of(good(modelo=text, valor_fipe="45000"))
        params = json.loads(fault["params"])
        assert (fault["code"], params, fault["suggestion"]) == (
            "required",
            {"reason": reason},
            None,
        )
        named = {**params, "field": "modelo", "value": fault["value"]}
        assert sentence("required", named) != sentence("required", named, "en")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "208",
            "2008",
            "3008",
            "500",
            "911",
            "206",
            "Uno",
            "Ka",
            "HR",
            "X1",
            "C3",
            "1113",
            "1620",
        ),
        *("Q3", "S10", "F1000", "Mercedes 2426", "VW 24280", "24280", "1935", "2019", "R 450"),
        *("CBR1000", "CBR-1000", "LPO 1113", "RAM 2500", "GSX-1250", "XRE 300", "CG 125", "L200"),
        *("17.250", "8-120", "Mesmo assim", "Totalflex", "Soma 1.0", "Uno Mille 2020", "Id.4"),
        *("Gol 45000", "9.3", "VW 8.150E", "Gol @ 11", "Nenhuma Marca", "Fiat 147/1980", "XX"),
        *("Idea", "Total Flex", "Sprinter 415 CDI", "A/B"),
    ],
)
def test_a_model_that_only_resembles_something_else_is_taken(text: str) -> None:
    assert faults_of(good(modelo=text)) == []


def test_a_number_is_the_year_of_its_row_or_a_model() -> None:
    assert faults_of(good(modelo="2008", ano="2020")) == []
    for ano in ("2008", "2008/2009", "2007/2008"):
        (fault,) = faults_of(good(modelo="2008", ano=ano))
        assert json.loads(fault["params"]) == {"reason": "model_of_year"}


def test_what_looks_like_a_plate_is_one_where_the_row_has_none() -> None:
    assert faults_of(good(modelo="CBR1000", placa="ABC1C34")) == []
    for placa in (None, "Gol", "cbr-1000"):
        model, *_ = faults_of(good(modelo="CBR1000", placa=placa))
        assert json.loads(model["params"]) == {"reason": "model_of_plate"}


def test_a_row_of_totals_is_called_one() -> None:
    faults = faults_of(good(modelo="Total", placa=None, ano=None))
    assert [(fault["field"], fault["code"]) for fault in faults] == [
        ("modelo", "required"),
        ("placa", "required"),
        ("ano", "required"),
    ]
    assert json.loads(faults[0]["params"]) == {"reason": "totals_row"}
    assert json.loads(faults[1]["params"]) == {"reason": "row_of_totals", "text": "Total"}
