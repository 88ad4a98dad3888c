"""Two implementations of the row rules, written apart, agree on any file."""

from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.effort import examples
from tests.oracle import pipeline, reference, workbooks
from tests.oracle.files import SheetFile, sheet_files
from tests.oracle.test_example import EXAMPLE


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("oracle")


@pytest.mark.timeout(600)  # only to find the smallest file once they disagree
@settings(max_examples=examples(15), deadline=None, phases=set(Phase) - {Phase.explain})
@given(sheet=sheet_files(), chunk_rows=st.sampled_from([1, 3, 1_000]))
def test_both_judge_any_file_alike(folder: Path, sheet: SheetFile, chunk_rows: int) -> None:
    file = folder / "frota.csv"
    file.write_bytes(sheet.content)
    expected = reference.judge(file, sheet.delimiter)
    assert pipeline.judge(sheet.content, chunk_rows, folder) == expected


def test_both_judge_the_example_alike(folder: Path) -> None:
    expected = reference.judge(EXAMPLE, ",")
    assert pipeline.judge(EXAMPLE.read_bytes(), 1_000, folder) == expected


@pytest.mark.timeout(600)
@settings(max_examples=examples(8), deadline=None, phases=set(Phase) - {Phase.explain})
@given(rows=workbooks.rows)
def test_a_workbook_is_judged_like_the_same_rows_as_text(
    folder: Path, rows: list[tuple[workbooks.Cell, ...]]
) -> None:
    file = folder / "same.csv"
    file.write_text(workbooks.as_text(rows), "utf-8", newline="")
    expected = reference.judge(file, ",")
    assert pipeline.judge(workbooks.as_workbook(rows), 7, folder, "frota.xlsx") == expected


def test_the_example_workbook_is_judged_like_the_same_rows_as_text(folder: Path) -> None:
    example = EXAMPLE.with_suffix(".xlsx")
    sheet = load_workbook(example).worksheets[0]
    file = folder / "same.csv"
    file.write_text(workbooks.as_text(sheet.iter_rows(2, values_only=True)), "utf-8", newline="")
    expected = reference.judge(file, ",")
    assert pipeline.judge(example.read_bytes(), 1_000, folder, example.name) == expected
