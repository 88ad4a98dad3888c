"""A preview says what the import then does, of the same bytes."""

import io
from collections import Counter
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.oracle import pipeline
from tests.oracle.files import SheetFile, sheet_files
from vehicle_pipeline.contracts import Assumption, DialectOverrides, ImportCounts
from vehicle_pipeline.domain.schema import row_schema
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets import judged_rows
from vehicle_pipeline.spreadsheets import preview as module
from vehicle_pipeline.spreadsheets.conversion import convert
from vehicle_pipeline.spreadsheets.judged_rows import Judgement, TypedRow
from vehicle_pipeline.spreadsheets.preview import Preview, Refusal, read

HEADER = "modelo;placa;ano;valor_fipe\n"
GOOD = "Gol;ABC1234;2020;45.000,00\n"


def look(
    content: bytes | str,
    rows: int = 20,
    filename: str = "frota.csv",
    overrides: DialectOverrides | None = None,
) -> Preview:
    data = content.encode() if isinstance(content, str) else content
    wanted = overrides or DialectOverrides()
    return read(io.BytesIO(data), filename, wanted, rows, row_schema(2026)).preview


# --- what an import would do ---------------------------------------------------------------------


def test_both_policies_are_told_from_one_comparison() -> None:
    compared: list[list[tuple[int, str]]] = []

    def compare(accepted: pl.DataFrame) -> tuple[int, int]:
        compared.append(accepted.select("row_number", "plate").rows())
        return 2, 1

    content = f"{HEADER}{GOOD}{GOOD}Uno;DEF1234;2020;1\nKa;GHI1234;2020;1\n;?;1;1\n"
    stream, wanted = io.BytesIO(content.encode()), DialectOverrides()
    seen = read(stream, "f.csv", wanted, 20, row_schema(2026)).compared(compare)
    # The first row of each plate, and no faulty one.
    assert compared == [[(2, "ABC1C34"), (4, "DEF1C34"), (5, "GHI1C34")]]
    assert seen.would is not None
    assert seen.would.skip == ImportCounts(inserted=1, duplicate=3, rejected=1)
    assert seen.would.update == ImportCounts(
        inserted=1, updated=1, unchanged=1, duplicate=1, rejected=1
    )


def test_nothing_is_told_of_policies_when_nothing_could_be_compared() -> None:
    stream = io.BytesIO((HEADER + GOOD).encode())
    reading = read(stream, "f.csv", DialectOverrides(), 20, row_schema(2026))
    assert reading.compared(lambda _: None).would is None
    assert reading.preview.would is None


# --- what is shown ------------------------------------------------------------------------------


def test_rows_are_shown_as_written_and_as_they_would_be_stored() -> None:
    seen = look(f"{HEADER}\n Gol ;abc-1234;2019/2020;R$ 45.000,00\n")
    (row,) = seen.rows
    assert row.row_number == 3
    assert row.cells == [" Gol ", "abc-1234", "2019/2020", "R$ 45.000,00"]
    assert row.values == TypedRow(
        modelo="Gol", placa="abc-1234", plate="ABC1C34", ano=2020, valor_fipe=Decimal("45000.00")
    )
    assert row.faults == []
    assert (seen.total_rows, seen.refusal) == (1, None)


def test_a_faulty_row_is_shown_with_its_faults_and_what_could_not_be_read_is_empty() -> None:
    (row,) = look(f"{HEADER};AJ0-4689;x;-1\n").rows
    assert row.values == TypedRow(
        modelo=None, placa="AJ0-4689", plate=None, ano=None, valor_fipe=None
    )
    assert {(fault.field, fault.code) for fault in row.faults} == {
        ("modelo", "required"),
        ("placa", "invalid_plate"),
        ("ano", "invalid_year"),
        ("valor_fipe", "invalid_price"),
    }
    assert [fault.suggestion for fault in row.faults if fault.field == "placa"] == ["AJO-4689"]


def test_a_record_of_another_width_is_shown_as_it_stands() -> None:
    row = look(f"{HEADER}{GOOD}Total;1\n").rows[1]
    assert (row.cells, row.raw, row.values) == ([], "Total;1", None)
    assert [fault.code for fault in row.faults] == ["malformed_row"]


def test_only_the_first_rows_are_shown_and_all_are_counted() -> None:
    bad = "Gol;?;2020;1\n" * 40
    seen = look(HEADER + GOOD * 3 + bad, rows=2)
    assert [row.row_number for row in seen.rows] == [2, 3]
    assert [fault.code for fault in seen.rows[1].faults] == ["duplicate_in_file"]
    assert seen.total_rows == 43
    assert seen.judgement == Judgement(
        records=43,
        rejected=40,
        duplicate=2,
        codes={"invalid_plate": 40, "duplicate_in_file": 2},
    )


def test_the_decimal_sign_is_that_of_all_values_and_not_of_those_shown() -> None:
    seen = look(HEADER + "Gol;ABC1234;2020;45.000\n" * 30 + "Uno;XYZ1A00;2020;1,234.56\n", rows=1)
    assumed = Assumption(code="assumed_thousands", params={"examples": "45.000"})
    assert (seen.dialect.decimal, seen.dialect.assumptions) == ("dot", [assumed])
    assert seen.rows[0].values is not None
    assert seen.rows[0].values.valor_fipe == Decimal("45000.00")


