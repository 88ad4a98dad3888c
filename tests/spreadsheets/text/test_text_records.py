import csv
import io
import itertools

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.spreadsheets.sheets import HEADER, refused
from tests.spreadsheets.texts import ROW, malformed, stream_of, whole, written
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.text import text_records
from vehicle_pipeline.spreadsheets.text.shape import Shape
from vehicle_pipeline.spreadsheets.text.text_file import TextFile
from vehicle_pipeline.spreadsheets.text.text_records import numbered_records


def records(content: str, delimiter: str = ",", columns: int = 4, width: int = 4) -> pl.DataFrame:
    stream = TextFile.open(stream_of(content), None).utf8()
    return pl.concat(numbered_records(stream, Shape(delimiter, columns, width)))


# --- cells --------------------------------------------------------------------------------------


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_lines_may_end_in_any_way(newline: str, last: bool) -> None:
    content = written(HEADER, ROW, ROW, newline=newline)
    frame = records(content if last else content.removesuffix(newline))
    assert whole(frame) == {1: HEADER, 2: ROW, 3: ROW}


def test_a_quoted_line_break_starts_no_new_row() -> None:
    rows = [("Daily\n35S14", *ROW[1:]), ("a\r\nb", *ROW[1:]), ("c\rd", *ROW[1:])]
    assert whole(records(written(*rows))) == dict(enumerate(rows, start=1))


def test_quotes_inside_and_behind_quoted_text_are_text() -> None:
    content = '"Delivery ""Express""",Baú 10",5" x 7","Gol" 1.0\n'
    assert whole(records(content)) == {1: ('Delivery "Express"', 'Baú 10"', '5" x 7"', "Gol 1.0")}


def test_an_empty_cell_is_an_empty_text() -> None:
    assert whole(records('Gol,,"",NA\n')) == {1: ("Gol", "", "", "NA")}


def test_the_columns_have_the_types_that_the_rules_expect() -> None:
    assert records(written(ROW, ("x",))).schema == {
        "row_number": pl.Int32,
        **dict.fromkeys(["c0", "c1", "c2", "c3"], pl.String),
        "found": pl.Int32,
        "raw": pl.String,
    }


# --- blank and malformed records ----------------------------------------------------------------


def test_blank_rows_are_left_out_and_counted_as_rows() -> None:
    blank = '\n,,,\n , ,\t, \n"","","",""\n\x1a\n'
    frame = records(written(ROW) + blank + written(ROW))
    assert whole(frame) == {1: ROW, 7: ROW}
    assert malformed(frame) == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^"])
def test_a_blank_row_may_have_any_number_of_fields(delimiter: str) -> None:
    blank = ["", delimiter, f" {delimiter} " * 7, f'""{delimiter}""', delimiter * 3]
    content = "".join(f"{line}\n" for line in blank) + written(ROW, delimiter=delimiter)
    frame = records(content, delimiter)
    assert malformed(frame) == []
    assert whole(frame) == {1 + len(blank): ROW}


def test_rows_of_another_width_are_kept_as_they_are() -> None:
    frame = records(written(ROW, ROW[:3], (*ROW, "x"), ("Total",), ROW))
    assert whole(frame) == {1: ROW, 5: ROW}
    assert malformed(frame) == [
        (2, 3, "Gol,ABC1234,2020"),
        (3, 5, "Gol,ABC1234,2020,45000.00,x"),
        (4, 1, "Total"),
    ]
    assert frame["row_number"].to_list() == [1, 2, 3, 4, 5]


def test_a_file_of_nothing_but_malformed_rows_is_read() -> None:
    assert malformed(records(written(("a",), ("b", "c")))) == [(1, 1, "a"), (2, 2, "b,c")]


def test_malformed_rows_do_not_gather_until_the_next_whole_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(text_records, "_BLOCK", 100)
    stream = stream_of(written(*[("a", "b")] * 1_000))
    frames = list(numbered_records(stream, Shape(",", 4, 4)))
    assert max(frame.height for frame in frames) < 100
    assert pl.concat(frames)["row_number"].to_list() == list(range(1, 1_001))


