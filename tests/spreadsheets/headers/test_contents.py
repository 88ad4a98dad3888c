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


MONTHS = ["jan/2024", "01/2024", "202401", "2024", "janeiro de 2024", "Fev/24", "janeiro/2024"]


def table(column: str, value: str, *others: tuple[str, str]) -> list[list[str]]:
    header = ["modelo", "placa", "ano", column, *(name for name, _ in others)]
    return [header, ["Gol", "ABC1D23", "2020", value, *(other for _, other in others)]]


@pytest.mark.parametrize("month", MONTHS)
def test_the_months_of_the_fipe_table_are_no_prices(month: str) -> None:
    refusal = refused(find_header, table("Tabela FIPE", month), NOTHING)
    assert (refusal.code, refusal.params) == ("price_column_of_months", {"column": "Tabela FIPE"})
    header = find_header(table("Tabela FIPE", month, ("Valor", "45000")), NOTHING)
    assert header.mapping["valor_fipe"] == "Valor"


@pytest.mark.parametrize("price", ["45.000,00", "R$ 20.000,00", "2000,00", "45000", ""])
def test_its_prices_are_an_assumption(price: str) -> None:
    (note,) = find_header(table("Tabela FIPE", price), NOTHING).assumptions
    assert note.code == "assumed_fipe_value"


def test_its_prices_beside_others_are_ambiguous() -> None:
    beside = table("Tabela FIPE", "45.000,00", ("Valor", "39.000,00"))
    refusal = refused(find_header, beside, NOTHING)
    assert refusal.code == "ambiguous_columns"
    assert refusal.params["found"] == "'Tabela FIPE' (D), 'Valor' (E)"


def test_a_price_in_dollars_without_a_country_is_an_assumption() -> None:
    (note,) = find_header(table("FIPE ($)", "45000"), NOTHING).assumptions
    assert (note.code, note.params) == ("assumed_reais", {"column": "FIPE ($)"})


# Codes of the FIPE table whose zeros are lost: their last digit checks the others.
SHORT = ["53406", "10049", "81531", "55123"]


@pytest.mark.parametrize("code", [*SHORT, "53406.0"])
def test_a_code_without_its_zeros_beside_prices_is_ambiguous(code: str) -> None:
    refusal = refused(find_header, table("FIPE", code, ("Valor", "45.000,00")), NOTHING)
    assert refusal.code == "ambiguous_columns"
    assert refusal.params["found"] == "'FIPE' (D), 'Valor' (E)"


def test_several_codes_without_their_zeros_are_no_prices() -> None:
    refusal = refused(
        find_header,
        rows(["Gol"], SHORT[0]) + [["Gol", "ABC1D23", "2019", "Gol", code] for code in SHORT[1:]],
        NOTHING,
    )
    assert (refusal.code, refusal.params) == ("price_column_of_codes", {"column": "FIPE"})


@pytest.mark.parametrize(
    ("column", "price"), [("FIPE", "53407"), ("FIPE", "53406,00"), ("Valor FIPE", "53406")]
)
def test_numbers_that_are_no_such_codes_are_prices(column: str, price: str) -> None:
    header = find_header(table(column, price, ("Valor", "45.000,00")), NOTHING)
    assert header.mapping["valor_fipe"] == column


def codes_of_models(*models: str) -> list[str]:
    lines = [[model, "ABC1D23", "2020", "45000"] for model in models]
    header = find_header([["Veículo", "Placa", "Ano", "FIPE"], *lines], NOTHING)
    return [note.code for note in header.assumptions]


@pytest.mark.parametrize("models", [["000123", "000124"], ["12345"], ["005340-6", ""]])
def test_models_that_are_codes_are_noted(models: list[str]) -> None:
    assert codes_of_models(*models) == ["model_codes"]


def test_texts_longer_than_a_name_are_noted() -> None:
    text = "Veículo em ótimo estado de conservação, revisões em dia, quatro pneus novos, único dono"
    assert codes_of_models(text, text + ".", "Gol") == ["long_models"]


@pytest.mark.parametrize(
    "models",
    [
        ["208", "1113", "2008"],
        ["000123", "Gol"],
        ["VW - VOLKSWAGEN / SAVEIRO CROSS 1.6 T. Flex 16V CD (Cabine Dupla) 2p"],
        [""],
    ],
)
def test_names_are_not(models: list[str]) -> None:
    assert codes_of_models(*models) == []


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
