import csv
import io
import itertools
from collections.abc import Sequence

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spreadsheets.sheets import HEADER, refused, together
from vehicle_pipeline.contracts import Dialect
from vehicle_pipeline.spreadsheets import text
from vehicle_pipeline.spreadsheets.text import detect_dialect, detect_encoding, read_records

ROW = ("Gol", "ABC1234", "2020", "45000.00")


def written(*rows: Sequence[str], delimiter: str = ",", newline: str = "\n") -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return stream.getvalue()


def dialect_of(content: bytes | str) -> Dialect:
    return detect_dialect(stream_of(content))


def read(content: bytes | str) -> pl.DataFrame:
    stream = stream_of(content)
    return together(list(read_records(stream, detect_dialect(stream))))


def stream_of(content: bytes | str) -> io.BytesIO:
    return io.BytesIO(content.encode() if isinstance(content, str) else content)


def whole(frame: pl.DataFrame) -> dict[int, tuple[str, ...]]:
    """Row number to cells, of the records with the right number of fields."""
    kept = frame.filter(pl.col("found").is_null())
    cells = kept.select(name for name in frame.columns if name.startswith("c"))
    return dict(zip(kept["row_number"], cells.rows(), strict=True))


def malformed(frame: pl.DataFrame) -> list[tuple[int, int, str]]:
    return frame.drop_nulls("found").select("row_number", "found", "raw").rows()


# --- encoding -----------------------------------------------------------------------------------

LINES = "modelo;placa;ano;valor_fipe\nCaminhão “Ação” €;ABC1234;2020;1,50\n"


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


def test_utf_16_of_either_byte_order_is_read() -> None:
    content = b"\xfe\xff" + LINES.encode("utf-16-be")
    assert whole(read(content))[2][0] == "Caminhão “Ação” €"


