import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

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
from vehicle_pipeline.contracts import Dialect
from vehicle_pipeline.domain.messages import Language
from vehicle_pipeline.spreadsheets.formulas import restored
from vehicle_pipeline.spreadsheets.rejected import error_sheet, error_workbook
from vehicle_pipeline.spreadsheets.rejected.error_table import RejectedRecord

EXCEL = dialect(kind="excel", encoding=None, delimiter=None, sheet="S")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workbook")


def written(
    folder: Path, *records: RejectedRecord, of: Dialect = EXCEL, language: Language = "pt"
) -> Path:
    path = folder / "errors.xlsx"
    error_workbook.write(path, table(of, language), records, "frota.xlsx")
    assert [file.name for file in folder.iterdir()] == ["errors.xlsx"]
    return path


def opened(path: Path) -> tuple[Worksheet, Worksheet]:
    rows, summary = openpyxl.load_workbook(path).worksheets
    return rows, summary


def values(path: Path) -> list[list[Any]]:
    """What our own reader's engine finds on the first sheet."""
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def test_the_rows_are_first_and_as_they_were(folder: Path) -> None:
    path = written(
        folder,
        record("Gol", "AJ0-4689", "2020-05-01", "45000.5", n2="2020.0", n3="45000.5"),
        record("", "ABC1D23", "2020", "45 mil", row=5),
    )
    assert values(path) == [
        [*REPORT, "modelo", "placa", "ano", "valor_fipe"],
        [
            2.0,
            "Placa 'AJ0-4689' inválida: use ABC1234 ou ABC1D23",
            "",
            ORIGIN,
            "Gol",
            "AJ0-4689",
            date(2020, 5, 1),
            45000.5,
        ],
        [
            5.0,
            "Placa 'AJ0-4689' inválida: use ABC1234 ou ABC1D23",
            "",
            ORIGIN,
            "",
            "ABC1D23",
            "2020",
            "45 mil",
        ],
    ]
    rows, _ = opened(path)
    assert rows["G2"].value == datetime(2020, 5, 1)  # noqa: DTZ001
    assert (rows["G2"].number_format, rows["H2"].number_format) == ("dd/mm/yyyy", "#,##0.00")


def test_faulty_cells_are_marked_and_explained(folder: Path) -> None:
    found = [
        fault(suggestion="AJO-4689"),
        fault("required", "modelo", value=None),
    ]
    rows, _ = opened(written(folder, record(None, "AJ0-4689", "2020", "1", faults=found)))
    marked = {cell.coordinate for cell in rows[2] if cell.fill.fgColor.rgb == "FFFFC7CE"}
    assert marked == {"E2", "F2"}
    assert {cell.coordinate: cell.comment.text for cell in rows[2] if cell.comment} == {
        "E2": "Campo 'modelo' é obrigatório",
        "F2": "Placa 'AJ0-4689' inválida: use ABC1234 ou ABC1D23\nSugestão: AJO-4689",
    }


def test_a_malformed_row_is_one_text_in_the_first_column(folder: Path) -> None:
    # In columns of its own its last fields would stand below no header, and be ignored.
    path = written(folder, malformed("Gol,ABC1234,2020,45000,00"), of=dialect(delimiter=","))
    assert values(path)[1][4:] == ["Gol,ABC1234,2020,45000,00", "", "", ""]
    rows, _ = opened(path)
    assert rows["E2"].comment is not None


def test_the_header_stays_in_sight_and_rows_can_be_filtered(folder: Path) -> None:
    rows, _ = opened(written(folder, record("Gol", "?", "2020", "1"), record("Gol", "?", "1", "1")))
    assert rows.freeze_panes == "A2"
    assert rows.auto_filter.ref == "A1:H3"
    assert rows.column_dimensions["B"].width > 50


