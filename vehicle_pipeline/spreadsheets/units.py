"""Finds columns that name the currency or the unit of prices, such as `Moeda` or `Unidade`.

They are none of our fields, but a price in dollars or in thousands is another price.
"""

from collections.abc import Iterator

import polars as pl

from vehicle_pipeline.contracts import Dialect
from vehicle_pipeline.domain.records import UNIT, cell
from vehicle_pipeline.spreadsheets.headers.column_names import fold

_OF_MONEY = frozenset(
    {
        "moeda",
        "moedavalor",
        "moedadovalor",
        "moedafipe",
        "tipomoeda",
        "currency",
        "unidademonetaria",
    }
)
# A unit may be a branch of the firm as well: only words for thousands count.
_OF_SCALE = frozenset(
    {"unidade", "unidadevalor", "unidadedovalor", "unid", "und", "escala", "unit"}
)
_SCALE = (
    r"(?:(?:R\$|BRL|reais)\s?)?(?:em\s)?(?:mil|milhar(?:es)?|milh(?:ão|ao|ões|oes)|mi|k|thousands?"
    r"|millions?)(?:\s(?:de\s)?(?:R\$|BRL|reais))?"
)
_MONEY = (
    r"US?\$|U\$S|USD|EUR|[€£¥]|GBP|ARS|PYG|UYU|BOB|CLP|CNY|JPY|MXN|CAD|CHF"
    r"|(?:d[oó]lar(?:es)?|dollars?|euros?|pesos?|libras?|guaran[ií](?:es)?|ienes?)(?:\s\p{L}+)?"
)


def with_units(records: Iterator[pl.DataFrame], dialect: Dialect) -> Iterator[pl.DataFrame]:
    """Return the records with a column UNIT, if there is a column for the unit of prices."""
    ours = set(dialect.positions.values())
    others = [(at, text) for at, text in enumerate(dialect.columns) if at not in ours]
    units = [unit for at, text in others if (unit := _unit(at, text)) is not None]
    if not units:
        return records
    unit = pl.coalesce(units).alias(UNIT)
    return (frame.with_columns(unit) for frame in records)


def _unit(at: int, header: str) -> pl.Expr | None:
    """Return the unit that a column has for the prices, null where that is reais."""
    name = fold(header)
    if name not in _OF_MONEY | _OF_SCALE:
        return None
    words = f"{_MONEY}|{_SCALE}" if name in _OF_MONEY else _SCALE
    text = pl.col(cell(at)).str.strip_chars()
    # The header without signs that the price's text has for the unit.
    label = header.strip().translate(str.maketrans("():", "   ")).strip()
    return pl.when(text.str.contains(rf"(?i)^(?:{words})$")).then(
        pl.format("{}: {}", pl.lit(label), text)
    )
