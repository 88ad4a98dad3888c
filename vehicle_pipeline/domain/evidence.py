"""What the values of a file show while they are read, and what has to be assumed of them."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

from vehicle_pipeline.contracts import Assumption, DecimalMark, Dialect
from vehicle_pipeline.domain.cell_texts import (
    invisible_count,
    is_beyond_ascii,
    may_be_wrapped,
    tidy_value,
    unwrapped_count,
)
from vehicle_pipeline.domain.columns import comes_again, patch
from vehicle_pipeline.domain.garbled import restored_count
from vehicle_pipeline.domain.numbers import (
    LOW_PRICE,
    SIGNS,
    DecimalEvidence,
    amounts_of,
    decimal_evidence,
    fipe_code_count,
    fuel_count,
    low_count,
    native_rounded_count,
    rounded_count,
)
from vehicle_pipeline.domain.records import FIELDS, cell, native
from vehicle_pipeline.domain.usual_prices import UsualPrices
from vehicle_pipeline.domain.year_prices import native_year_like_count, year_like_count

# Notes that only count their cells.
_COUNTED = (
    "restored_texts",
    "unwrapped_cells",
    "invisible_characters",
    "years_with_fuel",
    "fipe_codes",
    "rounded_prices",
)
_PROOF = {"comma": DecimalEvidence.COMMA, "dot": DecimalEvidence.DOT}


@dataclass(frozen=True)
class Evidence:
    """Evidence in the values of a file or a part of it; that of the parts adds up.

    `counts` has numbers of cells: by code of the note about them, all `prices`, those below
    R$ 1.000 (`low_prices`) and those that look like years (`year_prices`).
    """

    signs: DecimalEvidence = DecimalEvidence.NONE
    counts: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: "Evidence") -> "Evidence":
        return Evidence(self.signs | other.signs, self.counts + other.counts)

    def assumptions(self, dialect: Dialect) -> list[Assumption]:
        """Return what was assumed of the values of a file that was read by `dialect`."""
        counted = [
            Assumption(code=code, params={"count": self.counts[code]})
            for code in _COUNTED
            if self.counts[code]
        ]
        signs = [] if dialect.decimal_set else _about_signs(self.signs, dialect.decimal)
        unlikely = ("low_prices", "year_prices")
        return [*signs, *(note for code in unlikely for note in self._about_most(code)), *counted]

    def _about_most(self, code: str) -> list[Assumption]:
        """Return the note about prices of a kind, if most of them are of it."""
        count, total = self.counts[code], self.counts["prices"]
        params = {"count": count, "total": total}
        return [Assumption(code=code, params=params)] if 2 * count > total else []


def _about_signs(signs: DecimalEvidence, of_parent: DecimalMark | None) -> list[Assumption]:
    if signs.is_mixed and not signs.third_decimals:
        return [Assumption(code="mixed_decimal_signs")]
    shown = signs | _PROOF[of_parent] if of_parent else signs
    if shown == DecimalEvidence.DOT_GROUP:
        return [Assumption(code="assumed_decimal_comma")]
    thirds = [f"45000{SIGNS[mark]}000" for mark in signs.third_decimals]
    examples = {"third_decimals": thirds, "assumed_thousands": shown.unproven_groups}
    return [
        Assumption(code=code, params={"examples": " / ".join(shapes)})
        for code, shapes in examples.items()
        if shapes
    ]


def evidence_of(
    records: pl.DataFrame, positions: Mapping[str, int], mark: DecimalMark | None = None
) -> Evidence:
    """Return the evidence in records as read (see `records.typed`, also for `mark`)."""
    modelo, placa, ano, cells = (_texts(records, positions[field]) for field in FIELDS)
    usual = UsualPrices.among(cells)
    unusual = cells.filter(usual.others)
    prices, natives = _amounts(unusual), _natives(records, positions["valor_fipe"])
    models = modelo.unique() if comes_again(modelo) else modelo
    counts = Counter(
        restored_texts=_count(restored_count, modelo, models),
        unwrapped_cells=_count(unwrapped_count, modelo, models)
        + sum(map(unwrapped_count, (placa, ano, unusual))),
        invisible_characters=_count(invisible_count, modelo, models)
        + sum(map(invisible_count, (placa, ano, unusual))),
        years_with_fuel=fuel_count(ano),
        prices=usual.number + len(prices) + len(natives),
    )
    for found in (_of_prices(prices, mark), _of_natives(natives)):
        counts.update(found)
    return Evidence(_signs(cells, usual) | decimal_evidence(prices), counts)


def _of_prices(prices: pl.Series, mark: DecimalMark | None) -> dict[str, int]:
    if prices.is_empty():
        return {}
    return {
        "fipe_codes": fipe_code_count(prices),
        "low_prices": low_count(prices, mark),
        "year_prices": year_like_count(prices),
        "rounded_prices": rounded_count(prices, mark),
    }


def _of_natives(numbers: pl.Series) -> dict[str, int]:
    return {
        "low_prices": int((numbers < LOW_PRICE).sum()),
        "year_prices": native_year_like_count(numbers),
        "rounded_prices": native_rounded_count(numbers),
    }


def _signs(cells: pl.Series, usual: UsualPrices) -> DecimalEvidence:
    has_dot = cells.filter(usual.plain).str.contains(".", literal=True).any()
    by_dot = DecimalEvidence.DOT if has_dot else DecimalEvidence.NONE
    return by_dot | DecimalEvidence.COMMA if usual.grouped.any() else by_dot


def _count(count: Callable[[pl.Series], int], texts: pl.Series, distinct: pl.Series) -> int:
    """Return `count(texts)`, which is 0 if it is of the `distinct` texts."""
    found = count(distinct)
    return count(texts) if found and len(distinct) < len(texts) else found


def _amounts(texts: pl.Series) -> pl.Series:
    is_odd = may_be_wrapped(texts) | is_beyond_ascii(texts)
    amounts = amounts_of(patch(texts, is_odd, tidy_value))
    return amounts.filter(amounts != "")


def _natives(records: pl.DataFrame, position: int) -> pl.Series:
    name = native(position)
    found = records[name] if name in records.columns else pl.Series(dtype=pl.Float64)
    return found.drop_nulls()


def _texts(records: pl.DataFrame, position: int) -> pl.Series:
    """Return the cells at `position` that are no native numbers."""
    texts = records[cell(position)]
    if native(position) not in records.columns:
        return texts
    return texts.filter(records[native(position)].is_null())
