import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vehicle_pipeline.contracts import Dialect
from vehicle_pipeline.spreadsheets.formulas import kept, neutralised, restored, restored_records
from vehicle_pipeline.spreadsheets.spreadsheet import Spreadsheet

TRIGGERS = "=+-@\t\r\n＝＋－＠"
BLANKS = " \u00a0\u200b\u3000\ufeff\x0b\x00\u2009"
texts = st.text(st.sampled_from("'a1" + TRIGGERS + BLANKS), max_size=6) | st.text(max_size=8)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n",
            "＝1",
            " =1",
            "\u00a0+1",
            "\u200b@x",
        ),
        *("=cmd|' /C calc'!A0", '=HYPERLINK("http://x")', "-2+3", "\ufeff=1"),
    ],
)
def test_what_would_run_gets_an_apostrophe(text: str) -> None:
    assert neutralised(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Gol", "'", "'Gol", "R$ 1", "a=1", "1-2", "ABC-1234", " x"])
def test_anything_else_stays(text: str) -> None:
    assert neutralised(text) == text


def test_what_has_an_apostrophe_already_gets_one_more() -> None:
    assert neutralised("'=1") == "''=1"
    assert neutralised("''=1") == "'''=1"
    assert restored("''=1") == "'=1"


@given(texts)
@example("'=")
@example("' =1")
def test_every_text_comes_back(text: str) -> None:
    assert restored(neutralised(text)) == text
    # A workbook says by itself what is a text.
    assert restored(kept(text)) == text


@given(texts)
def test_no_cell_begins_with_what_would_run(text: str) -> None:
    written = neutralised(text)
    assert not written.strip(BLANKS + "\t\r\n").startswith(tuple(TRIGGERS))
    assert not written.startswith(("\t", "\r", "\n"))


@given(st.lists(st.none() | texts, max_size=20))
def test_columns_are_restored_as_their_texts_are(values: list[str | None]) -> None:
    cells = pl.Series(values, dtype=pl.String)
    frame = pl.DataFrame({"row_number": range(len(values)), "c0": cells, "c1": cells, "raw": cells})
    dialect = Dialect(kind="csv", columns=["x", "y"], mapping={}, positions={})
    (result,) = restored_records(Spreadsheet(dialect, iter([frame]))).records
    expected = [None if text is None else restored(text) for text in values]
    assert result["c0"].to_list() == result["c1"].to_list() == expected
    # The text of a malformed record is not a cell.
    assert result["raw"].to_list() == values