def test_preview_and_import_note_the_same(tmp_path: Path) -> None:
    content = HEADER + '="Gol";A\u200bBC1234;1992 Gasolina;45,000\nUno;XYZ1A00;2020;45.000,00\n'
    stream = io.BytesIO(content.encode())
    imported = convert(stream, "a.csv", lambda at: tmp_path / f"{at}.arrow", rows=1)
    assert look(content, rows=1).dialect == imported.dialect
    assert imported.dialect.assumptions == [
        Assumption(code="assumed_thousands", params={"examples": "45,000"}),
        Assumption(code="unwrapped_cells", params={"count": 1}),
        Assumption(code="invisible_characters", params={"count": 1}),
        Assumption(code="years_with_fuel", params={"count": 1}),
    ]


def test_counting_stops_where_more_would_be_of_no_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judged_rows, "_SLICE", 10)
    monkeypatch.setattr(judged_rows, "ENOUGH_REJECTED", 15)
    seen = look(HEADER + "Gol;?;2020;1\n" * 50)
    assert (seen.total_rows, seen.judgement.records, seen.judgement.rejected) == (50, 20, 20)


def test_of_a_very_long_file_the_first_records_are_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "JUDGED_RECORDS", 10)
    seen = look(HEADER + "Gol;?;2020;1\n" * 50)
    assert (seen.total_rows, seen.judgement.records) == (50, 10)


# --- the import does the same -------------------------------------------------------------------


@hypothesis_settings(max_examples=examples(15))
@given(sheet=sheet_files(), rows=st.sampled_from([1, 100]))
def test_the_import_finds_the_same(
    tmp_path_factory: pytest.TempPathFactory, sheet: SheetFile, rows: int
) -> None:
    folder = tmp_path_factory.mktemp("import", numbered=True)
    seen = look(sheet.content, rows)
    if not seen.total_rows:
        assert seen.refusal == Refusal(code="no_rows", params={})
        return
    converted = convert(
        io.BytesIO(sheet.content), "frota.csv", lambda at: folder / f"{at}.arrow", 3
    )
    verdict = pipeline.judge(sheet.content, 3, folder)
    assert seen.dialect == converted.dialect
    assert seen.total_rows == seen.judgement.records == converted.total_rows
    assert seen.judgement.rejected == len({fault.row_number for fault in verdict.rejected})
    assert seen.judgement.duplicate == len(verdict.duplicates)
    found = [*verdict.rejected, *verdict.duplicates]
    assert seen.judgement.codes == Counter(fault.code for fault in found)
    last = seen.rows[-1].row_number
    shown = {(row.row_number, each.code, each.field) for row in seen.rows for each in row.faults}
    assert shown == {
        (fault.row_number, fault.code, fault.field) for fault in found if fault.row_number <= last
    }


# --- files that cannot be imported --------------------------------------------------------------


@pytest.mark.parametrize("filename", ["a.csv", "a.txt"])
def test_a_file_without_our_columns_is_shown_from_its_first_row(filename: str) -> None:
    content = "Frota 2026\n\nCarro;Chapa;Ano\nGol;ABC1234;2020\n"
    seen = look(content, filename=filename)
    assert seen.refusal is not None
    assert seen.refusal.code == "missing_columns"
    assert [(row.row_number, row.cells) for row in seen.rows] == [
        (1, ["Frota 2026"]),
        (3, ["Carro", "Chapa", "Ano"]),
        (4, ["Gol", "ABC1234", "2020"]),
    ]
    assert (seen.total_rows, seen.judgement) == (None, Judgement())
    # What the sender can map.
    assert seen.dialect.mapping == {"ano": "Ano"}
    assert (seen.dialect.header_row, seen.dialect.columns) == (3, ["Carro", "Chapa", "Ano"])


def test_a_mapping_that_fits_no_column_is_answered_with_the_rows() -> None:
    seen = look(HEADER + GOOD, overrides=DialectOverrides(mapping={"placa": "Chapa"}))
    assert seen.refusal is not None
    assert seen.refusal.code == "unknown_column"
    assert seen.rows[0].cells == ["modelo", "placa", "ano", "valor_fipe"]


def test_a_doubled_header_keeps_the_mapping_of_the_other_columns() -> None:
    seen = look("placa;placa;ano;modelo;valor_fipe\nABC1234;ABC1235;2020;Gol;1\n")
    assert seen.refusal is not None
    assert (seen.refusal.code, seen.refusal.params["reason"]) == (
        "ambiguous_columns",
        "doubled_header",
    )
    assert seen.dialect.positions == {"ano": 2, "modelo": 3, "valor_fipe": 4}
    assert seen.dialect.mapping == {"ano": "ano", "modelo": "modelo", "valor_fipe": "valor_fipe"}


@pytest.mark.parametrize(("rows", "last"), [(1, 2), (50, 51)])
@pytest.mark.parametrize("end", ["", "\n"])
def test_a_header_row_beyond_the_file_names_the_last_row(rows: int, last: int, end: str) -> None:
    content = (HEADER + GOOD * rows).rstrip("\n") + end
    seen = look(content, overrides=DialectOverrides(header_row=99_999))
    assert seen.refusal is not None
    assert (seen.refusal.code, seen.refusal.params["last_row"]) == ("no_header_row", last)


def test_a_header_without_rows_is_no_import() -> None:
    seen = look(HEADER)
    assert seen.refusal is not None
    assert seen.refusal.code == "no_rows"
    assert (seen.rows, seen.total_rows) == ([], 0)
    assert seen.dialect.mapping["placa"] == "placa"


@pytest.mark.parametrize(
    ("content", "filename", "code"),
    [
        (b"", "a.csv", "empty_file"),
        (b"PK\x03\x04" + b"\x00" * 100, "a.xlsx", "unreadable_file"),
    ],
)
def test_what_cannot_be_read_at_all_is_refused(content: bytes, filename: str, code: str) -> None:
    with pytest.raises(BadSpreadsheetError) as caught:
        look(content, filename=filename)
    assert caught.value.code == code