def test_what_is_typed_into_the_columns_of_texts_stays_text(folder: Path) -> None:
    rows, _ = opened(written(folder, record("Gol", "MAR-2020", "2020", "1")))
    assert rows["F2"].number_format == "@"
    assert rows["G2"].number_format == "General"


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+1", "#REF!", "TRUE", "2020", "1/2/2020"])
def test_a_text_stays_a_text(folder: Path, text: str) -> None:
    path = written(folder, record(text, text, text, text))
    rows, _ = opened(path)
    for cell in rows[2][4:]:
        assert (cell.data_type, cell.value) == ("s", text)
        assert cell.quotePrefix
    with zipfile.ZipFile(path) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_the_summary_counts_and_says_how_to_go_on(folder: Path) -> None:
    path = written(
        folder,
        record("", "?", "2020", "1", faults=[fault("required", "modelo"), fault()]),
        record("Gol", "?", "2020", "1"),
        record("Gol", "?", "2020", "1", faults=[fault("of_a_later_version")]),
        record("Gol", "?", "2020", "1", faults=[fault("duplicate_in_file")]),
    )
    _, summary = opened(path)
    lines = [[cell for cell in row if cell] for row in summary.iter_rows(values_only=True)]
    assert ["Arquivo", "frota.xlsx"] in lines
    assert ["Importação", str(IMPORT_ID)] in lines
    assert ["Linhas rejeitadas", 3] in lines
    assert ["Linhas duplicadas", 1] in lines
    assert ["invalid_plate", "A placa não tem a forma ABC1234 nem ABC1D23", 2] in lines
    assert ["of_a_later_version", "of_a_later_version", 1] in lines
    assert any("importacao_de_origem" in str(line) for line in lines)


def test_a_workbook_can_be_in_english(folder: Path) -> None:
    path = written(folder, record("Gol", "?", "2020", "1"), language="en")
    assert openpyxl.load_workbook(path).sheetnames == ["Rejected rows", "Summary"]
    assert values(path)[1][1] == "Plate 'AJ0-4689' is invalid: use ABC1234 or ABC1D23"


def test_only_the_first_rows_have_comments(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(error_sheet, "COMMENTED_ROWS", 2)
    monkeypatch.setattr("vehicle_pipeline.spreadsheets.rejected.error_summary.COMMENTED_ROWS", 2)
    rows, summary = opened(written(folder, *[record("Gol", "?", "2020", "1")] * 3))
    assert [bool(rows.cell(row, 6).comment) for row in (2, 3, 4)] == [True, True, False]
    assert rows["F4"].fill.fgColor.rgb == "FFFFC7CE"
    assert "Só as primeiras 2 linhas" in str(summary.cell(summary.max_row, 2).value)


def test_an_import_without_rejected_rows_gives_the_header(folder: Path) -> None:
    assert values(written(folder)) == [[*REPORT, "modelo", "placa", "ano", "valor_fipe"]]


def test_a_text_longer_than_a_cell_is_cut_and_says_so(folder: Path) -> None:
    cell = values(written(folder, record("x" * 40_000, "?", "2020", "1")))[1][4]
    assert cell == "x" * 32_766 + "…"


def test_a_date_that_excel_cannot_count_is_a_text(folder: Path) -> None:
    row = record("Gol", "?", "1850-05-01", "1", n2="1850.0")
    assert values(written(folder, row))[1][6] == "1850-05-01"


odd = st.text(
    st.sampled_from("'=\r\n\t\x00\x0b\x1f\ufffe\uffff_x0041 é😀<&>\"")
    | st.characters(exclude_categories=["Cs"]),
    max_size=10,
)


@given(st.lists(st.tuples(odd, odd, odd, odd), max_size=5))
def test_any_text_makes_a_sound_workbook_and_comes_back(
    folder: Path, texts: list[tuple[str, str, str, str]]
) -> None:
    records = [record(*row, faults=[fault(value=row[1], suggestion=row[0])]) for row in texts]
    path = written(folder, *records)
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            ElementTree.parse(io.BytesIO(parts.read(name)))
    found = [[restored(str(cell)) for cell in row[4:]] for row in values(path)[1:]]
    assert found == [
        [cell.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd") for cell in row]
        for row in texts
    ]
    opened(path)
