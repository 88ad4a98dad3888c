"""A text around the table that gives its prices another currency, or a multiple of it."""

import pytest

from tests.spreadsheets.headers.test_second_table import rows_of
from tests.spreadsheets.sheets import HEADER, refused, xlsx
from tests.spreadsheets.texts import ROW, stream_of, written
from vehicle_pipeline.contracts import DialectOverrides
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.spreadsheets.reader import open_spreadsheet

# Rows of a file, and the number of the one that names the unit.
TITLE = "Valores em milhares de reais"
FILES = [
    ([(TITLE,), HEADER, ROW], 1),
    ([("Frota 2024",), (), ("(R$ mil)",), (), HEADER, ROW], 3),
    ([("", "", "", "", "(R$ mil)"), (*HEADER, "obs"), (*ROW, "")], 1),
    ([("Moeda:", "USD"), HEADER, ROW], 1),
    ([("Veículo", "", "", "Valores (US$)"), HEADER, ROW], 1),
    ([("Veículo", "", "", "R$ mil"), HEADER, ROW], 1),
    ([("", "", "", "em milhares"), HEADER, ROW], 1),
    ([HEADER, ("", "", "", "(US$)"), ROW], 2),
    ([HEADER, ("", "", "", "R$ mil"), ROW], 2),
    ([HEADER, ("", "", "aaaa", "mil"), ROW], 2),
    ([(*HEADER, "km"), ("texto", "-", "aaaa", "valores em US$", "km"), (*ROW, "9")], 2),
    ([(*HEADER, "km"), ("texto", "-", "aaaa", "em US$", "km"), (*ROW, "9")], 2),
    ([HEADER, ROW, ("Valores em US$",)], 3),
    ([HEADER, ROW, (), ("Obs.: valores em milhares de reais", "", "", "")], 4),
    ([HEADER, ROW, ("", "Valores em US$", "", "")], 3),
    ([HEADER, ROW, ("TOTAL", "", "", "US$")], 3),
]


@pytest.mark.parametrize(("rows", "number"), FILES)
def test_a_unit_around_the_table_refuses_a_text(rows: list[tuple[str, ...]], number: int) -> None:
    refusal = refused(rows_of, written(*rows, delimiter=";"))
    assert (refusal.code, refusal.params["row"]) == ("values_not_in_reais", number)
    assert refusal.params["column"] == "valor_fipe"
    for language in ("pt", "en"):
        assert refusal.params["text"] in sentence(refusal.code, refusal.params, language)  # type: ignore[arg-type]


@pytest.mark.parametrize(("rows", "number"), FILES)
def test_a_unit_around_the_table_refuses_a_workbook(
    rows: list[tuple[str, ...]], number: int
) -> None:
    refusal = refused(rows_of, xlsx(rows), "a.xlsx")
    assert (refusal.code, refusal.params["row"]) == ("values_not_in_reais", number)


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        ([("Frota de 3 mil veículos",), HEADER, ROW], [3]),
        ([("Mil Reboques Ltda",), ("Valores em R$",), HEADER, ROW], [4]),
        ([("Cotação do dólar: 5,20",), HEADER, ROW], [3]),
        ([("Dados", "", "", "FIPE", "Compra (US$)"), (*HEADER, "custo"), (*ROW, "9")], [3]),
        ([HEADER, ROW, ("Gol", "ABC1D24", "", "45000")], [2, 3]),
        ([(*HEADER, "obs"), (*ROW, "pago em US$")], [2]),
        ([(*HEADER, "obs"), ("Gol", "S/PLACA", "2020", "45000", "pago em US$")], [2]),
        ([HEADER, ROW, ("TOTAL", "", "", "R$ 1.000")], [2, 3]),
        ([HEADER, ("", "", "", "R$"), ROW], [2, 3]),
    ],
)
def test_other_texts_around_the_table_do_not(rows: list[tuple[str, ...]], read: list[int]) -> None:
    assert rows_of(written(*rows, delimiter=";")) == read


def test_a_title_is_seen_above_a_header_that_the_sender_names() -> None:
    content = written((TITLE,), ("x",), HEADER, ROW, delimiter=";")

    def read() -> None:
        with open_spreadsheet(stream_of(content), "a.csv", DialectOverrides(header_row=3)):
            pass

    assert refused(read).params["row"] == 1
