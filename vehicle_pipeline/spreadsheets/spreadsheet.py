"""An upload that is open: how it is read, and its records."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from vehicle_pipeline.contracts import Assumption, Dialect
from vehicle_pipeline.domain.numbers import DecimalEvidence, decimal_evidence
from vehicle_pipeline.domain.records import cell, native

_BOTH_SIGNS = DecimalEvidence.COMMA | DecimalEvidence.DOT


@dataclass(frozen=True)
class Spreadsheet:
    """An upload whose dialect is known, except for the decimal sign, which all values decide.

    `records` are its rows in file order, once, blank ones left out. Columns: `row_number` Int32
    (as people see it: a quoted line break starts no new row), `c0`... String, `n0`... Float64
    where the file has native numbers, and `found` Int32 and `raw` String for a record with too
    many or too few fields (null otherwise). `is_whole` is False when only the head was read,
    because the rest would take too long.
    """

    dialect: Dialect
    records: Iterator[pl.DataFrame]
    is_whole: bool = True

    def chunks(self, rows: int) -> Iterator[pl.DataFrame]:
        """Yield all records as frames of `rows` rows, the last one of fewer."""
        held: list[pl.DataFrame] = []
        count = 0
        for frame in self.records:
            held.append(frame)
            count += frame.height
            while count >= rows:
                whole = pl.concat(held)
                yield whole.head(rows)
                held, count = [whole.slice(rows)], count - rows
        if count:
            yield pl.concat(held)

    def evidence(self, chunk: pl.DataFrame) -> DecimalEvidence:
        """Return what the texts of a chunk show about the decimal sign of valor_fipe."""
        position = self.dialect.positions["valor_fipe"]
        texts = chunk[cell(position)]
        if native(position) in chunk.columns:
            texts = texts.filter(chunk[native(position)].is_null())
        return decimal_evidence(texts)


def settled(dialect: Dialect, evidence: DecimalEvidence) -> Dialect:
    """Return the dialect with its decimal sign, which `evidence` of all values shows.

    What the sender said, or the import that a file of corrected rows comes from, stands.
    """
    if dialect.decimal is not None:
        return dialect
    codes = {
        "assumed_decimal_comma": evidence.is_assumption,
        "mixed_decimal_signs": _BOTH_SIGNS in evidence,
    }
    assumed = [Assumption(code=code) for code, applies in codes.items() if applies]
    return dialect.model_copy(
        update={
            "decimal": evidence.convention,
            "assumptions": [*dialect.assumptions, *assumed],
        }
    )
