import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spreadsheets.sheets import HEADER, refused
from tests.spreadsheets.texts import ROW, malformed, read, stream_of, whole, wrapped, written
from vehicle_pipeline.contracts import DialectOverrides
from vehicle_pipeline.spreadsheets.text import opening as text
from vehicle_pipeline.spreadsheets.text import text_records


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_each_record_is_unwrapped(delimiter: str, newline: str) -> None:
    rows = [ROW, ('Delivery "Express"', *ROW[1:]), ("a,b;c|d\te", *ROW[1:]), ("", "", "", "1")]
    content = wrapped(HEADER, *rows, delimiter=delimiter, newline=newline)
    assert whole(read(content)) == dict(enumerate(rows, start=2))


def test_row_numbers_are_exact() -> None:
    content = (
        "Frota 2026\n\n"
        + wrapped(HEADER, ("Daily\n35S14", *ROW[1:]))
        + '\n""\n;;;\n'
        + wrapped(("a\r\nb\rc", *ROW[1:]), ("", "", "", ""), ROW)
    )
    frame = read(content)
    expected = {4: ("Daily\n35S14", *ROW[1:]), 8: ("a\r\nb\rc", *ROW[1:]), 10: ROW}
    assert whole(frame) == expected
    assert malformed(frame) == []


def test_a_record_that_is_not_wrapped_as_the_others_is_read_if_whole() -> None:
    content = wrapped(HEADER, ROW) + written(ROW, ("Total", "7")) + wrapped(ROW, ("Total", "8"))
    frame = read(content + "Total\n")
    assert whole(frame) == {2: ROW, 3: ROW, 5: ROW}
    assert malformed(frame) == [
        (4, 2, "Total,7"),
        (6, 2, "Total,8"),
        (7, 1, "Total"),
    ]


def test_a_wrapped_record_among_others_is_read_if_whole() -> None:
    rows = [ROW, ("Gol, 1.0", *ROW[1:]), ROW]
    content = written(HEADER, rows[0]) + wrapped(rows[1]) + written(rows[2]) + wrapped(("a", "b"))
    frame = read(content)
    assert whole(frame) == dict(enumerate(rows, start=2))
    assert malformed(frame) == [(5, 1, '"a,b"')]


@pytest.mark.parametrize("is_header_wrapped", [True, False])
def test_records_that_are_wrapped_otherwise_are_counted(is_header_wrapped: bool) -> None:
    way, other = (wrapped, written) if is_header_wrapped else (written, wrapped)
    content = way(HEADER, ROW) + other(ROW, ROW) + way(("", "", "", "")) + other(("Total", "2"))
    overrides = DialectOverrides()
    with text.opened(stream_of(content), overrides, HEADER) as spreadsheet:
        assert sum(frame["found"].null_count() for frame in spreadsheet.records) == 3
        (note,) = spreadsheet.noted.assumptions
    assert (note.code, note.params) == ("partly_wrapped", {"count": 2})


@pytest.mark.parametrize(
    ("inner", "found"),
    [
        ('""Gol,ABC1234,2020,1', 0),  # a quote that does not close, inside a record that does
        ("Gol,ABC1234,2020,1\nUno,ABC1235,2020,1", 8),  # two records in one
        ("Gol,ABC1234,2020,1,x", 5),
    ],
)
def test_a_fault_inside_a_record_stays_inside(inner: str, found: int) -> None:
    frame = read(wrapped(HEADER, ROW) + f'"{inner}"\n' + wrapped(ROW))
    assert whole(frame) == {2: ROW, 4: ROW}
    assert malformed(frame) == [(3, found, inner.replace('""', '"'))]


def test_stray_quotes_inside_a_record_are_text() -> None:
    content = wrapped(HEADER) + '"Baú 10"" x 7,ABC1234,2020,""1"""\n'
    assert whole(read(content)) == {2: ('Baú 10" x 7', "ABC1234", "2020", "1")}


def test_stray_quotes_at_the_edge_of_a_cell_inside_a_record_make_it_malformed() -> None:
    content = wrapped(HEADER) + '"Baú 10"",ABC1234,2020,""1"""\n'
    assert malformed(read(content)) == [(2, 0, 'Baú 10",ABC1234,2020,"1"')]


def test_a_wrapper_that_does_not_close_is_told() -> None:
    content = wrapped(HEADER, ROW) + '"Gol,""ABC1234"",2020,1\n' + wrapped(ROW)
    refusal = refused(read, content)
    assert (refusal.code, refusal.params) == ("unclosed_quote", {"row": 3})


def test_blank_fields_at_the_end_may_be_missing_in_the_header() -> None:
    rows = [(*ROW, ""), (*ROW, ""), (*ROW, "x"), ROW, ("a\nb", *ROW[1:], "")]
    frame = read(wrapped(HEADER) + wrapped(*[(*ROW, "")] * 60, *rows))
    assert set(whole(frame)) == {*range(2, 64), 65, 66}
    assert malformed(frame) == [(64, 5, "Gol,ABC1234,2020,45000.00,x")]
    assert frame.width == 4 + 3


cells = st.text('a",;\n\r é', max_size=5)


@given(
    st.lists(st.tuples(cells, cells, cells, cells), max_size=12),
    st.sampled_from([1_000, 60]),
)
def test_any_cells_survive_the_wrapping(rows: list[tuple[str, ...]], block: int) -> None:
    content = wrapped(HEADER, *rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_records, "_BLOCK", max(block, 10 + max(map(len, content.split('"\n"')))))
        frame = read(content)
    expected = {
        number: row
        for number, row in enumerate(rows, start=2)
        if any(cell.strip() for cell in row) and "".join(row).strip(' ",;|\r\n')
    }
    found = whole(frame)
    assert {number: found.get(number) for number in expected} == expected
    assert malformed(frame) == []


def test_columns_have_the_types_of_any_text() -> None:
    frame = read(wrapped(HEADER, ROW, ("a\nb", "")) + "x,y\n")
    assert frame.schema == {
        "row_number": pl.Int32,
        **dict.fromkeys(["c0", "c1", "c2", "c3"], pl.String),
        "found": pl.Int32,
        "raw": pl.String,
    }
