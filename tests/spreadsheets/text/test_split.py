from functools import partial
from typing import Any

import pytest

from tests.spreadsheets.sheets import HEADER, refused
from tests.spreadsheets.texts import ROW, dialect_of, read, stream_of, whole, wrapped, written
from vehicle_pipeline.contracts import MAX_COLUMNS, Delimiter, DialectOverrides
from vehicle_pipeline.domain.records import FIELDS
from vehicle_pipeline.spreadsheets.text.split import Split, find_split
from vehicle_pipeline.spreadsheets.text.text_file import TextFile

NAMES = ";".join(HEADER)


def split_of(content: str, fields: tuple[str, ...] = FIELDS, **overrides: Any) -> Split:
    said = DialectOverrides(**overrides)
    return find_split(TextFile.open(stream_of(content), said.encoding), said, fields)


# --- the delimiter ------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_header_shows_the_delimiter(delimiter: str) -> None:
    content = "a,b;c|d\te\n" * 3 + written(HEADER, ROW, delimiter=delimiter)
    split = split_of(content)
    assert (split.delimiter, split.header.row, split.width) == (delimiter, 4, 4)


def test_the_header_counts_for_more_than_regular_rows() -> None:
    assert split_of(f"{NAMES}\n" + "a,b,c,d,e,f\n" * 20).delimiter == ";"


def test_the_delimiter_that_the_sender_says_is_the_one() -> None:
    content = written(HEADER, ROW, delimiter=";")
    assert split_of(content, delimiter=Delimiter.SEMICOLON).delimiter == ";"
    wrong = partial(split_of, content, delimiter=Delimiter.COMMA)
    assert refused(wrong).code == "missing_columns"


def test_a_line_for_excel_says_the_delimiter() -> None:
    assert split_of("sep=^\n" + NAMES.replace(";", "^")).delimiter == "^"
    assert split_of(f"sep=,\n{NAMES}\n", delimiter=Delimiter.SEMICOLON).delimiter == ";"


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        ("modelo;placa;ano\nGol;ABC1234;2020\n", "valor_fipe"),
        ("modelo,placa\n", "ano, valor_fipe"),
        ("nome;idade\nAna;7\n", "modelo, placa, ano, valor_fipe"),
        ("modelo placa ano valor_fipe\n", "modelo, placa, ano, valor_fipe"),
    ],
)
def test_missing_columns_are_told_under_the_likeliest_delimiter(content: str, missing: str) -> None:
    refusal = refused(split_of, content)
    assert (refusal.code, refusal.params["missing"]) == ("missing_columns", missing)


@pytest.mark.parametrize(
    "content",
    ["", " \n\t\r\n", "\n;;;\n ; \n", ",,,", "\ufeff\n", "sep=^\n^^\n", '"";""\n', "\n" * 20_000],
)
def test_a_file_without_text_is_empty(content: str) -> None:
    assert refused(split_of, content).code == "empty_file"
    assert refused(split_of, content, ()).code == "empty_file"


def test_a_header_row_below_the_end_is_named_rather_than_the_file_called_empty() -> None:
    refusal = refused(partial(split_of, f"{NAMES}\na;b;c;d\n", header_row=50))
    assert (refusal.code, refusal.params) == (
        "no_header_row",
        {"row": 50, "last_row": 2, "reason": "header_row_beyond"},
    )


@pytest.mark.parametrize("columns", [MAX_COLUMNS + 1, 100_000])
def test_too_many_columns_are_called_that(columns: int) -> None:
    content = NAMES + ";x" * (columns - 4)
    assert refused(split_of, content).code == "too_many_columns"
    assert refused(partial(split_of, content, header_row=1)).code == "too_many_columns"


@pytest.mark.parametrize("overrides", [{}, {"header_row": 2}, {"delimiter": Delimiter.SEMICOLON}])
@pytest.mark.parametrize("fields", [FIELDS, ()])
def test_a_cell_too_long_for_a_header_is_called_that(
    overrides: dict[str, Any], fields: tuple[str, ...]
) -> None:
    content = "x" * 200_000 + f"\n{NAMES}\na;b;c;d\n"
    refusal = refused(partial(split_of, content, fields, **overrides))
    assert (refusal.code, refusal.params["row"]) == ("long_cell", 1)


