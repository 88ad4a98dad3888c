import io
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spreadsheets.sheets import refused
from vehicle_pipeline.contracts import Encoding
from vehicle_pipeline.spreadsheets.text import text_file
from vehicle_pipeline.spreadsheets.text.text_file import TextFile


def opened(content: bytes, said: Encoding | None = None) -> TextFile:
    return TextFile.open(io.BytesIO(content), said)


def pieces(content: bytes, size: int, said: Encoding | None = None) -> list[bytes]:
    stream = opened(content, said).utf8()
    return list(iter(lambda: stream.read(size), b""))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
@pytest.mark.parametrize(
    ("codec", "said"),
    [
        ("utf-8-sig", None),
        ("cp1252", None),
        ("utf-16", None),
        ("utf-16-be", Encoding.UTF_16),
        ("iso-8859-1", Encoding.ISO_8859_1),
        ("cp850", Encoding.CP850),
    ],
)
def test_text_of_any_encoding_comes_as_utf_8(codec: str, said: Encoding | None, size: int) -> None:
    text = "Ação;ã\r\nçé\r"
    content = text.encode(codec)
    if codec == "utf-16-be":
        content = b"\xfe\xff" + content
    found = pieces(content, size, said)
    assert b"".join(found).decode() == text
    assert max(map(len, found)) <= size


def test_characters_of_four_bytes_are_kept() -> None:
    text = "😀€\n" * 50
    assert b"".join(pieces(text.encode("utf-16"), 5)).decode() == text


@given(st.text("a\r\n", max_size=30), st.integers(2, 9))
def test_no_piece_ends_inside_a_line_end(text: str, size: int) -> None:
    found = pieces(text.encode(), size)
    assert b"".join(found) == text.encode()
    for piece, following in pairwise(found):
        is_inside = piece.endswith(b"\r") and following.startswith(b"\n")
        # Nothing can be done where the whole piece is carriage returns.
        assert not is_inside or set(piece) == {ord("\r")}


def test_two_may_read_one_file_by_turns() -> None:
    text = opened("0123456789ã".encode("cp1252"))
    one, other = text.utf8(), text.utf8()
    assert [one.read(3), other.read(2), one.read(3), other.read(4)] == [
        *(b"012", b"01", b"345", b"2345"),
    ]


def test_all_of_it_may_be_read_at_once() -> None:
    assert opened("ã".encode("utf-16")).utf8().read() == "ã".encode()


@pytest.mark.parametrize(
    ("line", "declared"),
    [
        ("sep=;\r\n", ";"),
        ("SEP=,\n", ","),
        ("sep=\t\r", "\t"),
        ('"sep=|"\n', "|"),
        ("sep=^\n", "^"),
        ("sep=x\n", None),
        ("sep=;;\n", None),
        ('sep=";"\n', None),
        ("sep=;placa\n", None),
        ("sep=ç\n", None),
        ("separador;\n", None),
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_line_for_excel_names_the_delimiter_and_is_no_text(
    line: str, declared: str | None, codec: str
) -> None:
    text = opened((line + "ã;b\n").encode(codec))
    assert text.declared == declared
    assert text.utf8().read().decode() == ("" if declared else line) + "ã;b\n"


def test_lines_keep_their_ends() -> None:
    text = "a\r\nb\rc\n\r\n\x0b\x85\u2028d"
    lines = list(opened(text.encode()).lines())
    assert lines == ["a\r\n", "b\r", "c\n", "\r\n", "\x0b\x85\u2028d"]


def test_a_line_that_no_reader_could_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_file, "MAX_RECORD", 5)
    refusal = refused(list, opened(b"abc\nabcd\nabcdef\n").lines())
    assert (refusal.code, refusal.params["row"]) == ("long_record", 3)


def test_a_file_that_is_cut_off_while_it_is_read_ends() -> None:
    stream = io.BytesIO(b"a;b\n" * 100)
    text = TextFile.open(stream, None)
    stream.truncate(6)
    assert text.utf8().read() == b"a;b\na;"
