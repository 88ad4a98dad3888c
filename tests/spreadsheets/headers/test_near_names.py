"""What is proposed for a field that no column names; nothing of it is used by itself."""

import pytest

from tests.spreadsheets.headers.test_finding import NOTHING, refused
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.spreadsheets.headers.finding import find_header

GOOD = {"modelo": "modelo", "placa": "placa", "ano": "ano", "valor_fipe": "valor fipe"}


@pytest.mark.parametrize(
    ("field", "column"),
    [
        ("modelo", "modeo"),
        ("modelo", "Modelos"),
        ("modelo", "nome_do_veículo_completo"),
        ("placa", "plca"),
        ("placa", "Nr. Placa"),
        ("placa", "placas"),
        ("ano", "Ano Fabbricação"),
        ("ano", "anos modelo"),
        ("valor_fipe", "Tabela FIPE"),
        ("valor_fipe", "valor_veiculo"),
        ("valor_fipe", "vallor fipe"),
        ("valor_fipe", "price"),
    ],
)
def test_a_column_that_is_near_is_proposed_and_not_used(field: str, column: str) -> None:
    row = [*({**GOOD, field: column}).values()]
    refusal = refused(find_header, [row], NOTHING)
    assert (refusal.code, refusal.params["reason"]) == ("missing_columns", "columns_near")
    assert refusal.params["near"] == f"'{column}' ({field})"
    for language in ("pt", "en"):
        text = sentence(refusal.code, refusal.params, language)  # type: ignore[arg-type]
        assert column in text
        assert "mapping" in text


@pytest.mark.parametrize(
    "column", ["% FIPE", "FIPE (+/-)", "Valor (€)", "Cor", "Renavam", "x" * 99]
)
def test_a_column_of_something_else_is_not_proposed(column: str) -> None:
    refusal = refused(find_header, [["modelo", "placa", "ano", column]], NOTHING)
    assert refusal.params["reason"] == "columns_unlike"


@pytest.mark.parametrize(
    "row", [["Gol", "ABC1D23", "2020", "45000"], ["abc-1234", "Gol 1.0", "2019/2020", "R$ 1,00"]]
)
def test_a_file_without_header_is_told_so(row: list[str]) -> None:
    refusal = refused(find_header, [row, row], NOTHING)
    assert (refusal.code, refusal.params["reason"]) == ("missing_columns", "no_header")
    assert "não tem cabeçalho" in sentence(refusal.code, refusal.params)


def test_what_earlier_versions_stored_can_still_be_shown() -> None:
    params = {"missing": "placa", "found": "x", "expected": "modelo, placa"}
    assert "Faltam colunas: placa" in sentence("missing_columns", params)
