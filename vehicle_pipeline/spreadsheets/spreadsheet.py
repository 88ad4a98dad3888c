"""An open upload: its dialect and its records."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from vehicle_pipeline.contracts import Assumption, Dialect
from vehicle_pipeline.domain.numbers import DecimalEvidence, decimal_evidence
from vehicle_pipeline.domain.records import cell, native

_BOTH_SIGNS = DecimalEvidence.COMMA | DecimalEvidence.DOT


@dataclass(frozen=True)
class Spreadsheet:
    """An upload whose dialect is known, except for the decimal sign, which depends on all values.

    `records` iterates once over the rows in file order, without blank ones. Columns: `row_number`
    Int32 (as people count: a quoted line break starts no new row), `c0`... String, `n0`... Float64
    if the file has native numbers, and `found` Int32 and `raw` String for a record with too many
    or too few fields (null otherwise). `is_whole` is False if only the head of a large workbook
    was read.
    """

    dialect: Dialect
    records: Iterator[pl.DataFrame]
    is_whole: bool = True

    def chunks(self, rows: int) -> Iterator[pl.DataFrame]:
        """Yield all records as frames of `rows` rows; the last one may be smaller."""
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
        """Return the evidence in a chunk's texts about the decimal sign of valor_fipe."""
        position = self.dialect.positions["valor_fipe"]
        texts = chunk[cell(position)]
        if native(position) in chunk.columns:
            texts = texts.filter(chunk[native(position)].is_null())
        return decimal_evidence(texts)


def settled(dialect: Dialect, evidence: DecimalEvidence) -> Dialect:
    """Return the dialect with the decimal sign that follows from the `evidence` of all values.

    A sign set by the sender, or by the import that corrected rows come from, takes precedence.
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
