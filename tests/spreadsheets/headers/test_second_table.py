import io
from collections.abc import Callable, Sequence

import polars as pl
import pytest

from tests.spreadsheets.sheets import HEADER, Sheet, refused, xlsx
from tests.spreadsheets.texts import ROW, stream_of, wrapped, written
from vehicle_pipeline.contracts import DialectOverrides
from vehicle_pipeline.domain.records import FIELDS
from vehicle_pipeline.spreadsheets.reader import open_spreadsheet


def rows_of(
    content: str | io.BytesIO,
    name: str = "a.csv",
    fields: Sequence[str] = FIELDS,
    **mapping: str,
) -> list[int]:
    """The row numbers of a file that is read to its end."""
    stream = stream_of(content) if isinstance(content, str) else content
    overrides = DialectOverrides.model_validate({"mapping": mapping})
    with open_spreadsheet(stream, name, overrides, fields=fields) as spreadsheet:
        return pl.concat(spreadsheet.records)["row_number"].to_list()


SECOND_HEADERS = [
    ["placa", "modelo", "ano", "valor_fipe"],
    ["Placa", "Modelo", "Valor FIPE (R$)", "Ano/Modelo"],
    ["PLACA", "Veículo", "Ano", "Preço"],
    ["placa", "Ano fabricação", "Modelo", "custo"],
]


@pytest.mark.parametrize("second", SECOND_HEADERS)
def test_a_second_header_is_refused_in_a_text(second: list[str]) -> None:
    content = written(HEADER, ROW, ("Daily\n35", *ROW[1:])) + "\n" + written(second, ROW)
    refusal = refused(rows_of, content)
    assert (refusal.code, refusal.params) == ("several_tables", {"row": 5})


@pytest.mark.parametrize("second", SECOND_HEADERS)
def test_a_second_header_is_refused_in_a_workbook(second: list[str]) -> None:
    sheet: Sheet = [HEADER, ROW, [], second, ("ABC1234", "Gol", 1.5, 2020)]
    refusal = refused(rows_of, xlsx(sheet), "a.xlsx")
    assert (refusal.code, refusal.params) == ("several_tables", {"row": 4})


@pytest.mark.parametrize("delimiter", [",", ";", "|"])
@pytest.mark.parametrize(
    "second", [[*HEADER, "obs"], ["Nr", "Placa", "Veículo", "Ano", "Cor", "Valor (R$)"], HEADER[:3]]
)
def test_a_second_table_may_have_another_width(delimiter: str, second: list[str]) -> None:
    content = written(HEADER, ROW, ("Total",), second, delimiter=delimiter)
    assert refused(rows_of, content).params == {"row": 4}


def test_a_second_header_is_found_in_wrapped_records() -> None:
    other = (HEADER[1], HEADER[0], *HEADER[2:])
    assert refused(rows_of, wrapped(HEADER, ROW, other, ROW)).params == {"row": 3}
    assert refused(rows_of, wrapped(HEADER, ROW, (*HEADER, "x"))).params == {"row": 3}
    assert refused(rows_of, wrapped(HEADER, ROW) + written(other)).params == {"row": 3}


def test_names_that_the_sender_gave_are_known_again() -> None:
    header = ["bem", "Nr.  chapa", "exercício", "cotação"]
    given = {"modelo": "bem", "placa": "nr. chapa", "ano": "exercício", "valor_fipe": "cotação"}
    content = written(header, ROW, header[::-1])
    assert refused(lambda: rows_of(content, **given)).params == {"row": 3}


def test_what_only_looks_a_little_like_a_header_is_a_row() -> None:
    rows = [
        ("Total de placas", "", "", ""),
        ("placa", "placa", "", ""),
        ("modelo", "placa", "?", "?"),
        ("modelo", "chapa", "ano", "valor"),
        ("", "", "ano", "valor"),
        ("modelo placa ano valor",),
        ("obs: placa, modelo e ano",),
        ("placa", "modelo", "2020", "valor"),
    ]
    assert rows_of(written(HEADER, *rows, delimiter=";")) == list(range(2, 10))


def test_rows_above_the_header_are_titles() -> None:
    assert rows_of(written(("Placa", "Modelo", "Ano"), HEADER, ROW)) == [3]


def test_any_table_is_read_whatever_its_rows_say() -> None:
    assert rows_of(written(HEADER, ROW, HEADER), fields=()) == [2, 3]


def test_a_second_header_far_below_is_refused_when_it_comes() -> None:
    content = written(HEADER) + written(ROW) * 200_000 + written(HEADER[::-1])
    with open_spreadsheet(stream_of(content), "a.csv") as spreadsheet:
        first = next(spreadsheet.records)
        assert first.height > 1_000
        assert refused(list, spreadsheet.records).params == {"row": 200_002}


# --- the same header again ----------------------------------------------------------------------


@pytest.mark.parametrize("again", [HEADER, ["MODELO", " Placa ", "Ano", "Valor FIPE"]])
@pytest.mark.parametrize("way", [written, wrapped])
def test_a_header_that_is_repeated_is_skipped_and_counted(
    again: Sequence[str], way: Callable[..., str]
) -> None:
    stream = stream_of(way(HEADER, ROW, again, ROW, ROW, again))
    with open_spreadsheet(stream, "a.csv") as spreadsheet:
        assert pl.concat(spreadsheet.records)["row_number"].to_list() == [2, 4, 5]
        (note,) = spreadsheet.noted.assumptions
    assert (note.code, note.params) == ("repeated_headers", {"count": 2})


def test_a_header_that_is_repeated_in_a_workbook_is_skipped() -> None:
    assert rows_of(xlsx([HEADER, ROW, HEADER, ROW]), "a.xlsx") == [2, 4]
