"""Refuses, or notes, a column whose name fits and whose cells are something else throughout.

Cells never choose a column, but they can show that a name means something else than usual.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from vehicle_pipeline.contracts import Assumption
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.headers.column_choice import Choice
from vehicle_pipeline.spreadsheets.headers.column_names import (
    ANY_PRICES,
    PRICE_TABLES,
    fold,
    folded_names,
)
from vehicle_pipeline.spreadsheets.headers.header_texts import clean, placed

# A year or two, as a column `Modelo` beside `Veículo` has them: `2020`, `2020.0`, `2020/21`.
_YEARS = re.compile(r"(?:19|20)[0-9]{2}(?:\.0|/[0-9]{2}|/(?:19|20)[0-9]{2})?")
# Models that look like years. A fleet of nothing else is a fleet of them.
_MODELS = frozenset({"2008"})
# Codes of the FIPE table: `005340-6`, without its sign `0053406`.
_CODES = re.compile(r"[0-9]{6}-[0-9]|0[0-9]{6}")
# The same whose zeros a program dropped, as those of a number. Their last digit checks the others.
_SHORT_CODE = re.compile(r"([1-9][0-9]{4,5})(?:\.0)?")
_WEIGHTS = (7, 6, 5, 4, 3, 2)
# One price of eleven ends in such a digit; all of several different ones hardly ever do.
_ENOUGH_CODES = 4

# Months or years, as a column `Tabela FIPE` has them: `jan/2024`, `202401`, `janeiro de 2024`.
_MONTHS = re.compile(
    r"(?:(?:0?[1-9]|1[0-2])\s?[/.-]\s?)?20[0-9]{2}|20[0-9]{2}[/.-]?(?:0[1-9]|1[0-2])"
    r"|[^\W\d_]{3,9}\.?(?:\s?(?:/|-|de|\s)\s?)?(?:20)?[0-9]{2}",
    re.IGNORECASE,
)
# Numbers that stand for a model, and are no name of one (`208`, `1113`).
_MODEL_CODES = re.compile(r"0[0-9]+|[0-9]{5,}|[0-9]{6}-[0-9]")
# Longer than the names of the FIPE table, in characters.
_LONG_MODEL = 80


def check_contents(
    choice: Choice, positions: Mapping[str, int], rows: Sequence[Sequence[str]]
) -> None:
    """Raise BadSpreadsheetError for a model column of years, or a price column of codes or months.

    Codes: model_column_of_years, price_column_of_codes, price_column_of_months, ambiguous_columns
    (a column `Valor` beside `Tabela FIPE`, if that has prices). `rows` are the first ones below
    the header. What the sender has named is not questioned.
    """
    for field, pattern, code in (
        ("modelo", _YEARS, "model_column_of_years"),
        ("valor_fipe", _CODES, "price_column_of_codes"),
    ):
        if field not in positions or field in choice.wanted:
            continue
        values = _values(rows, positions[field])
        if values - _MODELS and all(map(pattern.fullmatch, values)):
            raise BadSpreadsheetError(code, column=clean(choice.row[positions[field]]))
    if "valor_fipe" in positions and "valor_fipe" not in choice.wanted:
        _check_short_codes(choice, positions["valor_fipe"], rows)
        _check_price_table(choice, positions["valor_fipe"], rows)


def content_notes(
    choice: Choice, positions: Mapping[str, int], rows: Sequence[Sequence[str]]
) -> Iterator[Assumption]:
    """Yield the notes about models that are hardly names."""
    if "modelo" not in positions or "modelo" in choice.wanted:
        return
    values = _values(rows, positions["modelo"])
    column = clean(choice.row[positions["modelo"]])
    if values and all(map(_MODEL_CODES.fullmatch, values)):
        params = {"column": column, "example": min(values)[:_LONG_MODEL]}
        yield Assumption(code="model_codes", params=params)
    is_long = 2 * sum(len(value) > _LONG_MODEL for value in values) > len(values)
    if is_long and fold(column) != "modelo":
        yield Assumption(code="long_models", params={"column": column, "limit": _LONG_MODEL})


def _check_short_codes(choice: Choice, at: int, rows: Sequence[Sequence[str]]) -> None:
    """Raise for a column `FIPE` of codes without their zeros: `53406`."""
    names = folded_names(choice.row)
    values = _values(rows, at)
    if names[at] != "fipe" or not values or not all(map(_is_short_code, values)):
        return
    if len(values) >= _ENOUGH_CODES:
        raise BadSpreadsheetError("price_column_of_codes", column=clean(choice.row[at]))
    others = [other for other, name in enumerate(names) if name in ANY_PRICES]
    if any(_values(rows, other) for other in others):
        columns = placed(choice.row, sorted([at, *others]))
        raise BadSpreadsheetError("ambiguous_columns", field="valor_fipe", found=columns)


def _is_short_code(value: str) -> bool:
    """Whether a number is a code of the FIPE table by its last digit."""
    if not (found := _SHORT_CODE.fullmatch(value)):
        return False
    *digits, check = map(int, found[1].zfill(7))
    total = sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=True))
    return check == -total % 11 % 10


def _check_price_table(choice: Choice, at: int, rows: Sequence[Sequence[str]]) -> None:
    names = folded_names(choice.row)
    tables = [table for table, name in enumerate(names) if name in PRICE_TABLES]
    is_assumed = choice.candidates["valor_fipe"].assumption is not None
    if not tables or not is_assumed:
        return
    values = _values(rows, tables[0])
    is_of_prices = bool(values) and not all(map(_MONTHS.fullmatch, values))
    if at in tables and values and not is_of_prices:
        raise BadSpreadsheetError("price_column_of_months", column=clean(choice.row[at]))
    if at not in tables and is_of_prices:
        columns = placed(choice.row, sorted([at, *tables]))
        raise BadSpreadsheetError("ambiguous_columns", field="valor_fipe", found=columns)


def _values(rows: Sequence[Sequence[str]], at: int) -> set[str]:
    return {row[at].strip() for row in rows if at < len(row)} - {""}
