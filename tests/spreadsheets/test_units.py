"""Columns for the currency or the unit of prices."""

import polars as pl
import pytest

from tests.spreadsheets.sheets import HEADER
from vehicle_pipeline.contracts import Dialect
from vehicle_pipeline.domain.records import UNIT
from vehicle_pipeline.spreadsheets.units import with_units


def units(header: str, *texts: str | None) -> list[str | None]:
    """The unit of each price, by a column beside it; none at all without such a column."""
    columns = [*HEADER, header]
    positions = {name: at for at, name in enumerate(HEADER)}
    mapping = {name: name for name in HEADER}
    dialect = Dialect(kind="csv", columns=columns, mapping=mapping, positions=positions)
    (frame,) = with_units(iter([pl.DataFrame({"c4": pl.Series(texts, dtype=pl.String)})]), dialect)
    return frame[UNIT].to_list() if UNIT in frame.columns else []


@pytest.mark.parametrize(
    "header", ["Moeda", "MOEDA:", "Currency", "Moeda (valor)", "Cód. Moeda", "Un. Medida", "", " "]
)
@pytest.mark.parametrize("text", ["USD", "us$", "U$S", "EUR", "€", " Dólar ", "dólares americanos"])
def test_other_money_is_a_unit(header: str, text: str) -> None:
    (unit,) = units(header, text)
    assert unit
    assert unit.endswith(f": {text.strip()}")


@pytest.mark.parametrize("header", ["Unidade", "Moeda", "Unid.", "Escala", "Un. Medida", ""])
@pytest.mark.parametrize(
    "text", ["mil", "Mil reais", "R$ mil", "em milhares", "milhões de reais", "K"]
)
def test_thousands_are_a_unit(header: str, text: str) -> None:
    (unit,) = units(header, text)
    assert unit


@pytest.mark.parametrize("header", ["Moeda", "Unidade"])
def test_reais_and_other_words_are_none(header: str) -> None:
    texts = [
        "BRL",
        "R$",
        "Real",
        "reais",
        "un",
        "unidade",
        "Matriz",
        "Milão",
        "",
        None,
        "Mil Folhas",
    ]
    assert units(header, *texts) == [None] * len(texts)


def test_a_branch_may_be_called_like_money() -> None:
    assert units("Unidade", "BOB", "EUR") == [None, None]


def test_a_column_without_a_name_is_one_of_units_only_beside_the_prices() -> None:
    columns = ["modelo", "placa", "ano", "", "valor_fipe", "", ""]
    assert unit_columns(columns, "US$") == ["coluna D: US$"]
    assert unit_columns(["", *HEADER], "US$") == [None]
    assert unit_columns(["x", "", *HEADER[::-1]], "(R$ mil)") == ["coluna B: R$ mil"]


def unit_columns(columns: list[str], unit: str) -> list[str | None]:
    """The unit of a price in a file whose columns without a name hold `unit`."""
    positions = {name: columns.index(name) for name in HEADER}
    mapping = {name: name for name in HEADER}
    dialect = Dialect(kind="csv", columns=columns, mapping=mapping, positions=positions)
    cells = {f"c{at}": "x" if name else unit for at, name in enumerate(columns)}
    (frame,) = with_units(iter([pl.DataFrame(cells)]), dialect)
    return frame[UNIT].to_list() if UNIT in frame.columns else [None]


@pytest.mark.parametrize("header", ["Observação", "Moeda antiga", "Moeda compra", "valor"])
def test_other_columns_say_nothing_about_prices(header: str) -> None:
    assert units(header, "USD") == []
