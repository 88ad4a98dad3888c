from functools import partial

import pytest

from tests.spreadsheets.sheets import HEADER, refused
from tests.spreadsheets.texts import (
    ROW,
    dialect_of,
    malformed,
    read,
    stream_of,
    whole,
    wrapped,
    written,
)
from vehicle_pipeline.contracts import Delimiter, DialectOverrides, Encoding
from vehicle_pipeline.spreadsheets.text import opening as text
from vehicle_pipeline.spreadsheets.text import text_records
from vehicle_pipeline.spreadsheets.text.shape import MAX_CELL

LINES = "modelo;placa;ano;valor_fipe\nCaminhão “Ação” €;ABC1234;2020;1,50\n"


# --- the receipt --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("cp1252", "windows-1252"),
        ("utf-16", "utf-16"),
    ],
)
def test_text_of_any_encoding_is_read(codec: str, encoding: str) -> None:
    content = LINES.encode(codec)
    dialect = dialect_of(content)
    assert (dialect.encoding, dialect.columns[0]) == (encoding, "modelo")
    assert whole(read(content)) == {2: ("Caminhão “Ação” €", "ABC1234", "2020", "1,50")}


@pytest.mark.parametrize(
    ("codec", "said"),
    [
        ("cp850", Encoding.CP850),
        ("iso-8859-1", Encoding.ISO_8859_1),
        ("utf-16-le", Encoding.UTF_16),
    ],
)
def test_text_is_read_in_the_encoding_that_the_sender_says(codec: str, said: Encoding) -> None:
    content = "modelo;placa;ano;preço fipe\nCaminhão;ABC1234;2020;1\n".encode(codec)
    dialect = dialect_of(content, encoding=said)
    assert (dialect.encoding, dialect.overridden) == (said, ["encoding"])
    assert dialect.mapping["valor_fipe"] == "preço fipe"
    assert whole(read(content, encoding=said))[2][0] == "Caminhão"


def test_the_receipt_names_every_column() -> None:
    dialect = dialect_of("Cor;Placa;Modelo;Ano;Valor FIPE (R$);\nazul;ABC1234;Gol;2020;1;\n")
    assert dialect.model_dump(
        exclude={"kind", "sheet", "decimal", "assumptions", "is_wrapped", "overridden", "parent_id"}
    ) == {
        "encoding": "utf-8",
        "delimiter": ";",
        "header_row": 1,
        "columns": ["Cor", "Placa", "Modelo", "Ano", "Valor FIPE (R$)", ""],
        "mapping": {
            "modelo": "Modelo",
            "placa": "Placa",
            "ano": "Ano",
            "valor_fipe": "Valor FIPE (R$)",
        },
        "positions": {"modelo": 2, "placa": 1, "ano": 3, "valor_fipe": 4},
        "ignored": ["Cor"],
        "third_decimals": [],
    }


def test_the_receipt_lists_what_was_assumed_of_the_whole_file() -> None:
    content = "modelo;placa;ano;valor\n" + "G\x81;ABC1234;2020;1;\n" * 2
    codes = [assumed.code for assumed in dialect_of(content.encode("latin-1")).assumptions]
    assert codes == ["assumed_fipe_value", "undefined_bytes", "blank_ends"]


def test_everything_may_be_said() -> None:
    content = "x,y\n" * 3 + 'bem|nº|"ano"|custo\n' + "Gol|ABC1234|2020|1.5\n"
    said = {
        "encoding": Encoding.WINDOWS_1252,
        "delimiter": Delimiter.PIPE,
        "decimal": "dot",
        "header_row": 4,
        "mapping": {"modelo": "bem", "placa": "Nº", "valor_fipe": "custo"},
    }
    dialect = dialect_of(content.encode("cp1252"), **said)
    assert dialect.overridden == list(said)
    assert (dialect.header_row, dialect.decimal) == (4, "dot")
    assert whole(read(content.encode("cp1252"), **said)) == {5: ("Gol", "ABC1234", "2020", "1.5")}


