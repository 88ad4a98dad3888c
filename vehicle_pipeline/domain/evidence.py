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
    tidy_code,
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
# A single motorcycle may cost R$ 2.020.
_SEVERAL = {"year_prices": 2}
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
        """Return the note about prices of a kind, if several and most of them are of it."""
        count, total = self.counts[code], self.counts["prices"]
        params = {"count": count, "total": total}
        is_notable = 2 * count > total and count >= _SEVERAL.get(code, 1)
        return [Assumption(code=code, params=params)] if is_notable else []


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
    texts = {field: _texts(records, positions[field]) for field in FIELDS}
    columns = {field: _Column(column) for field, column in texts.items()}
    prices = _amounts(texts["valor_fipe"])
    natives = _natives(records, positions["valor_fipe"])
    counts = Counter(
        restored_texts=_count(restored_count, columns["modelo"]),
        unwrapped_cells=sum(_count(unwrapped_count, column) for column in columns.values()),
        invisible_characters=sum(_count(invisible_count, column) for column in columns.values()),
        years_with_fuel=_count(fuel_count, columns["ano"]),
        fipe_codes=fipe_code_count(prices),
        prices=len(prices) + len(natives),
        low_prices=low_count(prices, mark) + int((natives < LOW_PRICE).sum()),
        year_prices=year_like_count(prices) + native_year_like_count(natives),
        rounded_prices=rounded_count(prices, mark) + native_rounded_count(natives),
    )
    return Evidence(decimal_evidence(prices), counts)


class _Column:
    """The texts of a column, and each once where most come again."""

    def __init__(self, texts: pl.Series) -> None:
        self.texts = texts
        self.distinct = texts.unique() if comes_again(texts) else None


def _count(count: Callable[[pl.Series], int], column: _Column) -> int:
    """Return `count` of the texts, which is 0 if it is of the distinct ones."""
    if column.distinct is not None and not count(column.distinct):
        return 0
    return count(column.texts)


def _amounts(texts: pl.Series) -> pl.Series:
    is_odd = may_be_wrapped(texts) | is_beyond_ascii(texts)
    amounts = amounts_of(patch(texts, is_odd, tidy_code))
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
