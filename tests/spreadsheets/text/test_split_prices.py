"""Decimal commas without quotes in a text with commas: they cut a price in two cells."""

from pathlib import Path

import pytest

from tests.spreadsheets.importing import imported
from tests.spreadsheets.texts import malformed, read
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.domain.records import SPLIT_PRICE

HEADER = "modelo,placa,ano,valor_fipe"
NOTE = "digits_beside_prices"


def codes(folder: Path, header: str, *rows: str, **overrides: str) -> dict[int, list[str]]:
    return imported(folder, "\n".join([header, *rows, ""]).encode(), **overrides).codes


def notes(folder: Path, header: str, *rows: str) -> list[str]:
    content = "\n".join([header, *rows, ""]).encode()
    return [note.code for note in imported(folder, content).dialect.assumptions]


@pytest.mark.parametrize("beside", ["obs", "Observações", "", " ", "Chassi", "Comentário"])
@pytest.mark.parametrize(
    "price",
    ["45,000", "45000,90", "45000,9", "45.000,00", "45,000.00", "R$ 45.000,00", "45000, 90"],
)
def test_a_price_whose_decimals_are_in_the_cell_beside_it_is_rejected(
    price: str, beside: str, tmp_path: Path
) -> None:
    rows = [f"Gol,ABC1D23,2020,{price}", "Fox,ABC1D24,2020,52000,", "Uno,ABC1D25,2020,52000,novo"]
    assert codes(tmp_path, f"{HEADER},{beside}", *rows) == {2: ["malformed_row"]}


@pytest.mark.parametrize("price", ["45,000", "45000,90", "45.000,00", "1,234,567"])
def test_a_model_is_not_made_of_decimals(price: str, tmp_path: Path) -> None:
    header = "placa,ano,valor_fipe,modelo,obs"
    rows = [f"ABC1D23,2020,{price},Gol", "ABC1D24,2020,45000,Fox,"]
    assert codes(tmp_path, header, *rows) == {2: ["malformed_row"]}


@pytest.mark.parametrize(
    "header", ["valor_fipe,placa,ano,modelo,obs", "valor_fipe,ano,placa,modelo,obs"]
)
def test_nor_a_plate_or_year(header: str, tmp_path: Path) -> None:
    first, second = ("ABC1D23", "2020") if "fipe,placa" in header else ("2020", "ABC1D23")
    rows = [f"45000,90,{first},{second},Gol"]
    first, second = ("ABC1D24", "2021") if "fipe,placa" in header else ("2021", "ABC1D24")
    rows.append(f"45000,{first},{second},Gol,novo")
    assert codes(tmp_path, header, *rows) == {2: ["malformed_row"]}


@pytest.mark.parametrize(
    ("beside", "cell"),
    [
        *(("obs", "revisado"), ("obs", ""), ("obs", "2 donos"), ("obs", "1234"), ("obs", "500")),
        *(("versao", "208"), ("Marca", "VW"), ("portas", "4"), ("km", "85"), ("potencia", "105")),
        *(("status", "1"), ("Marca", "59"), ("estado", "35"), ("Ano fab.", "19"), ("Preço", "0")),
        *(("cor", "12"), ("quantidade", "10"), ("cavalos", "90")),
    ],
)
def test_other_cells_beside_a_price_stay(beside: str, cell: str, tmp_path: Path) -> None:
    rows = [f"Gol,ABC1D23,2020,45000,{cell}", "Fox,ABC1D24,2020,52000.00,"]
    assert codes(tmp_path, f"{HEADER},{beside}", *rows) == {}


def test_numeric_models_behind_a_price_stay(tmp_path: Path) -> None:
    rows = ["ABC1D23,2020,45000,208", "ABC1D24,2020,45000,500", "ABC1D25,2020,45000.00,19"]
    assert codes(tmp_path, "placa,ano,valor_fipe,modelo", *rows) == {}


