"""Finds columns that name the currency or the unit of prices, such as `Moeda` or `Un. Medida`.

They are none of our fields, but a price in dollars or in thousands is another price.
"""

import re
from collections.abc import Iterator

import polars as pl

from vehicle_pipeline.contracts import Dialect
from vehicle_pipeline.domain.records import UNIT, cell
from vehicle_pipeline.spreadsheets.headers.header_texts import letters
from vehicle_pipeline.spreadsheets.headers.other_quantities import without_accents
from vehicle_pipeline.spreadsheets.headers.unit_texts import MONEY, SCALE, is_unit

_OF_MONEY = frozenset({"moeda", "moedas", "currency", "monetaria", "monetario"})
# A unit may be a branch of the firm as well: only words for thousands count.
_OF_SCALE = frozenset(
    {"unidade", "unid", "und", "un", "unit", "units", "escala", "scale", "multiplicador"}
)
# Its unit of measurement is no branch.
_OF_MEASURE = frozenset({"medida", "medidas", "measure"})
# What may stand beside these words in the name of such a column.
_BESIDE = frozenset(
    {
        *("cod", "codigo", "sigla", "simbolo", "tipo", "nome", "de", "da", "do", "dos", "of"),
        *("valor", "valores", "fipe", "preco", "precos", "value", "price", "code", "symbol"),
    }
)
_WORD = re.compile("[a-z]+")


def with_units(records: Iterator[pl.DataFrame], dialect: Dialect) -> Iterator[pl.DataFrame]:
    """Return the records with a column UNIT, if there is a column for the unit of prices."""
    ours = set(dialect.positions.values())
    price = dialect.positions["valor_fipe"]
    units = [
        _unit(at, _label(at, text), words)
        for at, text in enumerate(dialect.columns)
        if at not in ours and (words := _words(text, is_beside=abs(at - price) == 1))
    ]
    if not units:
        return records
    unit = pl.coalesce(units).alias(UNIT)
    return (frame.with_columns(unit) for frame in records)


def _words(header: str, *, is_beside: bool) -> str | None:
    """Return which units count in a column; None if it is none of units.

    `is_beside`: it stands beside the prices, where it needs no name.
    """
    if not header.strip():
        return f"{MONEY}|{SCALE}" if is_beside else None
    named = set(_WORD.findall(without_accents(header)))
    if not named <= _OF_MONEY | _OF_SCALE | _OF_MEASURE | _BESIDE:
        return None
    if named & (_OF_MONEY | _OF_MEASURE):
        return f"{MONEY}|{SCALE}"
    return SCALE if named & _OF_SCALE else None


def _unit(at: int, label: str, words: str) -> pl.Expr:
    """Return the unit that a column has for the prices, null where that is reais."""
    text = pl.col(cell(at)).str.strip_chars()
    return pl.when(is_unit(text, words)).then(
        pl.format("{}: {}", pl.lit(label), text.str.strip_chars("()[] "))
    )


def _label(at: int, header: str) -> str:
    """Return a header without signs that the price's text has for the unit."""
    label = header.strip().translate(str.maketrans("():", "   ")).strip()
    return label or f"coluna {letters(at)}"
