import io
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spreadsheets.containers import raw_sheet
from tests.spreadsheets.sheets import refused
from vehicle_pipeline.spreadsheets.confined.rows_xml import Piece, RowsXml


class Dripping(io.BytesIO):
    """A part that is unpacked a few bytes at a time, whatever is asked for."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(7 if size is None or size < 0 else min(size, 7))


def pieces(xml: str, sizes: list[int], *, by_rows: bool) -> list[Piece]:
    """All pieces of a sheet, `sizes` being how much of it is asked for in turn."""
    rows = RowsXml(Dripping(xml.encode()))
    found = []
    for size in [*sizes, 10**9]:
        cut = rows.next_rows(size) if by_rows else rows.next_bytes(size)
        if cut is None:
            break
        found.append(cut)
    assert rows.is_done
    return found


def row(number: int | None, width: int = 1) -> str:
    reference = "" if number is None else f' r="{number}"'
    return f'<row{reference} spans="1:1">{"<c><v>1</v></c>" * width}</row>'


numbers = st.sets(st.integers(1, 60), min_size=1).map(sorted)
sizes = st.lists(st.integers(1, 200), max_size=20)


@given(numbers, sizes, st.booleans())
def test_pieces_together_are_the_sheet(numbers: list[int], sizes: list[int], by_rows: Any) -> None:
    rows = "".join(row(number, number % 4) for number in numbers)
    found = pieces(raw_sheet(rows, after="<mergeCells/>"), sizes, by_rows=by_rows)
    assert b"".join(piece.rows for piece in found).decode() == rows
    assert [number for piece in found for number in piece.numbers or ()] == numbers
    for piece in found:
        assert piece.rows.startswith(b"<row ")
        assert piece.opening.endswith(b"<sheetData>")
        assert piece.closing == b"</sheetData></worksheet>"


@given(st.integers(1, 40), sizes)
def test_so_many_rows_as_were_asked_for(count: int, sizes: list[int]) -> None:
    found = pieces(raw_sheet("".join(map(row, range(1, count + 1)))), sizes, by_rows=True)
    for piece, size in zip(found, sizes, strict=False):
        assert len(piece.numbers or ()) == min(size, count)
        count -= size


@given(st.lists(st.none() | st.integers(1, 3), min_size=1, max_size=30), sizes)
def test_rows_without_a_number_follow_the_one_before(steps: list[Any], sizes: list[int]) -> None:
    expected, written, number = [], "", 0
    for step in steps:
        number += step or 1
        expected.append(number)
        written += row(number if step else None)
    found = pieces(raw_sheet(written), sizes, by_rows=False)
    assert [number for piece in found for number in piece.numbers or ()] == expected
    # The first row of each piece says its number, or its reader could not know it.
    firsts = [re.search(rb'<row r="(\d+)"', piece.rows) for piece in found]
    assert [int(first[1]) for first in firsts if first] == [
        piece.numbers[0] for piece in found if piece.numbers
    ]


@pytest.mark.parametrize("prefix", ["", "x:", "ns0.a-b:"])
def test_names_may_have_a_prefix(prefix: str) -> None:
    xml = re.sub(r"<(/?)(?=[a-z])", rf"<\1{prefix}", raw_sheet(row(1) + row(2)))
    one, two = pieces(xml, [1], by_rows=True)
    assert (one.numbers, two.numbers) == ([1], [2])
    assert one.closing == f"</{prefix}sheetData></{prefix}worksheet>".encode()


@pytest.mark.parametrize(
    "tag",
    [
        '<row r="7"/>',
        "<row r='7'/>",
        '<row spans="1:2" r="7" ht="3">x</row>',
        '<row\n r="7"></row>',
    ],
)
def test_a_row_may_be_written_in_other_ways(tag: str) -> None:
    (piece,) = pieces(raw_sheet(f"\n {tag}\n"), [], by_rows=True)
    assert piece.numbers == [7]


@pytest.mark.parametrize(
    "sheet", [raw_sheet(""), raw_sheet(" \n "), "<worksheet><sheetData/></worksheet>"]
)
def test_a_sheet_may_have_no_rows(sheet: str) -> None:
    assert pieces(sheet, [], by_rows=True) == pieces(sheet, [], by_rows=False) == []


@pytest.mark.parametrize(
    "odd", ["<!-- <row r='9'> -->", "<c><is><t><![CDATA[<row r='9'>]]></t></is></c>"]
)
def test_what_may_hide_a_row_is_not_cut(odd: str) -> None:
    xml = raw_sheet(row(1) + row(2).replace("</row>", f"{odd}</row>") + row(3), after="<x/>")
    (piece,) = pieces(xml, [1], by_rows=True)
    assert piece.numbers is None
    assert (piece.opening + piece.rows + piece.closing).decode() == xml


@pytest.mark.parametrize(
    "rows",
    [
        row(2) + row(1),
        row(2) + row(2),
        row(1_048_577),
        row(0),
        row(1).replace('r="1"', f'r="{"9" * 5_000}"'),
    ],
)
def test_numbers_that_do_not_rise_are_refused(rows: str) -> None:
    for by_rows in (True, False):
        with pytest.raises(Exception, match=r"unreadable_file|too_many_rows|4300 digits"):
            pieces(raw_sheet(rows), [1], by_rows=by_rows)


@pytest.mark.parametrize("end", ["</sheetData></worksheet>", "</worksheet>", "Data></worksheet>"])
def test_a_sheet_that_was_cut_off_is_refused(end: str) -> None:
    xml = raw_sheet(row(1)).removesuffix(end)
    if end != "</worksheet>":
        assert refused(lambda: pieces(xml, [5], by_rows=True)).code == "unreadable_file"
    assert refused(lambda: pieces("<worksheet>" * 9, [], by_rows=True)).code == "unreadable_file"
