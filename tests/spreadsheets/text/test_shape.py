import polars as pl

from tests.spreadsheets.sheets import refused
from vehicle_pipeline.spreadsheets.text.shape import MAX_CELL, Shape

SCHEMA = {
    "row_number": pl.Int32,
    "c0": pl.String,
    "c1": pl.String,
    "found": pl.Int32,
    "raw": pl.String,
}


def parsed(*rows: tuple[str, ...]) -> pl.DataFrame:
    width = len(rows[0])
    frame = pl.DataFrame(list(rows), [f"c{at}" for at in range(width)], orient="row")
    return frame.with_columns(
        row_number=pl.int_range(2, len(rows) + 2, dtype=pl.Int32),
        found=pl.lit(None, pl.Int32),
        raw=pl.lit(None, pl.String),
    )


def test_records_have_no_other_columns_than_the_rules_expect() -> None:
    assert Shape(";", 2, 4).schema == SCHEMA
    assert Shape(";", 2, 2).without_surplus(parsed(("a", "b"))).schema == SCHEMA
    assert Shape(";", 2, 3).without_surplus(parsed(("a", "b", ""))).schema == SCHEMA


def test_blank_fields_at_the_end_are_left_out() -> None:
    frame = Shape(";", 2, 4).without_surplus(parsed(("a", "b", "", " ")))
    assert frame.rows() == [(2, "a", "b", None, None)]


def test_a_record_with_something_there_is_malformed_and_kept_as_it_was() -> None:
    rows = [("a", "b", ""), ("x;y", 'z"z', "1"), ("n\nn", "", "1"), ("|", ",", "1")]
    frame = Shape(";", 2, 3).without_surplus(parsed(*rows))
    assert frame.rows() == [
        (2, "a", "b", None, None),
        (3, None, None, 3, '"x;y";"z""z";1'),
        (4, None, None, 3, '"n\nn";;1'),
        (5, None, None, 3, "|;,;1"),
    ]
    frame = Shape("\t", 2, 3).without_surplus(parsed(("a\tb", "c", "d")))
    assert frame["raw"].to_list() == ['"a\tb"\tc\td']


def test_a_piece_of_text_is_split_as_the_file_is() -> None:
    assert Shape("|", 2, 2).split('a|"b|""c"\r\nd', row=1) == [["a", 'b|"c'], ["d"]]


def test_a_field_that_python_s_reader_refuses_is_a_long_cell() -> None:
    shape = Shape("|", 2, 2)
    refusal = refused(lambda: shape.split("x" * 200_000, row=7))
    assert (refusal.code, refusal.params) == ("long_cell", {"row": 7, "limit": MAX_CELL})
