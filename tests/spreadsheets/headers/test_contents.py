"""A name that fits over cells that are something else."""

import pytest

from tests.spreadsheets.headers.test_finding import NOTHING, refused
from vehicle_pipeline.contracts import DialectOverrides
from vehicle_pipeline.spreadsheets.headers.finding import find_header

HEADER = ["Veículo", "Placa", "Ano", "Modelo", "FIPE"]


def rows(models: list[str], price: str = "45000") -> list[list[str]]:
    return [HEADER, *(["Gol", "ABC1D23", "2019", model, price] for model in models)]


@pytest.mark.parametrize(
    "models",
    [["2020"], ["2020", "", "2021"], ["2020.0"], ["2008", "2009"], ["2020/2021", "19/20"][:1]],
)
def test_a_model_column_of_years_is_refused(models: list[str]) -> None:
    refusal = refused(find_header, rows(models), NOTHING)
    assert (refusal.code, refusal.params) == ("model_column_of_years", {"column": "Modelo"})


@pytest.mark.parametrize(
    "models", [["2008"], ["2008", "2008"], ["2020", "Gol"], ["3008", "5008"], ["500"], [""], []]
)
def test_models_that_look_like_years_are_models(models: list[str]) -> None:
    assert find_header(rows(models), NOTHING).mapping["modelo"] == "Modelo"


@pytest.mark.parametrize("codes", [["005340-6"], ["0053406", "005340-6"], ["012345-0", ""]])
def test_a_price_column_of_codes_is_refused(codes: list[str]) -> None:
    table = [["modelo", "placa", "ano", "FIPE", "Valor"]]
    table += [["Gol", "ABC1D23", "2020", code, "45000"] for code in codes]
    refusal = refused(find_header, table, NOTHING)
    assert (refusal.code, refusal.params) == ("price_column_of_codes", {"column": "FIPE"})


@pytest.mark.parametrize("price", ["45000", "1053406", "0", "0,99", "0053406,00"])
def test_prices_are_prices(price: str) -> None:
    assert find_header(rows(["Gol"], price), NOTHING).mapping["valor_fipe"] == "FIPE"


def test_what_the_sender_names_is_not_questioned() -> None:
    overrides = DialectOverrides(mapping={"modelo": "Modelo", "valor_fipe": "FIPE"})
    assert find_header(rows(["2020"], "0053406"), overrides).positions["modelo"] == 3


def test_a_year_beside_a_year_of_manufacture_is_an_assumption() -> None:
    row = ["modelo", "placa", "Ano", "Ano Fabricação", "fipe"]
    (assumption,) = find_header([row], NOTHING).assumptions
    assert assumption.code == "assumed_model_year"
    assert assumption.params == {"column": "Ano", "other": "Ano Fabricação"}


@pytest.mark.parametrize("year", ["Ano Modelo", "Ano Fab/Mod"])
def test_a_name_that_says_which_year_it_is_needs_no_assumption(year: str) -> None:
    row = ["modelo", "placa", year, "Ano Fabricação", "fipe"]
    assert find_header([row], NOTHING).assumptions == []


@pytest.mark.parametrize(
    "name", ["% FIPE", "FIPE (+/-)", "Valor (%)", "Valor (US$)", "Valor (€)", "FIPE ±", "Δ FIPE"]
)
def test_shares_differences_and_foreign_money_are_no_prices(name: str) -> None:
    row = ["modelo", "placa", "ano", name]
    assert refused(find_header, [row], NOTHING).code == "missing_columns"
    both = find_header([[*row, "Valor"]], NOTHING)
    assert both.mapping["valor_fipe"] == "Valor"