def test_a_quote_that_swallows_the_header_is_told_rather_than_missing_columns() -> None:
    assert refused(split_of, f'"Frota\n{NAMES}\n').code == "unclosed_quote"


def test_without_fields_the_most_regular_rows_decide() -> None:
    split = split_of("a,b;c\n1,5;2\n3,5;4\n", fields=())
    assert (split.delimiter, split.header.columns) == (";", ["a,b", "c"])
    assert split_of("texto\numa linha\n", fields=()).header.columns == ["texto"]


# --- wrapped records ----------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_records_that_are_quoted_once_more_are_recognised(delimiter: str) -> None:
    split = split_of("Frota\n\n" + wrapped(HEADER, ROW, delimiter=delimiter))
    assert (split.is_wrapped, split.delimiter, split.header.row) == (True, delimiter, 3)


def test_quoted_fields_are_no_wrapped_records() -> None:
    assert not split_of(";".join(f'"{name}"' for name in HEADER)).is_wrapped


def test_any_table_is_taken_as_it_stands() -> None:
    split = split_of(wrapped(HEADER, ROW), fields=())
    assert (split.is_wrapped, len(split.header.columns)) == (False, 1)


# --- fields at the end that only the header or only the rows have --------------------------------


@pytest.mark.parametrize(
    ("header", "rows", "width"),
    [
        (NAMES, ["a;b;c;d;", "a;b;c;d; "], 5),
        (NAMES, ["a;b;c;d;;;", "", "a;b;c;d;;;"], 7),
        (NAMES + ";", ["a;b;c;d", "a;b;c;d"], 4),
        (NAMES + ";;;", ["a;b;c;d;", "a;b;c;d;x"], 5),
        # No agreement, or too little to go by: rows are as wide as the header says.
        (NAMES, ["a;b;c;d;", "a;b;c;d"], 4),
        (NAMES, ["a;b;c;d;"], 4),
        (NAMES, ["a;b;c;d;", "a;b;c;d;x"], 4),
        (NAMES + ";obs", ["a;b;c;d", "a;b;c;d"], 5),
        (NAMES, ["a;b;c", "a;b;c"], 4),
        (NAMES, [], 4),
    ],
)
def test_blank_fields_at_the_end_may_be_missing_on_one_side(
    header: str, rows: list[str], width: int
) -> None:
    content = "\n".join([header, *rows])
    split = split_of(content)
    assert split.width == width
    dialect = split.dialect(TextFile.open(stream_of(content), None), DialectOverrides())
    own = header.split(";")
    assert dialect.columns == own[: min(width, len(own))]
    assert [note.params for note in dialect.assumptions if note.code == "blank_ends"] == (
        [] if width == len(own) else [{"header": len(own), "rows": width}]
    )


def test_rows_wider_than_excel_are_malformed_and_no_pattern() -> None:
    assert split_of(f"{NAMES}\n" + ("a" + ";" * 20_000 + "\n") * 3).width == 4


# --- delimiters that contradict each other ------------------------------------------------------

CELLS = "modelo;placa;ano;valor_fipe\nGol;ABC1D23;2020;45000\n"


def test_a_line_that_declares_another_delimiter_is_not_heeded() -> None:
    dialect = dialect_of(f"sep=,\n{CELLS}")
    (note,) = dialect.assumptions
    assert (dialect.delimiter, note.code) == (";", "not_as_declared")
    assert note.params == {"declared": "','", "delimiter": "';'"}
    assert whole(read(f"sep=,\n{CELLS}")) == {2: ("Gol", "ABC1D23", "2020", "45000")}
    assert dialect_of(f"sep=;\n{CELLS}").assumptions == []


@pytest.mark.parametrize("marks", [(",", ";"), (";", ","), ("\t", ";")])
def test_rows_cut_by_another_delimiter_than_the_header_are_refused(marks: tuple[str, str]) -> None:
    header, rows = CELLS.split("\n", 1)
    content = header.replace(";", marks[0]) + "\n" + rows.replace(";", marks[1])
    refusal = refused(dialect_of, content)
    assert (refusal.code, refusal.params["row"]) == ("two_delimiters", 2)


def test_a_delimiter_inside_names_is_not_proposed_where_there_is_another() -> None:
    refusal = refused(dialect_of, "Modelo placa;ano fipe\nGol;ABC1D23\n")
    assert refusal.params["reason"] == "columns_near"
