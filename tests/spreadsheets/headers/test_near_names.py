"""What is proposed for a field that no column names; nothing of it is used by itself."""

import pytest

from tests.spreadsheets.headers.test_finding import NOTHING, refused
from vehicle_pipeline.contracts import DialectOverrides
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
        ("placa", "Placa/UF"),
        ("ano", "Modelo ano"),
        ("ano", "Fab/Mod"),
        ("modelo", "Descrição do bem"),
        ("placa", "placa do carro"),
        ("ano", "Ano Fabbricação"),
        ("ano", "anos modelo"),
        ("valor_fipe", "Valor FIPE 01/2024"),
        ("valor_fipe", "Valor/FIPE"),
        ("modelo", "Carro"),
        ("ano", "Ano do automóvel"),
        ("ano", "Ano Mod/Fab"),
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
    "column",
    [
        *("% FIPE", "FIPE (+/-)", "Valor (€)", "Cor", "Renavam", "x" * 99, "Desconto FIPE"),
        *("Valor FIPE (US$)", "Valor FIPE U$", "R$ mil", "Valor (R$ mil)", "FIPE em milhares"),
        *("valor parcela", "valorParcela", "valorparcela", "valor seguro", "não fipe", "Sem FIPE"),
        *("Código FIPE", "cod_fipe", "Mês FIPE", "FIPE (ref.)", "Depreciação FIPE", "valor compra"),
        *("Valor FIPE em centavos", "Valor x1000", "Valor /1000", "FIPE/2", "s/ FIPE", "ex-FIPE"),
        *("Valor ARS", "Valor CLP", "/FIPE", "-Valor FIPE", "~Valor FIPE", "≈ FIPE", "Σ FIPE"),
        *("Valor FIPE x 1.000", "Soma de Valor FIPE", "Valor FIPE total", "Valor FIPE diário"),
        *("Valor FIPE mensal", "Nr FIPE", "Nº FIPE", "Número da FIPE", "Valor FIPE (BOB)"),
        *("Valor de aquisição", "preço de custo", "Valor franquia", "Variação FIPE", "usd value"),
    ],
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


@pytest.mark.parametrize(
    ("field", "column"),
    [
        *(("placa", "Placa vendida"), ("placa", "Placa devolvida"), ("placa", "Placa-mãe")),
        *(("placa", "UF Placa"), ("modelo", "Modelo pneu"), ("modelo", "Modelo celular")),
        *(("placa", "Placa patrimônio"), ("placa", "Placa de bronze"), ("placa", "Placa reserva")),
        *(("placa", "Placa substituta"), ("modelo", "Modelo carroceria")),
        *(("modelo", "Modelo do chassi"), ("modelo", "Modelo substituto")),
        *(("ano", "≠ Ano"), ("ano", "Δ Ano")),
        *(("placa", "placa anterior"), ("placa", "Placa antiga"), ("placa", "previous plate")),
        *(
            ("placa", "placa da carreta"),
            ("modelo", "modelo rastreador"),
            ("modelo", "Cód. modelo"),
        ),
        *(("modelo", "id_modelo"), ("modelo", "código do veículo"), ("ano", "Ano (ref. modelo)")),
    ],
)
def test_nor_is_one_of_another_field(field: str, column: str) -> None:
    row = [*({**GOOD, field: column}).values()]
    assert refused(find_header, [row], NOTHING).params["reason"] == "columns_unlike"


def test_words_of_something_else_do_not_hide_a_column_that_the_sender_names() -> None:
    said = DialectOverrides(mapping={"valor_fipe": "Valor seguro"})
    header = find_header([["modelo", "placa", "ano", "Valor seguro"]], said)
    assert header.positions["valor_fipe"] == 3