def test_a_row_without_the_blank_fields_that_the_others_end_in_is_whole() -> None:
    rows = ["a,b,,", '"x\n,""y""",b', "a,b,c,", "a,b,,,", "a"]
    frame = records("\n".join(rows), columns=2)
    assert whole(frame) == {1: ("a", "b"), 2: ('x\n,"y"', "b")}
    assert malformed(frame) == [(3, 4, "a,b,c,"), (4, 5, "a,b,,,"), (5, 1, "a")]
    assert frame["row_number"].to_list() == [1, 2, 3, 4, 5]


# --- row numbers --------------------------------------------------------------------------------

# Whether a record is whole, blank, or too short or too long.
KINDS = ["whole", "whole", "multiline", "blank", "none", "short", "long"]
OF_KIND = {
    "whole": ["Gol", "ABC1234", "2020", "45000.00"],
    "multiline": ["Daily\n35\r\nS14", "ABC1234", "2020", "45000.00"],
    "blank": ["", " ", "", ""],
    "none": [],
    "short": ["Total", "7"],
    "long": ["a", "b", "c", "d", "e\nf"],
}
# What a record is refused with that is larger than a block; Arrow may also find no record at all.
TOO_LARGE = ("long_record", "unreadable_file")
# Bytes per block: small enough for a boundary to fall anywhere, large enough for any record.
BLOCKS = (48, 64, 97, 1_000)


def check_numbers(kinds: list[str], newline: str = "\n") -> None:
    frame = records(written(HEADER, *(OF_KIND[kind] for kind in kinds), newline=newline))
    numbered = [(1, "whole"), *enumerate(kinds, start=2)]
    assert frame["row_number"].to_list() == [
        number for number, kind in numbered if kind not in ("blank", "none")
    ]
    assert [(number, found) for number, found, _ in malformed(frame)] == [
        (number, len(OF_KIND[kind])) for number, kind in numbered if kind in ("short", "long")
    ]


@pytest.mark.parametrize("block", BLOCKS)
def test_row_numbers_are_exact_across_blocks(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_records, "_BLOCK", block)
    for kinds in itertools.product(["whole", "blank", "none", "short", "long"], repeat=3):
        check_numbers(list(kinds))


@given(
    st.lists(st.sampled_from(KINDS), max_size=40),
    st.sampled_from(BLOCKS),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_row_numbers_are_exact_in_any_file(kinds: list[str], block: int, newline: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_records, "_BLOCK", block)
        check_numbers(kinds, newline)


@given(
    st.lists(
        st.sampled_from(["a", "é", ",", ",", '"', '""', "\n", "\r", "\r\n", "x,y,z\n"]), max_size=40
    ),
    st.sampled_from([24, 32, 64, 1_000]),
)
def test_any_text_is_read_as_by_python_s_reader(parts: list[str], block: int) -> None:
    """Wherever a block ends, be it between the two characters of a line end inside quotes."""
    content = "".join(parts)
    expected = {
        number: row
        for number, row in enumerate(csv.reader(io.StringIO(content, newline="")), start=1)
        if any(cell.strip() for cell in row)
    }
    stream = TextFile.open(stream_of(content), None).utf8()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_records, "_BLOCK", block)
        try:
            frames = list(numbered_records(stream, Shape(",", 3, 3)))
        except BadSpreadsheetError as error:
            assume(error.code not in TOO_LARGE)
            raise
    frame = pl.concat(frames) if frames else pl.DataFrame({"found": [], "raw": []})
    is_filled = {n: r for n, r in expected.items() if len(r) == 3}
    assert {n: list(cells) for n, cells in whole(frame).items()} == is_filled
    found = {number: count for number, count, _ in malformed(frame)} if frames else {}
    others = {n: len(r) for n, r in expected.items() if len(r) != 3}
    # A record of nothing but delimiters and quotes is blank, whatever was meant by them.
    assert found == {n: c for n, c in others.items() if "".join(expected[n]).strip(' ,"\r\n')}


def test_a_record_larger_than_a_block_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_records, "_BLOCK", 64)
    refusal = refused(records, written(ROW, ROW, ROW, ("x" * 500, *ROW[1:])))
    assert refusal.code == "long_record"
    assert 1 <= refusal.params["row"] <= 4
