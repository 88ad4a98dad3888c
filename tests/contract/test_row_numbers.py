"""A bad row is told by the number that a person sees beside it."""

import csv
import io

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.contract.conftest import Together
from tests.effort import examples

HEADER = ["modelo", "placa", "ano", "valor_fipe"]
BLANK: list[str] = []

# What stands above the header, and the kinds of rows below it; B is the one that is rejected.
titles = st.lists(
    st.sampled_from([["Frota 2026"], BLANK, ["", "", ""], ["Emitido em\r\n01/02", "x"]]),
    max_size=4,
)
below = st.lists(
    st.sampled_from(
        [
            ["Gol", "{plate}", "2020", "1"],
            ["Gol\nduas\r\nlinhas", "{plate}", "2020", "1"],
            ["BAD", "?", "2020", "1"],
            ["BAD\nduas linhas", "?\n?", "2020", "1"],
            BLANK,
            ["", " ", "", ""],
        ]
    ),
    min_size=1,
    max_size=12,
)


def numbered(rows: list[list[str]]) -> list[list[str]]:
    """The rows, each good one with a plate of its own."""
    return [
        [cell.replace("{plate}", f"ABC1D{at:02}") for cell in row]
        for at, row in enumerate(rows, start=1)
    ]


def bad_rows(rows: list[list[str]]) -> list[int]:
    """Where a person sees them: every row of the table counts, blank ones and titles too."""
    return [at for at, row in enumerate(rows, start=1) if row and row[0].startswith("BAD")]


def as_csv(rows: list[list[str]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";").writerows(rows)
    return stream.getvalue().encode()


def as_xlsx(rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    for at, row in enumerate(rows, start=1):
        for column, cell in enumerate(row, start=1):
            if cell.strip():
                book.worksheets[0].cell(at, column, cell)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@hypothesis_settings(
    max_examples=examples(4),
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@given(above=titles, rows=below)
def test_a_bad_row_is_told_by_the_number_that_a_person_sees(
    together: Together, kind: str, above: list[list[str]], rows: list[list[str]]
) -> None:
    table = numbered([*above, HEADER, *rows, ["BAD", "?", "2020", "1"]])
    content = as_csv(table) if kind == "csv" else as_xlsx(table)
    seen = together.preview(f"frota.{kind}", content, {})
    assert seen["error"] is None
    assert seen["dialect"]["header_row"] == len(above) + 1
    expected = bad_rows(table)
    assert [row["row_number"] for row in seen["rows"] if row["faults"]] == expected

    together.pipeline.tables.execute("delete from import_jobs; delete from vehicles")
    done = together.imported(f"frota.{kind}", content, {})
    assert [fault["row_number"] for fault in together.errors(done["id"])] == expected
    told = [log["message"] for log in done["logs"] if log["row_number"]]
    assert [message.split(":")[0] for message in told] == [f"Linha {at}" for at in expected]
    stored = together.pipeline.tables.execute("select source_row from vehicles order by 1")
    good = {at for at, row in enumerate(table, start=1) if row and row[0].startswith("Gol")}
    assert {number for (number,) in stored} == good
