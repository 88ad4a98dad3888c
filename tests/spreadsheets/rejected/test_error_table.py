from datetime import date
from uuid import UUID

import pytest

from tests.spreadsheets.rejected_files import (
    IMPORT_ID,
    ORIGIN,
    REPORT,
    dialect,
    fault,
    malformed,
    record,
    table,
)
from vehicle_pipeline.contracts import DialectOverrides
from vehicle_pipeline.spreadsheets.headers.finding import find_header
from vehicle_pipeline.spreadsheets.rejected.error_table import ErrorTable, fault_sentence

PARENT = UUID(int=7)


def test_our_columns_stand_before_the_original_ones() -> None:
    of = dialect("Modelo", "Placa", "Ano", "Valor FIPE", "Cor")
    assert table(of).header[:5] == [*REPORT, "Modelo"]
    found = fault(suggestion="AJO-4689"), fault("invalid_year", "ano", value="x")
    row = record("Gol", "AJ0-4689", "x", "1", "azul", faults=[*found], row=7)
    assert table(of).report(row) == (
        7,
        "Placa 'AJ0-4689' inválida: use ABC1234 ou ABC1D23"
        " | Ano 'x' inválido: informe o ano do modelo com quatro algarismos, como 2020 ou "
        "2019/2020",
        "placa: AJO-4689",
        ORIGIN,
    )
    assert table(of).cells(row) == ["Gol", "AJ0-4689", "x", "1", "azul"]


def test_sentences_are_in_the_language_asked_for() -> None:
    assert (
        table(language="en").report(record())[1]
        == "Plate 'AJ0-4689' is invalid: use ABC1234 or ABC1D23"
    )
    assert fault_sentence(fault("of_a_later_version"), "en") == "of_a_later_version"
    assert fault_sentence(fault(params={"reason": "duplicate_in_file"}), "en") == "invalid_plate"


def test_a_sentence_takes_one_line_whatever_was_written() -> None:
    found = [fault(value="AJ0\n4689")]
    assert (
        table().report(record(faults=found))[1]
        == "Placa 'AJ0 4689' inválida: use ABC1234 ou ABC1D23"
    )


def test_native_numbers_and_dates_are_not_texts() -> None:
    row = record("Gol", "x", "2020-05-01", "45000.5", n2="2020.0", n3="45000.5")
    assert table().cells(row) == ["Gol", "x", date(2020, 5, 1), 45000.5]
    odd = record("Gol", "x", "2020-02-30", "-5.0", n2="2020.0", n3="-5.0")
    assert table().cells(odd) == ["Gol", "x", 2020.0, -5.0]
    assert table().cells(record("Gol", "x", "2020-05-01", "45.000")) == [
        *("Gol", "x", "2020-05-01", "45.000")
    ]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Total", ["Total"]),
        ("a;b;c;d;e", [*"abcde"]),
        ('"a;b";"c\nd";""', ["a;b", "c\nd", ""]),
        ('a"b;c"d', ['a"b', 'c"d']),
        ('"a;b', ['"a', "b"]),
        # Nobody may take it for a good row, although it can be split like one.
        ('"a;b;c;d', ['"a;b;c;d']),
        ('"a"x;b;c;d;e', ['"a"x', *"bcde"]),
    ],
)
def test_a_malformed_row_keeps_its_own_fields(text: str, fields: list[str]) -> None:
    assert table().fields(text) == fields
    assert table().line(text) == text
    assert malformed(text).malformed == text
    assert record("a").malformed is None


# --- an errors file of an errors file -----------------------------------------------------------

CORRECTED = dialect(
    *REPORT,
    *("modelo", "placa", "ano", "valor_fipe"),
    positions={"modelo": 4, "placa": 5, "ano": 6, "valor_fipe": 7},
    parent_id=PARENT,
)


def test_the_columns_of_an_earlier_report_are_replaced() -> None:
    again = table(CORRECTED)
    assert again.header == [*REPORT, "modelo", "placa", "ano", "valor_fipe"]
    row = record("3", "old", "old", f"{PARENT} comma", "Gol", "?", "2020", "1", row=5)
    assert again.report(row)[::3] == (5, ORIGIN)
    assert again.cells(row) == ["Gol", "?", "2020", "1"]
    assert again.column("placa") == 5


def test_a_header_that_would_run_gets_one_apostrophe_however_often_it_is_sent() -> None:
    again = CORRECTED.model_copy(update={"columns": [*CORRECTED.columns, "'=1"]})
    assert table(again).header[-1] == "=1"
    assert table(dialect("modelo", "placa", "ano", "valor_fipe", "'=1")).header[-1] == "'=1"


def test_a_malformed_row_loses_the_earlier_report_and_its_apostrophes() -> None:
    text = f'3;old;;{PARENT} comma;\'=1;"a;b";2020'
    assert table(CORRECTED).fields(text) == ["=1", "a;b", "2020"]
    assert table(CORRECTED).line(text) == '=1;"a;b";2020'


def test_its_sentence_does_not_quote_the_earlier_one() -> None:
    row = malformed(f"3;A linha tem 3 campos: Gol;x;;{PARENT} comma;Gol;x")
    assert "Gol;x" in table(CORRECTED).report(row)[1]
    assert "A linha tem 3" not in table(CORRECTED).report(row)[1]


def test_columns_that_only_share_a_name_with_ours_are_kept() -> None:
    of = dialect("modelo", "placa", "ano", "valor_fipe", "erros")
    assert table(of).header == [*REPORT, "modelo", "placa", "ano", "valor_fipe", "erros"]
    # The first one is ours, the second the user's.
    twice = CORRECTED.model_copy(update={"columns": [*CORRECTED.columns, "erros"]})
    assert table(twice).header[-1] == "erros"


# --- a header that would not be understood again ------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "header"),
    [
        (["Modelo", "Placa", "Ano", "Valor"], ["Modelo", "Placa", "Ano", "Valor"]),
        (["A", "B", "C", "D"], ["modelo", "placa", "ano", "valor_fipe"]),
        (
            ["Modelo", "Placa nova", "Ano", "Valor", "Placa", ""],
            ["modelo", "placa", "ano", "valor_fipe", "Placa (ignorada)", ""],
        ),
    ],
)
def test_columns_that_were_named_by_the_sender_get_our_names(
    columns: list[str], header: list[str]
) -> None:
    of = dialect(*columns)
    assert table(of).header[4:] == header
    found = find_header([table(of).header], DialectOverrides())
    assert found.positions == {field: at + 4 for field, at in of.positions.items()}


def test_an_import_that_failed_before_its_header_was_found_has_ours() -> None:
    empty = ErrorTable(IMPORT_ID, None, "pt")
    assert empty.header == [*REPORT, "modelo", "placa", "ano", "valor_fipe"]
    assert empty.column("placa") == 5
    assert empty.column("") is None
