"""The reader and an oracle written apart agree on quotes and on mixed encodings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.oracle import text_lines
from tests.spreadsheets.texts import dialect_of, malformed, read, stream_of, whole
from vehicle_pipeline.spreadsheets.text.text_file import TextFile

HEADER = "modelo;placa;ano;valor_fipe"
PARTS = [*'ab ";;', '""', '\\"', "\\", '; "', '";', '="', "x;"]
lines = (
    st.lists(st.sampled_from(PARTS), max_size=14)
    .map("".join)
    .filter(lambda line: not text_lines.leaves_open(line, ";"))
)


@pytest.mark.timeout(600)
@settings(max_examples=examples(100), deadline=None)
@given(st.lists(lines, min_size=1, max_size=6))
def test_quotes_are_read_as_the_rules_say(records: list[str]) -> None:
    content = "\n".join([HEADER, *records, "Gol;ABC1D23;2020;1"]) + "\n"
    expected = {row: text_lines.split(line, ";") for row, line in enumerate(records, start=2)}
    frame, dialect = read(content), dialect_of(content)
    found, faulty = whole(frame), {row for row, _, _ in malformed(frame)}
    ways = [quoted.way for quoted in expected.values() if quoted]
    for way, note in (("spaced", "blanks_before_quotes"), ("escaped", "escaped_quotes")):
        counts = [each.params["count"] for each in dialect.assumptions if each.code == note]
        assert sum(counts) == ways.count(way)
    for row, quoted in expected.items():
        if quoted and len(quoted.cells) == 4 and "".join(quoted.cells).strip():
            assert [cell.strip() for cell in found[row]] == [cell.strip() for cell in quoted.cells]
        elif quoted is None and records[row - 2].strip(' ";'):
            assert row in faulty


words = st.text("abc ãçéº", min_size=1, max_size=8)
encoded = st.one_of(
    words.map(str.encode),
    words.map(lambda word: word.encode("cp1252")),
    st.tuples(words, words).map(lambda two: two[0].encode() + two[1].encode("cp1252")),
)


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(encoded, min_size=1, max_size=8))
def test_lines_of_several_encodings_are_read_as_the_rules_say(content: list[bytes]) -> None:
    text = TextFile.open(stream_of(b"\n".join(content)), None)
    assert text.utf8().read().decode().split("\n") == text_lines.decoded(content)
