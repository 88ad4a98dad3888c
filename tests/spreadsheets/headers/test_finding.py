from uuid import UUID

import pytest

from tests.spreadsheets.sheets import HEADER, refused
from vehicle_pipeline.contracts import Assumption, DialectOverrides
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.spreadsheets.headers import finding as headers
from vehicle_pipeline.spreadsheets.headers.corrections import ORIGIN_COLUMN, REPORT_COLUMNS, Origin
from vehicle_pipeline.spreadsheets.headers.finding import Header, find_header

FIELDS = list(HEADER)
NOTHING = DialectOverrides()
PARENT = UUID(int=7)


def found(*rows: list[str], **overrides: object) -> Header:
    return find_header(rows, DialectOverrides.model_validate(overrides))


# --- where it is --------------------------------------------------------------------------------


def test_columns_may_stand_in_any_order_among_others() -> None:
    header = found(["UF", "Valor FIPE", "", "Ano", " Placa ", "obs.", "Modelo"])
    assert header.positions == {"modelo": 6, "placa": 4, "ano": 3, "valor_fipe": 1}
    assert header.columns == ["UF", "Valor FIPE", "", "Ano", "Placa", "obs.", "Modelo"]
    assert header.ignored == ["UF", "obs."]
    assert header.mapping["placa"] == "Placa"


def test_titles_and_blank_rows_may_stand_above() -> None:
    rows = [["Frota 2026"], [], ["", "", "", ""], ["emitido em", "01/02/2026"], FIELDS, FIELDS]
    assert found(*rows).row == 5


def test_a_merged_title_and_a_row_of_groups_do_no_harm() -> None:
    rows = [["Frota", "", "", ""], ["Veículo", "", "Modelo", "Valores"], FIELDS]
    assert found(*rows).row == 3


@pytest.mark.parametrize(("blank_rows", "is_found"), [(19, True), (20, False)])
def test_the_header_is_looked_for_in_20_rows(blank_rows: int, is_found: bool) -> None:
    rows = [[""]] * blank_rows + [FIELDS]
    if is_found:
        assert find_header(rows, NOTHING).row == 20
    else:
        assert refused(find_header, rows, NOTHING).code == "missing_columns"


def test_missing_columns_are_told_with_what_was_found_and_expected() -> None:
    rows = [["Frota 2026"], ["Modelo", "Placa", " ", "Cor"], ["Gol", "ABC1234", "", "azul"]]
    refusal = refused(find_header, rows, NOTHING)
    assert refusal.code == "missing_columns"
    assert refusal.params == {
        "missing": "ano, valor_fipe",
        "found": "Modelo, Placa, Cor",
        "expected": "modelo, placa, ano, valor_fipe",
        "row": 2,
        "searched": 20,
        "reason": "columns_unlike",
    }


@pytest.mark.parametrize("rows", [[], [[]], [["", " "]]])
def test_where_nothing_is_found_everything_is_missing(rows: list[list[str]]) -> None:
    params = refused(find_header, rows, NOTHING).params
    assert params["missing"] == params["expected"]
    assert params["found"] == "—"


# --- what the sender says -----------------------------------------------------------------------


def test_a_row_that_the_sender_names_is_the_header() -> None:
    assert found(FIELDS, [], FIELDS, header_row=3).row == 3
    assert found(*[[]] * 99, FIELDS, header_row=100).row == 100


@pytest.mark.parametrize(
    ("row", "code"), [(1, "missing_columns"), (2, "missing_columns"), (4, "no_header_row")]
)
def test_a_named_row_without_our_columns_is_refused(row: int, code: str) -> None:
    rows = [["Frota"], [], FIELDS]
    assert refused(find_header, rows, DialectOverrides(header_row=row)).code == code


def test_a_named_row_that_is_like_no_header_is_not_said_to_have_been_searched_for() -> None:
    rows = [FIELDS, ["Frota", "Cor"]]
    refusal = refused(find_header, rows, DialectOverrides(header_row=2))
    said = sentence(refusal.code, refusal.params, "pt")
    assert "A linha 2, informada como a do cabeçalho (header_row), tem: Frota, Cor" in said
    assert "procurado" not in said


