"""Rejected rows on their way back: imported, given out, corrected, imported again."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.spreadsheets.importing import (
    Correction,
    Imported,
    corrected_csv,
    corrected_xlsx,
    errors_csv,
    errors_xlsx,
    imported,
)
from tests.spreadsheets.rejected_files import REPORT
from tests.spreadsheets.sheets import HEADER, xlsx
from vehicle_pipeline.contracts import DecimalMark

Correct = Callable[[Imported, Correction], Imported]

CSV = "\r\n".join(
    [
        "Frota da filial;;;;",
        ";;;;",
        "Obs.;Placa;Valor FIPE;Modelo;Ano",
        'primeira;ABC1D23;45.000,00;"VW Gol";2020',
        '"=HYPERLINK(""x"")";AJ0-4689;51.000,50;"Citroën C3\nduas linhas";2O21',
        "'@nota;ABC1D24;;Fiat Uno;2019",
        " +55 11;S/PLACA;10.000,00;Fiat Uno;2019",
        ";ABC1D23;45.000,00;VW Gol;2020",
        "",
    ]
)
PLATES = {"AJ0-4689": "AJO-4689", "S/PLACA": "XYZ1A00"}


def fix(number: int, row: dict[str, Any]) -> None:
    """What a person does who reads the sentences."""
    row["Placa"] = PLATES.get(row["Placa"], row["Placa"])
    if row["Ano"] == "2O21":
        row["Ano"] = "2021"
    row["Valor FIPE"] = row["Valor FIPE"] or "33.000,00"
    if "duplicada" in row["erros"]:
        row["Placa"] = "DEF1A00"


@pytest.fixture(params=["csv", "xlsx"])
def again(request: pytest.FixtureRequest, tmp_path: Path) -> Correct:
    """Corrects either kind of file, and imports it."""

    def correct(of: Imported, correction: Correction) -> Imported:
        if request.param == "csv":
            return imported(tmp_path, corrected_csv(of, correction), "erros.csv")
        return imported(tmp_path, corrected_xlsx(of, tmp_path, correction), "erros.xlsx")

    return correct


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252", "utf-16"])
def test_what_was_corrected_enters(tmp_path: Path, again: Correct, encoding: str) -> None:
    first = imported(tmp_path, CSV.encode(encoding))
    assert first.codes == {
        5: ["invalid_plate", "invalid_year"],
        6: ["required"],
        7: ["invalid_plate"],
        8: ["duplicate_in_file"],
    }
    second = again(first, fix)
    assert second.rejected == []
    assert second.dialect.parent_id == first.id
    assert second.prices == {
        "AJO-4689": Decimal("51000.50"),
        "ABC1D24": Decimal("33000.00"),
        "XYZ1A00": Decimal("10000.00"),
        "DEF1A00": Decimal("45000.00"),
    }
    assert second.accepted["row_number"].to_list() == [2, 3, 4, 5]
    assert second.accepted["modelo"][0] == "Citroën C3 duas linhas"


def test_rows_that_nobody_corrects_are_rejected_for_the_same_reasons(
    tmp_path: Path, again: Correct
) -> None:
    first = imported(tmp_path, CSV.encode())
    second = again(first, lambda number, row: None)
    assert [*second.codes.values()] == [*[*first.codes.values()][:3]]
    assert [*second.codes] == [2, 3, 4]
    third = again(second, fix)
    # The columns of the report are replaced, not doubled; the origin is the file before.
    assert third.dialect.columns == [*REPORT, "Obs.", "Placa", "Valor FIPE", "Modelo", "Ano"]
    assert third.dialect.parent_id == second.id
    assert third.rejected == []


def test_cells_that_would_run_come_back_as_they_were(tmp_path: Path, again: Correct) -> None:
    first = imported(tmp_path, CSV.encode())
    second = again(first, lambda number, row: None)
    third = again(second, lambda number, row: None)
    for later in (second, third):
        notes = [later.table.cells(row)[0] for row in later.rejected]
        assert notes == ['=HYPERLINK("x")', "'@nota", " +55 11"]


@pytest.mark.parametrize(("mark", "price"), [(None, "45000"), ("comma", "45000"), ("dot", "45")])
def test_a_price_keeps_the_meaning_that_its_sender_gave_it(
    tmp_path: Path, again: Correct, mark: DecimalMark | None, price: str
) -> None:
    content = "modelo;placa;ano;valor_fipe\nGol;ABC1D23;2020;52300,5\nGol;?;2020;45.000\n"

    def name(number: int, row: dict[str, Any]) -> None:
        row["placa"] = "XYZ1A00"

    second = again(imported(tmp_path, content.encode(), decimal=mark), name)
    assert second.prices == {"XYZ1A00": Decimal(price)}
    codes = [assumption.code for assumption in second.dialect.assumptions]
    assert codes == (["low_prices"] if price == "45" else [])
    assert second.dialect.decimal_set == mark


def test_native_values_of_a_workbook_stay_what_they_are(tmp_path: Path, again: Correct) -> None:
    rows = [
        [*HEADER, "km"],
        ["Gol", "?", date(2020, 1, 1), 45000.5, 1234.5],
        ["Uno", "?", 2019, 123.456, ""],
        ["C3", "?", 2019, "R$ 1.234,56", "=1+1"],
    ]
    stream = xlsx(rows)
    first = imported(tmp_path, stream.getvalue(), "frota.xlsx")  # type: ignore[attr-defined]

    def name(number: int, row: dict[str, Any]) -> None:
        row["placa"] = f"XYZ1A0{number}"

    second = again(first, name)
    assert second.rejected == []
    assert second.accepted["ano"].to_list() == [2020, 2019, 2019]
    assert [*second.prices.values()] == [*map(Decimal, ("45000.50", "123.46", "1234.56"))]


# --- malformed rows -----------------------------------------------------------------------------

SHIFTED = "modelo,placa,ano,valor_fipe\nGol,ABC1D23,2020,45000,00\nTotal\nUno,ABC1D24,2020,1.5\n"


def test_a_malformed_row_is_never_taken_for_a_good_one(tmp_path: Path, again: Correct) -> None:
    first = imported(tmp_path, SHIFTED.encode())
    assert first.codes == {2: ["malformed_row"], 3: ["malformed_row"]}
    second = again(first, lambda number, row: None)
    assert [*second.codes] == [2, 3]
    third = again(second, lambda number, row: None)
    assert [*third.codes] == [2, 3]
    assert third.accepted.is_empty()


def test_a_malformed_row_keeps_its_fields_from_file_to_file(tmp_path: Path) -> None:
    first = imported(tmp_path, SHIFTED.encode())
    second = imported(tmp_path, errors_csv(first))
    third = imported(tmp_path, errors_csv(second))
    for later in (second, third):
        assert [later.table.fields(str(row.malformed)) for row in later.rejected] == [
            ["Gol", "ABC1D23", "2020", "45000", "00"],
            ["Total"],
        ]
        assert [row.faults[0].params for row in later.rejected] == [
            {"reason": "split_price"},
            {"found": 5, "expected": 8},
        ]


def test_a_malformed_row_can_be_corrected(tmp_path: Path, again: Correct) -> None:
    def spread(number: int, row: dict[str, Any]) -> None:
        good = {"modelo": "Gol", "placa": f"ABC1D2{number}", "ano": "2020", "valor_fipe": "1,5"}
        row.update(good)

    second = again(imported(tmp_path, SHIFTED.encode()), spread)
    assert second.rejected == []
    assert len(second.prices) == 2


# --- files that had to be explained -------------------------------------------------------------


def test_columns_that_the_sender_had_to_name_need_no_naming_again(
    tmp_path: Path, again: Correct
) -> None:
    content = "Descritivo;Chapa;Fab;Tabela;Placa\nGol;?;2020;45.000,00;não é\n"
    mapping = {"modelo": "Descritivo", "placa": "Chapa", "ano": "Fab", "valor_fipe": "Tabela"}
    first = imported(tmp_path, content.encode(), mapping=mapping)

    def name(number: int, row: dict[str, Any]) -> None:
        row["placa"] = "ABC1D23"

    second = again(first, name)
    assert second.prices == {"ABC1D23": Decimal("45000.00")}


def test_an_encoding_that_the_sender_had_to_name_needs_no_naming_again(
    tmp_path: Path, again: Correct
) -> None:
    content = "modelo;placa;ano;valor_fipe\nCitroën;?;2020;1\n".encode("cp850")
    first = imported(tmp_path, content, encoding="cp850")

    def name(number: int, row: dict[str, Any]) -> None:
        row["placa"] = "ABC1D23"

    assert again(first, name).accepted["modelo"].to_list() == ["Citroën"]


def test_a_file_of_records_that_were_quoted_once_more(tmp_path: Path, again: Correct) -> None:
    lines = ["modelo,placa,ano,valor_fipe", "Gol,?,2020,45000.00", 'Uno,?,2020,"1,5",x']
    content = "".join('"' + line.replace('"', '""') + '"\n' for line in lines)
    first = imported(tmp_path, content.encode())
    assert first.codes == {2: ["invalid_plate"], 3: ["malformed_row"]}

    def name(number: int, row: dict[str, Any]) -> None:
        good = {"modelo": "Gol", "placa": f"ABC1D2{number}", "ano": "2020", "valor_fipe": "1.5"}
        row.update(good)

    assert again(first, name).rejected == []
    uncorrected = imported(tmp_path, errors_csv(first))
    (_, shifted) = uncorrected.rejected
    assert uncorrected.table.fields(str(shifted.malformed)) == ["Uno", "?", "2020", "1,5", "x"]


# --- any text -----------------------------------------------------------------------------------

# No lone line feed or carriage return: programs change one into the other.
texts = st.text(
    st.sampled_from("'=+-@\"; ,|ãé1a\t\u00a0\u200b＝")
    | st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff"),
    max_size=10,
)


# Each example starts two processes that read workbooks.
@settings(max_examples=examples(10))
@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=8))
def test_every_cell_comes_back_through_the_real_readers(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    body = "".join(
        ";".join(['"' + cell.replace('"', '""') + '"' for cell in (note, model)]) + ";?;2020;1\n"
        for note, model in rows
    )
    first = imported(folder, f"nota;modelo;placa;ano;valor_fipe\n{body}".encode("utf-8-sig"))
    before = [first.table.cells(row) for row in first.rejected]
    for content, filename in (
        (errors_csv(first), "erros.csv"),
        (errors_xlsx(first, folder), "erros.xlsx"),
    ):
        second = imported(folder, content, filename)
        assert [second.table.cells(row) for row in second.rejected] == before
