import pytest

from tests.spreadsheets.sheets import HEADER, refused
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.spreadsheets.headers.column_choice import Choice, choose, refuse


def chosen(row: list[str], **wanted: str) -> Choice:
    return choose(row, wanted, HEADER)


# --- what the sender says -----------------------------------------------------------------------


def test_a_name_that_the_sender_gives_beats_every_alias() -> None:
    row = ["modelo", "placa", "Nr. Placa", "ano", "valor fipe", "custo"]
    positions, assumptions = chosen(row, placa="Nr. Placa", valor_fipe="custo").settled()
    assert positions == {"modelo": 0, "placa": 2, "ano": 3, "valor_fipe": 5}
    assert assumptions == []


def test_the_exact_name_beats_one_that_only_folds_to_it() -> None:
    row = ["MODELO", "modelo", "placa", "ano", "valor fipe"]
    assert chosen(row, modelo="modelo").settled()[0]["modelo"] == 1
    assert chosen(row[1:], modelo="Modelo").settled()[0]["modelo"] == 0


@pytest.mark.parametrize("said", ["Ano  Modelo", "Ano\nModelo", " Ano Modelo "])
def test_spaces_in_a_name_do_not_matter(said: str) -> None:
    row = ["modelo", "placa", "ano", "Ano \r\nModelo", "valor fipe"]
    assert chosen(row, ano=said).settled()[0]["ano"] == 3


def test_a_name_may_be_written_in_signs_alone() -> None:
    row = ["modelo", "placa", "", "№", "%", "valor fipe"]
    assert chosen(row, ano="%").settled()[0]["ano"] == 4
    assert chosen(row, ano="*").missing == ["ano"]


def test_a_column_that_the_sender_gave_away_is_no_candidate_any_more() -> None:
    row = ["modelo", "placa", "ano", "valor"]
    assert chosen(row, modelo="valor").missing == ["valor_fipe"]


def test_two_columns_of_the_given_name_are_ambiguous() -> None:
    choice = chosen(["modelo", "nr", "NR", "nr", "ano", "valor fipe"], placa="nr")
    refusal = refused(choice.settled)
    assert (refusal.code, refusal.params) == (
        "ambiguous_columns",
        {"field": "placa", "found": "'nr' (B), 'nr' (D)", "reason": "doubled_header"},
    )


def test_one_column_cannot_be_two_fields() -> None:
    choice = chosen(["Bem", "placa", "ano", "valor fipe"], modelo="Bem", placa="bem")
    refusal = refused(choice.settled)
    assert refusal.code == "column_named_twice"
    assert refusal.params == {"column": "Bem", "fields": "modelo, placa"}


def test_a_given_name_that_is_not_there_is_told_with_what_is() -> None:
    refusal = refuse(chosen(["modelo", " ", "nr", "ano", "valor"], placa="Chapa"), 3, searched=1)
    assert refusal.code == "unknown_column"
    assert refusal.params == {
        "field": "placa",
        "column": "Chapa",
        "found": "modelo, nr, ano, valor",
        "row": 3,
        "searched": 1,
        "reason": "column_not_in_row",
    }


# --- several candidates -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "field", "found"),
    [
        (
            ["placa", "Placa Atual", "modelo", "ano", "valor"],
            "placa",
            "'placa' (A), 'Placa Atual' (B)",
        ),
        (["placa", "modelo", "ano", "valor", "preço"], "valor_fipe", "'valor' (D), 'preço' (E)"),
        (
            ["placa", "modelo", "ano", "fipe", "valor fipe"],
            "valor_fipe",
            "'fipe' (D), 'valor fipe' (E)",
        ),
        (["placa", "modelo", "ano", "ano", "valor"], "ano", "'ano' (C), 'ano' (D)"),
        (
            ["placa", "veiculo", "descricao", "ano", "valor"],
            "modelo",
            "'veiculo' (B), 'descricao' (C)",
        ),
        # Two fields have two names each, but there is one table.
        (
            ["ano", "ano modelo", "placa", "placa atual", "modelo", "fipe"],
            "placa, ano",
            "'placa' (C), 'placa atual' (D), 'ano' (A), 'ano modelo' (B)",
        ),
    ],
)
def test_an_ambiguous_mapping_lists_its_candidates(row: list[str], field: str, found: str) -> None:
    refusal = refused(chosen(row).settled)
    assert refusal.code == "ambiguous_columns"
    assert {name: refusal.params[name] for name in ("field", "found")} == {
        "field": field,
        "found": found,
    }


def test_all_headers_that_stand_twice_are_named_at_once() -> None:
    refusal = refused(chosen(["placa", "Placa", "ano", "ano", "modelo", "fipe"]).settled)
    assert refusal.params == {
        "field": "placa, ano",
        "found": "'placa' (A), 'Placa' (B), 'ano' (C), 'ano' (D)",
        "reason": "doubled_header",
    }


@pytest.mark.parametrize(
    ("row", "wanted", "certain"),
    [
        (
            ["placa", "placa", "ano", "modelo", "fipe"],
            {},
            {"ano": 2, "modelo": 3, "valor_fipe": 4},
        ),
        (["placa", "ano", "ano", "modelo", "fipe"], {"placa": "fipe", "modelo": "fipe"}, {}),
        (
            ["obs", "obs", "placa", "modelo", "ano", "ano", "fipe"],
            {},
            {"placa": 2, "modelo": 3, "valor_fipe": 6},
        ),
    ],
)
def test_columns_beside_a_doubled_header_are_certain(
    row: list[str], wanted: dict[str, str], certain: dict[str, int]
) -> None:
    choice = chosen(row, **wanted)
    assert choice.certain(refused(choice.settled)) == certain


@pytest.mark.parametrize(
    "row",
    [
        [*HEADER, "", *HEADER],
        [*HEADER, *HEADER],
        ["Placa", "Modelo", "Ano", "Valor FIPE", "Obs", "Placa", "Veículo", "Ano", "Preço"],
        [*HEADER, "", *HEADER, "", *HEADER],
    ],
)
def test_two_tables_side_by_side_are_refused(row: list[str]) -> None:
    refusal = refused(chosen(row).settled)
    assert refusal.code == "several_tables"
    assert "lado a lado" in sentence(refusal.code, refusal.params)
    assert "'ano' (" in refusal.params["found"].lower()


def test_columns_that_are_not_ours_may_repeat() -> None:
    positions, _ = chosen(["obs", *HEADER, "obs", "obs", "", ""]).settled()
    assert positions == {"modelo": 1, "placa": 2, "ano": 3, "valor_fipe": 4}


def test_an_assumption_names_its_column() -> None:
    _, assumptions = chosen(["modelo", "placa", "Ano  Fab", "Preço\n(R$)"]).settled()
    assert [(assumed.code, assumed.params) for assumed in assumptions] == [
        ("assumed_manufacture_year", {"column": "Ano Fab"}),
        ("assumed_fipe_value", {"column": "Preço (R$)"}),
    ]
    for assumed in assumptions:
        for language in ("pt", "en"):
            assert assumed.params["column"] in sentence(assumed.code, assumed.params, language)


def test_a_list_of_columns_is_cut_before_it_fills_a_page() -> None:
    found = refuse(chosen([f"coluna {at}" for at in range(16_384)]), 1, 20).params["found"]
    assert (len(found), found[-1]) == (1_000, "…")
