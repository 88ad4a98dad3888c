"""Converts columns of calamine's cells to Arrow columns.

A column of only texts or only numbers is taken as it is; mixed ones are split cell by cell.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from vehicle_pipeline.spreadsheets.confined.cell_texts import text
from vehicle_pipeline.spreadsheets.confined.model_numbers import Showings, general

_NUMBERS = frozenset({float, int})


def columns_of(values: Sequence[Any], at: int, *, is_year: bool) -> dict[str, pa.Array]:
    """Return the Arrow columns that stand for the cells of the column at position `at`.

    `t<at>` String and `f<at>` Float64: a cell has either a text or a number. `y<at>` Float64: the
    years of its dates that are 1 January, if it is the column for them: other dates were made by
    Excel of something else. What would be all null is left out.
    """
    kinds = set(map(type, values))
    if kinds == {str}:
        return {f"t{at}": pa.array(values, pa.string())}
    if kinds <= _NUMBERS:
        return {f"f{at}": pa.array(values, pa.float64())}
    found = {f"t{at}": pa.array(map(_text, values), pa.string())}
    if kinds & _NUMBERS:
        found[f"f{at}"] = pa.array(map(_number, values), pa.float64())
    if is_year and kinds & {dt.date, dt.datetime}:
        found[f"y{at}"] = pa.array(map(_year, values), pa.float64())
    return found


def has_numbers(values: Sequence[Any]) -> bool:
    """Whether any of the cells holds a number."""
    return not _NUMBERS.isdisjoint(map(type, values))


def as_shown(values: Sequence[Any], first_row: int, showings: Showings) -> list[Any]:
    """Return the cells, from `first_row` on, with numbers as the sheet shows them."""
    found = list(values)
    for at, value in enumerate(values):
        if type(value) in _NUMBERS:
            text = showings.get(first_row + at, general)(value)
            found[at] = value if text is None else text
    return found


def _text(value: Any) -> str | None:
    kind = type(value)
    if kind is str:
        return value  # type: ignore[no-any-return]
    return None if kind in _NUMBERS else text(value)


def _number(value: Any) -> float | None:
    return value if type(value) in _NUMBERS else None


def _year(value: Any) -> float | None:
    is_year = isinstance(value, dt.date) and (value.month, value.day) == (1, 1)
    return float(value.year) if is_year else None
