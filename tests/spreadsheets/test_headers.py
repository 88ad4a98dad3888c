import pytest

from tests.spreadsheets.sheets import refused
from vehicle_pipeline.spreadsheets.headers import find_header, fold

FIELDS = ["modelo", "placa", "ano", "valor_fipe"]


def with_name(field: str, name: str) -> list[str]:
    return [name if known == field else known for known in FIELDS]


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
        ("", ""),
        ("—", ""),
    ],
)
def test_case_accents_spaces_and_punctuation_do_not_matter(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("modelo", ["Modelo", "Veículo", "DESCRIÇÃO", "modelo do veículo"]),
        ("placa", ["Placa", "Placa do Veículo", "placa mercosul", "PLACA_ATUAL"]),
        ("ano", ["Ano", "Ano Modelo", "ano_modelo", "Ano/Modelo", "Ano Fab/Mod"]),
        (
            "valor_fipe",
            ["Valor FIPE", "valor", "FIPE", "Preço FIPE", "Preço", "Valor_FIPE (R$)"],
        ),
    ],
)
def test_every_alias_names_its_field(field: str, names: list[str]) -> None:
    for name in names:
        header = find_header([with_name(field, name)])
        assert header.positions == {known: at for at, known in enumerate(FIELDS)}
        assert header.mapping[field] == name


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("valor_fipe", "valor de aquisição"),
        ("valor_fipe", "custo"),
        ("placa", "placas"),
        ("ano", "anos"),
        ("modelo", "modelos"),
        ("modelo", ""),
    ],
)
def test_other_names_are_no_alias(field: str, name: str) -> None:
    assert refused(find_header, [with_name(field, name)]).params["missing"] == field


def test_columns_may_stand_in_any_order_among_others() -> None:
    header = find_header([["UF", "Valor", "", "Ano", " Placa ", "obs.", "Modelo"]])
    assert header.positions == {"modelo": 6, "placa": 4, "ano": 3, "valor_fipe": 1}
    assert header.columns == ["UF", "Valor", "", "Ano", "Placa", "obs.", "Modelo"]
    assert header.ignored == ["UF", "obs."]


def test_titles_and_blank_rows_may_stand_above() -> None:
    rows = [["Frota 2026"], [], ["", "", "", ""], ["emitido em", "01/02/2026"], FIELDS, FIELDS]
    assert find_header(rows).row == 5


@pytest.mark.parametrize(("blank_rows", "is_found"), [(19, True), (20, False)])
def test_the_header_is_looked_for_in_20_rows(blank_rows: int, is_found: bool) -> None:
    rows = [[""]] * blank_rows + [FIELDS]
    if is_found:
        assert find_header(rows).row == 20
    else:
        assert refused(find_header, rows).code == "missing_columns"


@pytest.mark.parametrize(
    ("row", "positions"),
    [
        (["modelo", "veiculo", "placa", "ano", "valor"], {"modelo": 0}),
        (["descricao", "modelo", "placa", "ano", "valor"], {"modelo": 1}),
        (["modelo", "placa", "ano", "valor", "valor fipe"], {"valor_fipe": 4}),
        (["modelo", "placa", "ano", "preço", "fipe"], {"valor_fipe": 4}),
    ],
)
def test_the_more_telling_name_is_taken(row: list[str], positions: dict[str, int]) -> None:
    assert positions.items() <= find_header([row]).positions.items()


@pytest.mark.parametrize(
    ("row", "field", "found"),
    [
        (["placa", "Placa Atual", "modelo", "ano", "valor"], "placa", "placa, Placa Atual"),
        (["placa", "modelo", "ano", "valor", "preço"], "valor_fipe", "valor, preço"),
        (["placa", "modelo", "ano", "fipe", "valor fipe"], "valor_fipe", "fipe, valor fipe"),
        (["placa", "modelo", "ano", "ano", "valor"], "ano", "ano, ano"),
        (["placa", "veiculo", "descricao", "ano", "valor"], "modelo", "veiculo, descricao"),
    ],
)
def test_an_ambiguous_mapping_lists_its_candidates(row: list[str], field: str, found: str) -> None:
    refusal = refused(find_header, [row])
    assert refusal.code == "ambiguous_columns"
    assert refusal.params == {"field": field, "found": found}


def test_missing_columns_are_told_with_what_was_found_and_expected() -> None:
    rows = [["Frota 2026"], ["Modelo", "Placa", " ", "Cor"], ["Gol", "ABC1234", "", "azul"]]
    refusal = refused(find_header, rows)
    assert refusal.code == "missing_columns"
    assert refusal.params == {
        "missing": "ano, valor_fipe",
        "found": "Modelo, Placa, Cor",
        "expected": "modelo, placa, ano, valor_fipe",
    }


@pytest.mark.parametrize("rows", [[], [[]], [["", " "]]])
def test_where_nothing_is_found_everything_is_missing(rows: list[list[str]]) -> None:
    params = refused(find_header, rows).params
    assert params["missing"] == params["expected"]
    assert params["found"] == "—"
