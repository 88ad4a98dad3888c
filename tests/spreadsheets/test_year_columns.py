"""A model year that does not fit the year of manufacture beside it."""

from collections import Counter

import polars as pl
import pytest

from vehicle_pipeline.contracts import Dialect
from vehicle_pipeline.spreadsheets.year_columns import with_years_compared


def apart(model: str, made: str, *, name: str = "Ano Fabricação", ano: str = "Ano Modelo") -> int:
    positions = {"ano": 0}
    dialect = Dialect(kind="csv", columns=[ano, name], mapping={"ano": ano}, positions=positions)
    notes: Counter[str] = Counter()
    frame = pl.DataFrame({"c0": [model], "c1": [made]})
    assert list(with_years_compared(iter([frame]), dialect, notes)) == [frame]
    return notes["years_apart"]


@pytest.mark.parametrize(
    ("model", "made"), [("2019", "2020"), ("2023", "2020"), (" 2019", "2021 ")]
)
def test_years_that_do_not_fit_are_counted(model: str, made: str) -> None:
    assert apart(model, made) == 1


@pytest.mark.parametrize(
    ("model", "made"), [("2020", "2020"), ("2021", "2020"), ("", "2020"), ("x", "1"), ("2020", "")]
)
def test_years_that_fit_or_are_none_are_not(model: str, made: str) -> None:
    assert apart(model, made) == 0


def test_only_a_column_of_manufacture_is_compared() -> None:
    assert apart("2019", "2020", name="Ano compra") == 0
    assert apart("2019", "2020", name="Ano fab.", ano="Ano de fabricação") == 0