def test_a_header_may_be_said_to_be_far_below() -> None:
    content = 'a;"b\nb"\n' * 70_000 + LINES
    assert whole(read(content, header_row=70_001))[70_002][1] == "ABC1234"


# --- the header ---------------------------------------------------------------------------------


def test_titles_above_the_header_keep_the_row_numbers() -> None:
    content = "Frota da empresa\n\n;;;\n" + written(HEADER, ROW, delimiter=";")
    assert dialect_of(content).header_row == 4
    assert whole(read(content)) == {5: ROW}
    assert malformed(read(content)) == []


def test_a_title_with_the_other_delimiter_does_no_harm() -> None:
    content = "Frota, filial Sul, 2026, a, b\n" + written(HEADER, ROW, delimiter=";")
    assert whole(read(content)) == {3: ROW}


def test_a_header_with_line_breaks_is_one_row() -> None:
    header = ("Modelo", "Placa", "Ano\nModelo", "Valor  FIPE\r\n(R$)")
    content = written(("Frota\n2026",), header, ROW)
    assert dialect_of(content).columns == ["Modelo", "Placa", "Ano Modelo", "Valor FIPE (R$)"]
    assert whole(read(content)) == {3: ROW}


def test_a_line_for_excel_is_no_row() -> None:
    content = "sep=;\r\n" + written(HEADER, ROW, delimiter=";")
    assert dialect_of(content).header_row == 1
    assert whole(read(content)) == {2: ROW}


@pytest.mark.parametrize(
    "content", ["modelo,placa,ano,valor_fipe", "modelo,placa,ano,valor_fipe\n"]
)
def test_only_a_header_gives_no_records(content: str) -> None:
    assert read(content).height == 0


@pytest.mark.parametrize(
    "content", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n", b"\xff\xfe", b"\x00\x1a"]
)
def test_a_file_without_text_is_empty(content: bytes) -> None:
    assert refused(read, content).code == "empty_file"


# --- records ------------------------------------------------------------------------------------


def test_bytes_that_windows_1252_does_not_define_lose_no_row() -> None:
    content = LINES.encode("cp1252") + b"G\x81l;ABC1235;2020;1,50\n"
    assert whole(read(content))[3][0] == "G\x81l"


