"""Records that lack cells of other columns at their end, or have blank ones too many."""

from pathlib import Path

import pytest

from tests.spreadsheets.importing import imported

HEADER = "modelo,placa,ano,valor_fipe"
ROW = "Gol,ABC1D23,2020,45000"
NOTE = "uneven_ends"


def outcome(
    folder: Path, header: str, *rows: str, mark: str = ";"
) -> tuple[dict[int, list[str]], list[str]]:
    content = "\n".join([header, *rows, ""]).replace(",", mark).encode()
    done = imported(folder, content)
    return done.codes, [note.code for note in done.dialect.assumptions]


@pytest.mark.parametrize("mark", [";", "\t", "|", ","])
@pytest.mark.parametrize(
    ("header", "row"),
    [
        (f"{HEADER},cor,obs", ROW),
        (f"{HEADER},cor,obs", f"{ROW},azul"),
        (f"id,{HEADER},cor", f"1,{ROW}"),
        (HEADER, f"{ROW},"),
        (HEADER, f"{ROW},,, "),
        (f"{HEADER},cor", f"{ROW},azul,"),
    ],
)
def test_a_record_whose_end_alone_is_uneven_is_read(
    header: str, row: str, mark: str, tmp_path: Path
) -> None:
    width = header.count(",")
    even = "1," * header.startswith("id") + "Fox,ABC1D24,2021,52000"
    even += "," * (width - even.count(","))
    assert outcome(tmp_path, header, row, even, mark=mark) == ({}, [NOTE])


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (f"{HEADER},cor", "Gol,ABC1D23,2020"),
        (HEADER, "Gol,ABC1D23,2020"),
        (HEADER, f"{ROW},azul"),
        (HEADER, f"{ROW},,azul"),
        # The kilometres may be missing, and the price those of the next column.
        ("modelo,placa,ano,km,valor_fipe,custo", "Gol,ABC1D23,2020,45000,52000"),
        ("placa,ano,valor_fipe,marca,modelo,cor", "ABC1D23,2020,45000,Gol,azul"),
    ],
)
def test_one_that_may_lack_another_cell_is_malformed(header: str, row: str, tmp_path: Path) -> None:
    assert outcome(tmp_path, header, row) == ({2: ["malformed_row"]}, [])


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (f"{HEADER},km,cor", f"{ROW},90"),
        (f"{HEADER},km", f"{ROW},90,"),
        (f"{HEADER},km,cor", "Gol,ABC1D23,2020,45,000"),
    ],
)
def test_nor_is_a_price_cut_by_a_decimal_comma_read(header: str, row: str, tmp_path: Path) -> None:
    assert outcome(tmp_path, header, row, mark=",") == ({2: ["malformed_row"]}, [])


def test_a_quoted_cell_keeps_its_delimiters(tmp_path: Path) -> None:
    header = "modelo;placa;ano;valor_fipe;cor"
    row = '"Gol; 1.0 ""G5""";ABC1D23;2020;"45.000,00"'
    done = imported(tmp_path, f"{header}\n{row}\n".encode())
    assert done.codes == {}
    assert done.accepted["modelo"].to_list() == ['Gol; 1.0 "G5"']
