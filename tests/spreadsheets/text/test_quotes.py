import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spreadsheets.sheets import refused
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.text import quotes, text_file
from vehicle_pipeline.spreadsheets.text.quotes import check_quotes
from vehicle_pipeline.spreadsheets.text.text_file import TextFile


def check(content: str, delimiter: str = ";") -> None:
    check_quotes(TextFile.open(io.BytesIO(content.encode()), None), delimiter)


@pytest.fixture(params=[2, 3, 5, 64, 1 << 20])
def step(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Bytes at a time: small enough for a boundary to fall anywhere."""
    monkeypatch.setattr(text_file, "_STEP", request.param)
    return int(request.param)


GOOD = [
    "a;b\n1;2\n",
    '"a";"b"\r\n"1";"2"\r\n',
    '"a\nb";c\n',
    '"a\r\nb";"c\rd"\r\n1;2',
    'a;"b\n"',
    '"a ""x""\n y";b\n',
    '"";""\n"a""";"""b"\n',
    'Baú 10";b\nc;d 5" x\n',  # inches, not quotes
    'a;b"c\nd;"e;\nf"\n',
    '"Gol" 1.0;b\n',  # goes on behind its quote, on the same line
    '"a\nb" \t;c\n',
    '"a;""";b\nc;d\n',
    '"a;\n""";b\n',
    '""""""\n""""\n',
]


@pytest.mark.parametrize("content", GOOD)
@pytest.mark.usefixtures("step")
def test_quotes_that_close_are_let_pass(content: str) -> None:
    check(content)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("lines", "row"),
    [
        (["a;b", '"1;2', "3;4"], 2),
        (["a;b", "1;2", '3;"4'], 3),
        (["a;b", '"1;2', '"3";4', "5;6"], 2),
        (["a;b", '1;"2', '3;"x"', "5;6"], 2),
        (['"a', 'b";"c', 'd"', '"1;2', "3;4"], 2),
        (['Baú 10";"b', "3;4"], 1),  # as many quotes as there should be
        (['"a"";b', "3;4"], 1),
        (["a;b", "", "", '"'], 4),
    ],
)
@pytest.mark.usefixtures("step")
def test_a_quote_that_swallows_rows_is_told_with_its_row(
    lines: list[str], row: int, newline: str
) -> None:
    content = newline.join(lines) + (newline if len(lines) < 4 else "")
    refusal = refused(check, content)
    assert (refusal.code, refusal.params) == ("unclosed_quote", {"row": row})


def test_a_quote_is_not_followed_to_the_end_of_a_large_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(text_file, "_STEP", 1_000)
    monkeypatch.setattr(quotes, "_MAX_OPEN", 5_000)
    assert refused(check, 'a;b\n1;"' + "x;y\n" * 2_000 + '";2\n').params == {"row": 2}
    check('a;b\n1;"' + "x;y\n" * 1_000 + '";2\n')


def test_a_text_without_end_is_left_to_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_file, "_STEP", 100)
    monkeypatch.setattr(quotes, "MAX_RECORD", 1_000)
    check('"a";' + "x" * 5_000)


@given(
    st.lists(st.sampled_from(["a", ";", '"', '""', "\n", "\r\n", '";', ';"', '\n"']), max_size=25),
    st.integers(2, 12),
)
def test_it_finds_what_python_s_reader_finds(parts: list[str], size: int) -> None:
    """Of quotes on several lines: Python's strict reader refuses others, too."""
    content = "".join(parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_file, "_STEP", size)
        try:
            check(content)
        except BadSpreadsheetError:
            with pytest.raises(csv.Error):
                list(csv.reader(io.StringIO(content, newline=""), delimiter=";", strict=True))
        else:
            for cell, raw in quoted_over_lines(content):
                assert raw.rstrip(" \t") == '"' + cell.replace('"', '""') + '"'


def quoted_over_lines(content: str) -> list[tuple[str, str]]:
    """Cells of several lines, and the text between their delimiters, by a plain state machine."""
    found, raw, cell, state = [], "", "", "start"
    for char, following in zip(content, content[1:] + " ", strict=False):
        ends_field = char in ";\r\n" and state != "quoted"
        if ends_field:
            if "\n" in cell or "\r" in cell:
                found.append((cell, raw))
            raw, cell, state = "", "", "start"
            continue
        raw += char
        if state == "escaped":
            cell, state = cell + char, "quoted"
        elif state == "start" and char == '"':
            state = "quoted"
        elif state == "quoted" and char == '"':
            state = "escaped" if following == '"' else "plain"
        else:
            cell += char
            state = "plain" if state == "start" else state
    if "\n" in cell or "\r" in cell:
        found.append((cell, raw if state == "plain" else raw + "?"))
    return found


# --- records ------------------------------------------------------------------------------------


def mended(content: str, delimiter: str = ",") -> tuple[str, dict[str, int]]:
    quoted = check_quotes(TextFile.open(io.BytesIO(content.encode()), None), delimiter)
    return b"".join(quoted.blocks()).decode(), dict(quoted.kinds)


@pytest.mark.parametrize(
    "record",
    [
        '"Gol" 1.0,ABC1D23,2020,45000',
        '"Gol""x"y,ABC1D23,2020,45000',
        'Gol",ABC1D23,2020,45000',
        'Gol 1.0" ,ABC1D23,2020,45000',
        'ABC1D23,2020,45000,Gol"',
        'Gol "Plus, Turbo",ABC1D23,2020',
        'Gol ,"a"b, "c",2020',
        ' "Gol,ABC1D23,2020,45000',
    ],
)
@pytest.mark.usefixtures("step")
def test_a_record_with_stray_quotes_becomes_one_field(record: str) -> None:
    quoted = '"' + record.replace('"', '""') + '"'
    assert mended(f"a,b\n{record}\nc,d\n") == (f"a,b\n{quoted}\nc,d\n", {"stray": 1})
    assert mended(f"a,b\n{record}") == (f"a,b\n{quoted}", {"stray": 1})


@pytest.mark.parametrize(
    ("record", "clean"),
    [
        ('1, "Gol 1.0", 2020', '1,"Gol 1.0", 2020'),
        (' "a" , "b, ""c""",d', '"a","b, ""c""",d'),
    ],
)
@pytest.mark.usefixtures("step")
def test_blanks_before_quotes_are_taken_off(record: str, clean: str) -> None:
    assert mended(f"a,b\n{record}\n") == (f"a,b\n{clean}\n", {"spaced": 1})


@pytest.mark.parametrize(
    ("record", "clean"),
    [
        (r'"S10 \"LTZ\"",1', '"S10 ""LTZ""",1'),
        (r'"5\"",1', '"5""",1'),
        (r'"a \"b\" \\ c", "d"', r'"a ""b"" \ c","d"'),
    ],
)
@pytest.mark.usefixtures("step")
def test_quotes_after_a_backslash_are_doubled(record: str, clean: str) -> None:
    assert mended(f"a,b\n{record}\n1,2\n") == (f"a,b\n{clean}\n1,2\n", {"escaped": 1})


@pytest.mark.parametrize(
    "content", ['Reboque 15" Randon,1\n', 'C:\\,"C:\\"\n', '"a" ,b\n', '"a\n""b""",c\n', "a, b\n"]
)
@pytest.mark.usefixtures("step")
def test_clean_quotes_are_left_as_they_are(content: str) -> None:
    assert mended(content) == (content, {})