@pytest.mark.parametrize("codec", ["utf-8", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\x1a", "\x00\x00", "\n\x1a\x00"])
def test_an_end_mark_of_old_is_no_row(codec: str, end: str) -> None:
    frame = read((LINES.removesuffix("\n") + end).encode(codec))
    assert whole(frame) == {2: ("Caminhão “Ação” €", "ABC1234", "2020", "1,50")}
    assert malformed(frame) == []


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_row_numbers_are_those_that_people_see(newline: str) -> None:
    rows = [("Daily\n35\r\nS14", *ROW[1:]), (), ROW, ("Total",), (*ROW, "x"), ROW]
    frame = read(written(("Frota", ""), (), HEADER, *rows, newline=newline))
    assert list(whole(frame)) == [4, 6, 9]
    assert [(row, found) for row, found, _ in malformed(frame)] == [(7, 1), (8, 5)]


def test_lines_that_end_in_every_way_are_counted_one_by_one() -> None:
    lines = ["modelo,placa,ano,valor_fipe\r\n", "a,b,c,d\n", "a,b,c,e\r", "\r", "a,b,c,f\r\n", "x"]
    frame = read("".join(lines))
    assert {row: cells[3] for row, cells in whole(frame).items()} == {2: "d", 3: "e", 5: "f"}
    assert malformed(frame) == [(6, 1, "x")]


def test_trailing_delimiters_of_all_rows_are_no_field() -> None:
    content = "modelo;placa;ano;valor_fipe\n" + "Gol;ABC1234;2020;1;\n" * 3 + "Total;\n"
    content += "Gol;ABC1234;2020;1\n" + "Gol;ABC1234;2020;1;;\n" + "Gol;ABC1234;2020;1;x\n"
    frame = read(content.replace("Total;\n", "Gol;ABC1234;2020;1;\n" * 60 + "Total;\n"))
    assert list(whole(frame)) == [*range(2, 65), 66, 67]
    assert malformed(frame) == [
        (65, 2, "Total;"),
        (68, 5, "Gol;ABC1234;2020;1;x"),
    ]


def test_trailing_delimiters_of_the_header_alone_are_no_column() -> None:
    content = "modelo;placa;ano;valor_fipe;;\n" + "Gol;ABC1234;2020;1\n" * 2
    assert dialect_of(content).columns == list(HEADER)
    assert list(whole(read(content))) == [2, 3]


# --- limits -------------------------------------------------------------------------------------


@pytest.mark.parametrize("letter", ["x", "ã", "€"])
def test_a_cell_may_be_as_long_as_excel_allows_and_no_longer(letter: str) -> None:
    content = written(HEADER, ROW, (letter * MAX_CELL, *ROW[1:]))
    assert len(whole(read(content))[3][0]) == MAX_CELL
    refusal = refused(read, content + "\n" + written((*ROW[:3], letter * (MAX_CELL + 1))))
    assert (refusal.code, refusal.params) == ("long_cell", {"row": 5, "limit": MAX_CELL})


def test_a_record_that_is_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_records, "_BLOCK", 1_000)
    content = written(HEADER, *[ROW] * 100, (*ROW, "x" * 3_000))
    refusal = refused(read, content)
    assert refusal.code == "long_record"
    assert 60 < refusal.params["row"] <= 102


def test_one_line_of_many_megabytes_is_refused() -> None:
    content = written(HEADER, *[ROW] * 60) + "x;" * 5_000_000
    assert refused(read, content).code == "long_record"
    assert refused(read, "x" * 10_000_000).code == "long_record"


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_quote_that_never_closes_loses_no_row_silently(at: int) -> None:
    rows = [written(ROW), written(ROW), written(ROW)]
    rows[at] = '"' + rows[at]
    refusal = refused(read, written(HEADER) + "".join(rows))
    assert (refusal.code, refusal.params) == ("unclosed_quote", {"row": 2 + at})


def test_a_quote_that_closes_in_a_later_row_does_not_make_one_of_two() -> None:
    content = written(HEADER) + 'Gol;ABC1234;2020;1\n"Gol;ABC1234;2020;1\n"Uno";ABC1235;2020;1\n'
    assert refused(read, content.replace(",", ";")).params == {"row": 3}


def test_inches_are_no_quotes() -> None:
    rows = 'Baú 10" R;ABC1234;2020;1\n' * 3 + '"Baú 12"" x 5""";ABC1235;2020;"1"\n'
    frame = read("modelo;placa;ano;valor_fipe\n" + rows)
    assert [cells[0] for cells in whole(frame).values()] == ['Baú 10" R'] * 3 + ['Baú 12" x 5"']


@pytest.mark.parametrize(
    "record",
    [
        'Gol "Plus; Turbo";ABC1D23;2020',
        '"Gol" 1.0;ABC1D23;2020;45000',
        'Gol 1.0";ABC1D23;2020;45000',
        'Gol;ABC1D23;2020;45000"',
        'Gol;ABC1D23;"2020"x;45000',
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "cp1252"])
def test_stray_quotes_make_a_record_malformed(record: str, codec: str) -> None:
    header, good = "modelo;placa;ano;valor_fipe\n", "Fox;ABC1234;2020;1\n"
    frame = read((header + good + record + "\n" + good).encode(codec))
    assert list(whole(frame)) == [2, 4]
    assert malformed(frame) == [(3, 0, record)]


@pytest.mark.parametrize(
    ("record", "modelo", "note"),
    [
        ('"Gol, 1.0", "ABC1D23", 2020, 1', "Gol, 1.0", "blanks_before_quotes"),
        (r'"S10 \"LTZ\"",ABC1D23,2020,1', 'S10 "LTZ"', "escaped_quotes"),
        (r'"Baú 10\"",ABC1D23,2020,1', 'Baú 10"', "escaped_quotes"),
    ],
)
def test_two_other_ways_of_quoting_are_read_with_a_note(
    record: str, modelo: str, note: str
) -> None:
    content = f'modelo, "placa", ano, valor_fipe\n{record}\n{record}\n'
    assert [cells[0] for cells in whole(read(content)).values()] == [modelo] * 2
    assert note in [assumed.code for assumed in dialect_of(content).assumptions]


# --- any table ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a,b\n1,2\n", {2: ("1", "2")}),
        ("\n\na\n1\n\n2\n", {4: ("1",), 6: ("2",)}),
        ("a;a;;\n1;2;3;4\n", {2: ("1", "2", "3", "4")}),
        ("modelo,placa\n1,2\nmodelo,placa\n", {2: ("1", "2"), 3: ("modelo", "placa")}),
    ],
)
def test_without_fields_any_table_is_read(
    content: str, expected: dict[int, tuple[str, ...]]
) -> None:
    assert whole(read(content, fields=())) == expected


