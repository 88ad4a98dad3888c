import pytest

from vehicle_pipeline.spreadsheets.headers.column_names import (
    NAMES,
    Candidates,
    candidates,
    fold,
    folded_names,
)


def found(field: str, *texts: str) -> Candidates:
    return candidates(field, folded_names(texts))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Modelo", "modelo"),
        ("  VALOR   FIPE (R$) ", "valorfiper"),
        ("Descrição", "descricao"),
        ("ano/modelo", "anomodelo"),
        ("placa_atual", "placaatual"),
        ("Pre\u0301co", "preco"),
        ("ＰＬＡＣＡ", "placa"),
        ("\ufeffplaca", "placa"),
        ("Ano\r\nModelo", "anomodelo"),
        ("", ""),
        ("—", ""),
    ],
)
def test_case_accents_spaces_and_punctuation_do_not_matter(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_every_name_is_folded_and_names_one_field_only() -> None:
    names = [name for groups in NAMES.values() for group in groups for name in group.names]
    assert names == [fold(name) for name in names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("modelo", ["Modelo", "Veículo", "DESCRIÇÃO", "modelo do veículo", "Marca/Modelo"]),
        (
            "placa",
            ["Placa", "Placa do Veículo", "placa mercosul", "PLACA_ATUAL", "Placa veículo"],
        ),
        ("ano", ["Ano", "Ano Modelo", "ano_modelo", "Ano/Modelo", "Ano Fab/Mod", "Ano Mod."]),
        ("ano", ["Ano Fab./Modelo", "Ano fabricação / ano modelo", "Ano de fabricação/modelo"]),
        ("valor_fipe", ["Valor FIPE", "FIPE", "Preço FIPE", "Valor_FIPE (R$)", "Valor da FIPE"]),
        ("valor_fipe", ["Valor FIPE em R$", "FIPE R$", "Valor Fipe (reais)", "Vlr. FIPE"]),
        ("valor_fipe", ["Valor da tabela FIPE (em reais)"]),
    ],
)
def test_an_alias_names_its_field_without_assumption(field: str, names: list[str]) -> None:
    for name in names:
        assert found(field, "x", name) == Candidates([1]), name


@pytest.mark.parametrize(
    ("field", "names"),
    [
        (
            "placa",
            [
                "Nº Placa",
                "N° da placa",
                "Nº da placa",
                "Nr. Placa",
                "Número da placa",
                "Placas",
                "Placa*",
                "* Placa",
            ],
        ),
        ("ano", ["Ano (AAAA)", "Ano (4 dígitos)", "Ano modelo (AAAA/AAAA)", "Year (YYYY)"]),
        ("valor_fipe", ["Valor FIPE BRL", "Valor FIPE (BRL)", "Valor do FIPE"]),
        ("valor_fipe", ["Valor FIPE médio", "Preço médio FIPE"]),
        ("ano", ["Ano do Veículo", "Ano veículo", "Ano (obrigatório)", "Ano [required]"]),
        ("modelo", ["Modelo/Versão", "Modelo FIPE", "Veículo/Modelo", "- Modelo"]),
        ("valor_fipe", ["Valor FIPE Atual", "Valor FIPE (obrigatório)", "FIPE*"]),
    ],
)
def test_names_with_a_mark_or_a_number_sign_are_names(field: str, names: list[str]) -> None:
    for name in names:
        assert found(field, "x", name) == Candidates([1]), name


@pytest.mark.parametrize(
    ("field", "assumption", "names"),
    [
        ("valor_fipe", "assumed_fipe_value", ["valor", "Preço", "PRECO", "Valor (R$)", "Preço R$"]),
        ("valor_fipe", "assumed_fipe_value", ["Tabela FIPE"]),
        ("ano", "assumed_manufacture_year", ["Ano Fab.", "ano fabricação", "Ano de Fabricação"]),
    ],
)
def test_a_name_that_may_mean_something_else_is_an_assumption(
    field: str, assumption: str, names: list[str]
) -> None:
    for name in names:
        assert found(field, name) == Candidates([0], assumption), name


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("valor_fipe", ["valor de aquisição", "custo", "Valor de compra", "preço de custo"]),
        (
            "valor_fipe",
            ["Vlr. aquisição", "valor da nota", "código FIPE", "mês FIPE", "valor venal"],
        ),
        ("valor_fipe", ["Valor/FIPE", "FIPE / valor", "R$", "valor do seguro", "valor fipe 2023"]),
        ("placa", ["placa anterior", "placa antiga", "UF placa"]),
        ("ano", ["anos", "ano mod/fab", "ano licenciamento", "ano aquisição"]),
        ("modelo", ["modelos", "ano/modelo", "cód. modelo", ""]),
    ],
)
def test_other_names_are_no_alias(field: str, names: list[str]) -> None:
    assert found(field, *names) == Candidates([])


@pytest.mark.parametrize(
    ("field", "texts", "taken"),
    [
        ("modelo", ["veiculo", "modelo", "descricao"], 1),
        ("modelo", ["marca/modelo", "modelo", "descrição do modelo"], 1),
        ("valor_fipe", ["valor", "valor fipe", "preço"], 1),
        ("valor_fipe", ["valor da tabela fipe", "fipe", "valor"], 1),
        ("ano", ["Ano do veículo", "Ano modelo"], 1),
        ("ano", ["Ano fabricação", "Ano veículo"], 1),
        ("ano", ["Ano fabricação", "Ano modelo"], 1),
        ("ano", ["ano fab", "ano"], 1),
        ("ano", ["ano fabricação", "ano fab/mod"], 1),
    ],
)
def test_the_more_telling_name_is_taken(field: str, texts: list[str], taken: int) -> None:
    assert found(field, *texts) == Candidates([taken])


def test_a_text_longer_than_a_name_can_be_is_not_looked_at() -> None:
    padded = "placa" + "-" * 5_000
    assert (fold(padded), folded_names([padded, "Placa"])) == ("", ["", "placa"])