def test_one_odd_byte_at_the_very_end_decides_for_windows_1252(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(text, "_STEP", 7)
    assert detect_encoding(stream_of(b"a" * 100)) == "utf-8"
    assert detect_encoding(stream_of(b"a" * 100 + b"\xe3")) == "windows-1252"


@pytest.mark.parametrize("padding", range(7))
def test_a_character_cut_by_a_step_is_whole(padding: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "_STEP", 3)
    assert detect_encoding(stream_of("x" * padding + "ã€😀" * 5)) == "utf-8"


def test_bytes_that_no_encoding_knows_are_refused() -> None:
    content = LINES.encode("cp1252") + b"G\x81l;ABC1235;2020;1,50\n"
    assert refused(read, content).code == "unreadable_file"


# --- delimiter and header -----------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    content = written(HEADER, ("a,b;c|d\te", "ABC1234", "2020", "1"), delimiter=delimiter)
    assert dialect_of(content).delimiter == delimiter
    assert whole(read(content)) == {2: ("a,b;c|d\te", "ABC1234", "2020", "1")}


def test_the_receipt_names_every_column() -> None:
    dialect = dialect_of("Cor;Placa;Modelo;Ano;Valor FIPE (R$);\nazul;ABC1234;Gol;2020;1;\n")
    assert dialect.model_dump(exclude={"kind", "sheet", "decimal", "assumptions"}) == {
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
    }


def test_titles_above_the_header_keep_the_row_numbers() -> None:
    content = "Frota da empresa\n\n;;;\n" + written(HEADER, ROW, delimiter=";")
    assert dialect_of(content).header_row == 4
    assert whole(read(content)) == {5: ROW}
    assert malformed(read(content)) == []


def test_a_title_with_the_other_delimiter_does_no_harm() -> None:
    content = "Frota, filial Sul, 2026, a, b\n" + written(HEADER, ROW, delimiter=";")
    assert whole(read(content)) == {3: ROW}


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
    refusal = refused(detect_dialect, stream_of(content))
    assert (refusal.code, refusal.params["missing"]) == ("missing_columns", missing)


def test_ambiguous_columns_are_refused() -> None:
    content = "modelo;placa;placa atual;ano;valor\n"
    assert refused(detect_dialect, stream_of(content)).code == "ambiguous_columns"


@pytest.mark.parametrize(
    "content", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n", b"\xff\xfe"]
)
def test_a_file_without_text_is_empty(content: bytes) -> None:
    assert refused(detect_dialect, stream_of(content)).code == "empty_file"


@pytest.mark.parametrize(
    "content", ["modelo,placa,ano,valor_fipe", "modelo,placa,ano,valor_fipe\n"]
)
def test_only_a_header_gives_no_records(content: str) -> None:
    assert read(content).height == 0


# --- records ------------------------------------------------------------------------------------


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_lines_may_end_in_any_way(newline: str, last: bool) -> None:
    content = written(HEADER, ROW, ROW, newline=newline)
    assert whole(read(content if last else content.removesuffix(newline))) == {2: ROW, 3: ROW}


def test_a_quoted_line_break_starts_no_new_row() -> None:
    rows = [("Daily\n35S14", *ROW[1:]), ("a\r\nb", *ROW[1:]), ('"x"', *ROW[1:])]
    assert whole(read(written(HEADER, *rows))) == dict(enumerate(rows, start=2))


def test_blank_rows_are_left_out_and_counted_as_rows() -> None:
    content = (
        written(HEADER) + "\n,,,\n , ,\t, \n" + written(ROW) + '\n"","","",""\n' + written(ROW)
    )
    assert whole(read(content)) == {5: ROW, 8: ROW}
    assert malformed(read(content)) == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_blank_row_may_have_any_number_of_fields(delimiter: str) -> None:
    blank = ["", delimiter, f" {delimiter} " * 7, f'""{delimiter}""', delimiter * 3]
    content = written(HEADER, delimiter=delimiter) + "".join(f"{line}\n" for line in blank)
    content += written(ROW, delimiter=delimiter)
    assert malformed(read(content)) == []
    assert whole(read(content)) == {2 + len(blank): ROW}


def test_rows_of_another_width_are_kept_as_they_are() -> None:
    content = written(HEADER, ROW, ROW[:3], (*ROW, "x"), ("Total",), ROW)
    frame = read(content)
    assert whole(frame) == {2: ROW, 6: ROW}
    assert malformed(frame) == [
        (3, 3, "Gol,ABC1234,2020"),
        (4, 5, "Gol,ABC1234,2020,45000.00,x"),
        (5, 1, "Total"),
    ]
    assert frame["row_number"].to_list() == [2, 3, 4, 5, 6]


def test_a_file_of_nothing_but_malformed_rows_is_read() -> None:
    frame = read(written(HEADER, ("a",), ("b", "c")))
    assert malformed(frame) == [(2, 1, "a"), (3, 2, "b,c")]


# Whether a record is whole, blank, or too short or too long.
kinds = st.sampled_from(["whole", "whole", "multiline", "blank", "none", "short", "long"])
OF_KIND = {
    "whole": ["Gol", "ABC1234", "2020", "45000.00"],
    "multiline": ["Daily\n35\r\nS14", "ABC1234", "2020", "45000.00"],
    "blank": ["", " ", "", ""],
    "none": [],
    "short": ["Total", "7"],
    "long": ["a", "b", "c", "d", "e\nf"],
}
# Bytes per block: small enough for a boundary to fall anywhere, large enough for any record.
BLOCKS = (48, 64, 97, 1_000)


def check_numbers(records: list[str]) -> None:
    content = written(HEADER, *(OF_KIND[kind] for kind in records))
    frame = read(content)
    numbered = list(enumerate(records, start=2))
    assert frame["row_number"].to_list() == [
        number for number, kind in numbered if kind not in ("blank", "none")
    ]
    assert [(number, found) for number, found, _ in malformed(frame)] == [
        (number, len(OF_KIND[kind])) for number, kind in numbered if kind in ("short", "long")
    ]


@pytest.mark.parametrize("block", BLOCKS)
def test_row_numbers_are_exact_across_blocks(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "_BLOCK", block)
    for records in itertools.product(["whole", "blank", "none", "short", "long"], repeat=3):
        check_numbers(list(records))


@given(st.lists(kinds, max_size=40), st.sampled_from(BLOCKS))
def test_row_numbers_are_exact_in_any_file(records: list[str], block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "_BLOCK", block)
        check_numbers(records)


def test_a_record_larger_than_a_block_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "_BLOCK", 64)
    content = written(HEADER, ROW, ("x" * 500, *ROW[1:]))
    assert refused(read, content).code == "unreadable_file"


@pytest.mark.parametrize("at", [0, 1])
def test_an_unclosed_quote_loses_no_row_silently(at: int) -> None:
    rows = [written(ROW), written(ROW), written(ROW)]
    rows[at] = '"' + rows[at]
    frame = read(written(HEADER) + "".join(rows))
    # What follows the quote is one record, which has too few fields; what precedes it is good.
    assert list(whole(frame)) == list(range(2, 2 + at))
    ((number, _, raw),) = malformed(frame)
    assert number == 2 + at
    assert raw.count("ABC1234") == 3 - at


def test_the_columns_have_the_types_that_the_rules_expect() -> None:
    frame = read(written(HEADER, ROW, ("x",)))
    assert frame.schema == {
        "row_number": pl.Int32,
        **dict.fromkeys(["c0", "c1", "c2", "c3"], pl.String),
        "found": pl.Int32,
        "raw": pl.String,
    }


def test_an_empty_cell_is_an_empty_text() -> None:
    content = written(HEADER) + 'Gol,,"",NA\n'
    assert whole(read(content)) == {2: ("Gol", "", "", "NA")}
