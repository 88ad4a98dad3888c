from decimal import Decimal

import polars as pl

from tests.domain.rows import POSITIONS, cells, good, with_malformed
from vehicle_pipeline.domain.records import typed


def test_cells_become_typed_columns() -> None:
    rows = typed(
        cells([("  VW  Gol ", "abc-1234", "2020/2021", "R$ 1.234,56")]), POSITIONS, "comma"
    )
    assert rows.to_dicts() == [
        {
            "row_number": 2,
            "modelo": "VW Gol",
            "placa": "abc-1234",
            "plate": "ABC1C34",
            "ano": 2021,
            "valor_fipe": Decimal("1234.56"),
            "ano_text": "2020/2021",
            "valor_text": "R$ 1.234,56",
            "other_row": None,
        }
    ]
    assert rows.schema == {
        "row_number": pl.Int32,
        "modelo": pl.String,
        "placa": pl.String,
        "plate": pl.String,
        "ano": pl.Int32,
        "valor_fipe": pl.Decimal(12, 2),
        "ano_text": pl.String,
        "valor_text": pl.String,
        "other_row": pl.String,
    }


def test_columns_are_taken_from_their_positions() -> None:
    swapped = cells([("45000,00", "2020", "ABC1C34", "Gol")])
    rows = typed(swapped, {"valor_fipe": 0, "ano": 1, "placa": 2, "modelo": 3}, "comma")
    assert rows.select("modelo", "plate", "ano", "valor_fipe").rows() == [
        ("Gol", "ABC1C34", 2020, Decimal("45000.00"))
    ]


def test_control_characters_count_as_space_around_a_text_and_are_shown_inside() -> None:
    texts = ["\x00Gol\x1c\n1.0\n\r\t\x7f", "Gol\x00\x011.0\x7f"]
    rows = typed(cells([good(modelo=text) for text in texts]), POSITIONS, "comma")
    assert rows["modelo"].to_list() == ["Gol 1.0", "Gol␀␁1.0"]


def test_nothing_is_told_from_something_unreadable() -> None:
    rows = typed(cells([("", " ", "\t", ""), ("-", "?", "?", "?")]), POSITIONS, "comma")
    assert rows.select("modelo", "plate", "ano", "valor_fipe").rows() == [
        (None, None, None, None),
        ("-", "", 0, Decimal("0.00")),
    ]


def test_malformed_records_are_left_out() -> None:
    records = with_malformed(cells([good(), good()], first_row=5), (4, 2, "a,b"))
    assert typed(records, POSITIONS, "comma")["row_number"].to_list() == [5, 6]


def test_native_numbers_come_before_texts_and_texts_where_there_is_none() -> None:
    records = cells([good(ano="x", valor_fipe="x"), good(ano="2019", valor_fipe="R$ 10,50")])
    records = records.with_columns(
        n2=pl.Series([2021.0, None]), n3=pl.Series([45.125, None], dtype=pl.Float64)
    )
    rows = typed(records, POSITIONS, "comma")
    assert rows.select("ano", "valor_fipe").rows() == [
        (2021, Decimal("45.12")),
        (2019, Decimal("10.50")),
    ]


def test_the_cells_are_not_changed() -> None:
    records = cells([good(modelo=" a "), good(placa="ab c1234", ano=" 2020")])
    before = records.clone().to_dicts()
    typed(records, POSITIONS, "comma")
    assert records.to_dicts() == before