def test_reading_may_stop_anywhere() -> None:
    content = written(HEADER, *[ROW] * 300_000)
    with text.opened(stream_of(content), DialectOverrides(), HEADER) as spreadsheet:
        assert next(spreadsheet.records).height > 0


# --- padding, and other delimiters --------------------------------------------------------------


@pytest.mark.parametrize("outer", [";", ";;;", "\t\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_delimiters_of_another_kind_that_pad_each_line_are_ignored_with_a_note(
    outer: str, newline: str
) -> None:
    lines = [
        ",".join(HEADER),
        ",".join(ROW),
        '"""Strada, cabine dupla"",ABC1235,2020,""1"""',
        "",
        ",".join(ROW),
    ]
    content = "".join(f"{line}{outer}{newline}" for line in lines)
    strada = ("Strada, cabine dupla", "ABC1235", "2020", "1")
    assert whole(read(content)) == {2: ROW, 3: strada, 5: ROW}
    notes = [(note.code, note.params) for note in dialect_of(content).assumptions]
    assert notes == [("padded_lines", {"padding": outer})]


def test_blank_columns_at_the_end_are_no_padding() -> None:
    content = "modelo;placa;ano;valor_fipe;;;\n" + "Gol, 1.0;ABC1234;2020;1;;;\n" * 2
    assert [note.code for note in dialect_of(content).assumptions] == []


@pytest.mark.parametrize(
    ("mark", "shown"), [(":", "':'"), ("~", "'~'"), ("^", "'^'"), ("\x01", "U+0001"), (" ", "' '")]
)
def test_a_delimiter_that_is_not_read_is_named(mark: str, shown: str) -> None:
    content = "Frota\n" + mark.join(HEADER) + "\n" + mark.join(ROW) + "\n"
    refusal = refused(read, content)
    hint = {"reason": "unknown_delimiter", "row": 2, "delimiter": shown}
    assert (refusal.code, refusal.params) == ("missing_columns", refusal.params | hint)


def test_another_delimiter_than_the_one_given_is_named() -> None:
    refusal = refused(partial(read, delimiter=","), written(HEADER, ROW, delimiter=";"))
    hint = {"reason": "other_delimiter", "row": 1, "delimiter": "';'"}
    assert (refusal.code, refusal.params) == ("missing_columns", refusal.params | hint)


def test_a_wrapped_header_that_lacks_a_field_lists_its_columns_one_by_one() -> None:
    refusal = refused(read, wrapped(HEADER[:3], ROW[:3]))
    assert refusal.code == "missing_columns"
    assert refusal.params["missing"] == "valor_fipe"
    assert refusal.params["found"] == "modelo, placa, ano"