def test_a_name_that_the_sender_gives_helps_to_find_the_row() -> None:
    rows = [["Frota"], ["modelo", "Chapa nova", "ano", "valor fipe"]]
    assert found(*rows, mapping={"placa": "chapa NOVA"}).mapping["placa"] == "Chapa nova"
    assert refused(find_header, rows, NOTHING).code == "missing_columns"
    wrong = DialectOverrides(mapping={"placa": "Chapa"})
    assert refused(find_header, rows, wrong).code == "unknown_column"


# --- any table ----------------------------------------------------------------------------------


def test_without_fields_the_first_row_that_is_not_blank_is_the_header() -> None:
    rows = [[], ["", " "], ["a", "a", "b"], ["1", "2", "3"]]
    overrides = DialectOverrides(mapping={"placa": "x"})
    header = find_header(rows, overrides, fields=())
    assert (header.row, header.columns, header.mapping) == (3, ["a", "a", "b"], {})
    assert find_header([[""]] * 30 + [["a"]], NOTHING, fields=()).row == 31
    assert find_header(rows, DialectOverrides(header_row=4), fields=()).columns == ["1", "2", "3"]
    assert refused(find_header, [[], [" "]], NOTHING, ()).code == "empty_file"


# --- limits -------------------------------------------------------------------------------------


def test_a_header_may_have_as_many_columns_as_excel_and_no_more() -> None:
    assert len(found([*FIELDS, *["x"] * 16_380]).columns) == 16_384
    refusal = refused(found, [*FIELDS, *["x"] * 16_381])
    assert (refusal.code, refusal.params) == ("too_many_columns", {"limit": 16_384})


def test_a_header_of_very_long_texts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headers, "MAX_HEADER_CHARACTERS", 30)
    assert found([*FIELDS, "x" * 6]).ignored == ["x" * 6]
    assert refused(found, [*FIELDS, "x" * 7]).code == "long_header"


def test_what_cannot_be_stored_is_left_out_of_the_receipt() -> None:
    assert found([*FIELDS, "a\x00b\tc\n d\x1f"]).ignored == ["a b c d"]


# --- the receipt --------------------------------------------------------------------------------


def test_the_receipt_says_what_the_sender_said() -> None:
    overrides = DialectOverrides(decimal="dot", header_row=1, mapping={"placa": "placa"})
    dialect = find_header([FIELDS], overrides).dialect("csv", overrides, delimiter=";")
    assert dialect.overridden == ["decimal", "header_row", "mapping"]
    assert (dialect.kind, dialect.delimiter, dialect.decimal) == ("csv", ";", "dot")
    assert found(FIELDS).dialect("excel", NOTHING, sheet="S").overridden == []


def test_the_receipt_lists_every_assumption() -> None:
    header = found(["modelo", "placa", "ano", "valor"])
    further = Assumption(code="blank_ends", params={"header": 4, "rows": 5})
    dialect = header.dialect("csv", NOTHING, assumptions=[further])
    assert [assumed.code for assumed in dialect.assumptions] == ["assumed_fipe_value", "blank_ends"]


def test_a_sheet_ends_at_its_last_header_text() -> None:
    header = found([*FIELDS, "", "obs", "", ""])
    assert header.dialect("excel", NOTHING).columns == [*FIELDS, "", "obs"]
    assert header.dialect("csv", NOTHING).columns == [*FIELDS, "", "obs", "", ""]


# --- files of corrected rows --------------------------------------------------------------------


def corrected(*cells: str) -> Header:
    """The header of an errors file, with `cells` below that of the origin."""
    header = [*REPORT_COLUMNS, *FIELDS]
    at = header.index(ORIGIN_COLUMN)
    return found(["título"], header, *([""] * at + [cell] for cell in cells), ["curta"])


def test_a_file_of_corrected_rows_says_where_it_comes_from() -> None:
    header = corrected("", str(Origin(PARENT, "dot")), str(Origin(UUID(int=8), "comma")))
    dialect = header.dialect("csv", NOTHING)
    assert (dialect.parent_id, dialect.decimal, dialect.ignored) == (PARENT, "dot", [])
    assert header.dialect("csv", DialectOverrides(decimal="comma")).decimal == "comma"


def test_an_origin_may_be_missing_or_know_no_decimal_sign() -> None:
    for header in (corrected(), corrected("", "x"), found(FIELDS)):
        assert header.dialect("csv", NOTHING).parent_id is None
    dialect = corrected(str(PARENT)).dialect("csv", NOTHING)
    assert (dialect.parent_id, dialect.decimal) == (PARENT, None)