@pytest.mark.parametrize(
    ("beside", "rows", "is_noted"),
    [
        ("km", ["45000,90", "52000,00"], True),
        ("potencia", ["45,000", "52,000"], True),
        ("loja", ["45000,90", "52000,"], True),
        ("km", ["45000,90", "52000.50,10"], False),
        ("km", ["45000,90", "52000,12345"], False),
        ("portas", ["45000,4", "52000,2"], False),
        ("potencia", ["45000,105", "52000,110"], False),
    ],
)
def test_where_the_name_is_one_of_numbers_there_is_a_note(
    beside: str, rows: list[str], is_noted: bool, tmp_path: Path
) -> None:
    lines = [f"Gol,ABC1D2{at},2020,{row}" for at, row in enumerate(rows)]
    assert (NOTE in notes(tmp_path, f"{HEADER},{beside}", *lines)) == is_noted
    assert codes(tmp_path, f"{HEADER},{beside}", *lines) == {}


def test_a_column_of_texts_is_known_by_its_cells_too(tmp_path: Path) -> None:
    rows = [
        "Gol,ABC1D23,2020,45000,90,azul",
        "Fox,ABC1D24,2020,45000,preto,",
        "Ka,ABC1D25,2020,1,2,",
    ]
    assert codes(tmp_path, f"{HEADER},cor,obs", *rows, "Up,ABC1D26,2020,45000,cinza,novo") == {
        2: ["malformed_row"],
        4: ["malformed_row"],
    }


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters_cut_no_price(delimiter: str, tmp_path: Path) -> None:
    header = f"{HEADER},obs".replace(",", delimiter)
    row = "Gol,ABC1D23,2020,45000,90".replace(",", delimiter)
    assert codes(tmp_path, header, row) == {}


def test_a_quoted_decimal_comma_is_one(tmp_path: Path) -> None:
    assert codes(tmp_path, f"{HEADER},obs", 'Gol,ABC1D23,2020,"45000,90",') == {}


@pytest.mark.parametrize(
    ("header", "row", "is_split"),
    [
        (HEADER, "Gol,ABC1D23,2020,45000,00", True),
        (HEADER, '"Gol, 1.0",ABC1D23,2020,45.000,00', True),
        (HEADER, "Gol,ABC1D23,2020,45,000.00", True),
        (HEADER, "Gol,ABC1D23,2020,1,234,567.00", True),
        (f"{HEADER},obs", "Gol,ABC1D23,2020,45000,00,novo", True),
        (f"{HEADER},km", "Gol,ABC1D23,2020,45000,00,12345", True),
        (HEADER, "Gol,ABC1D23,2020,45000,x", False),
        (HEADER, "Gol,ABC1D23,2020", False),
        (f"{HEADER},km,obs", "Gol,ABC1D23,2020,45000,85,usado, bom", False),
    ],
)
def test_a_row_with_too_many_cells_says_why(header: str, row: str, *, is_split: bool) -> None:
    ((_, found, _),) = malformed(read(f"{header}\n{row}\nUno,ABC1D25,2020,1\n"))[:1]
    assert (found == SPLIT_PRICE) == is_split


def test_the_sentence_says_what_would_be_right(tmp_path: Path) -> None:
    content = f"{HEADER},obs\nGol,ABC1D23,2020,45000,90\n"
    (row,) = imported(tmp_path, content.encode()).rejected
    assert row.malformed == "Gol,ABC1D23,2020,45000,90"
    (fault,) = row.faults
    params = {**fault.params, "field": fault.field, "value": fault.value}
    text = sentence(fault.code, params)
    assert "vírgula decimal" in text
    assert "aspas" in text
    assert "ponto e vírgula" in text
    assert "quotes" in sentence(fault.code, params, "en")


def test_one_field_is_no_plural() -> None:
    params = {"found": 1, "expected": 4, "value": "x"}
    assert "1 campo;" in sentence("malformed_row", params)
    assert "1 field;" in sentence("malformed_row", params, "en")
