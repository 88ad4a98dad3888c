import pytest

from tests.spreadsheets.texts import stream_of, written
from vehicle_pipeline.contracts import MAX_COLUMNS, Delimiter
from vehicle_pipeline.spreadsheets.text.delimiter import UNREADABLE, head, likeliest
from vehicle_pipeline.spreadsheets.text.text_file import TextFile


def opened(content: str) -> TextFile:
    return TextFile.open(stream_of(content), None)


def detected(content: str) -> str:
    text = opened(content)
    return likeliest({str(mark): head(text, mark, None) for mark in Delimiter})


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "rows",
    [
        [["a", "b"], ["1", "2"], ["3", "4"]],
        [["nome", "preço"], ["um, dois; três", "1"], ["x|y", "2"]],
        [["Frota", ""], ["", ""], ["a", "b"], ["1,5", "2.500,00"], ["1,5", "R$ 2,5"]],
        [["1,5", "2,5", "3,5"]] * 5,
        [["Silva, João", "x"], ["Souza, Ana", "y"], ["Lima, Eva", "z"]],
    ],
)
def test_regular_rows_show_their_delimiter(rows: list[list[str]], delimiter: str) -> None:
    assert detected(written(*rows, delimiter=delimiter)) == delimiter


def test_a_title_and_notes_do_not_mislead() -> None:
    content = "Relatório, emitido em 01/02, por Ana\n\na;b;c\n1;2;3\n4;5;6\nFonte: x, y, z\n"
    assert detected(content) == ";"


def test_a_text_of_one_column_has_commas_if_any() -> None:
    assert detected("a\nb\nc\n") == ","
    assert detected("") == ","


def test_the_head_is_long_enough_for_a_header_and_some_records() -> None:
    rows = head(opened("a;b\n" * 100), ";", None)
    assert rows == [["a", "b"]] * 50


def test_rows_far_above_a_named_header_are_not_kept() -> None:
    rows = head(opened('a;"b\nb"\n' * 100), ";", 90)
    assert rows == [[]] * 69 + [["a", "b\nb"]] * 31
    assert head(opened("a;b\n"), ";", 30) == [[]]


def test_a_row_of_too_many_cells_is_cut() -> None:
    (row,) = head(opened(";" * 100_000), ";", None)
    assert len(row) == MAX_COLUMNS + 1


@pytest.mark.parametrize(("header_row", "first"), [(None, ["a", "b"]), (30, [])])
def test_a_field_too_long_for_python_ends_the_head(
    header_row: int | None, first: list[str]
) -> None:
    text = opened("a;b\n" + "x" * 200_000 + ";b\nc;d\n")
    assert head(text, ";", header_row) == [first, UNREADABLE]
